"""SchoolPod, all the way on the portal's own pages: choose, accept, key, evening, night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import PortalUser, Role, School, SchoolMis, UsoAccount
from autoupdate.actions import carrying_out, cases, nights, pulls
from autoupdate.actions.checking import check_upload
from autoupdate.actions.evenings import queue_evening
from autoupdate.models import Pull, Upload
from autoupdate.queries.case_plans import NOW, plans_of
from autoupdate.reaching import connection_of, secrets_of
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.seeding.clock import clock_at
from sandbox.vendors.running import VendorServer
from sandbox.vendors.schoolpod.vendor import make_key
from tests.factories import SchoolFactory, user_with_role
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import states, troubles, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]

REPORTS = ("staff", "students", "contacts")
EVENING = MIDDAY + timedelta(hours=8)


@pytest.fixture
def oak() -> PretendSchool:
    """A small primary school, on the day that these tests are set."""
    return make_school(
        31, phase="primary", num_people=60, establishment="2001", today=MIDDAY.date()
    )


@pytest.fixture
def vendors(oak: PretendSchool, settings: Settings) -> Iterator[VendorServer]:
    """The pretend SchoolPod, which the portal's settings name."""
    with VendorServer({"oak": oak}, today=oak.today) as running:
        settings.VENDOR_PARTNERS = {"schoolpod": {"url": running.url("schoolpod")}}
        settings.VENDOR_TEST_HOSTS = [running.address.removeprefix("http://")]
        yield running


@pytest.fixture
def school() -> School:
    """A school that has not chosen its MIS."""
    made: School = SchoolFactory()
    return made


@pytest.fixture
def proxy(school: School) -> PortalUser:
    """Its Head Proxy."""
    return user_with_role(Role.HEAD_PROXY, school=school)


def signed_in(user: PortalUser) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(name: str, school: School, *more: str) -> str:
    return reverse(f"autoupdate:{name}", args=[school.pk, *more])


def choose_and_accept(browser: Client, school: School) -> SchoolMis:
    """On the pages, as far as the key."""
    assert "SchoolPod" in browser.get(page("choose_mis", school)).text
    assert browser.post(page("choose_product", school, "schoolpod")).status_code == 302
    for report in REPORTS:
        browser.post(page("report_accept", school, report))
    return SchoolMis.objects.get(school=school)


def turns(browser: Client, school: School) -> list[str]:
    return [each["status"] for each in browser.get(page("settings", school)).context["steps"]]


def test_from_no_mis_to_accounts(
    school: School, proxy: PortalUser, oak: PretendSchool, vendors: VendorServer
) -> None:
    browser = signed_in(proxy)
    choose_and_accept(browser, school)
    assert turns(browser, school) == ["Done", "Your turn", "Done", "Later", "Later"]
    key = make_key(vendors.world, "oak", ["staff", "students", "guardians"])
    kept = browser.post(page("credentials", school), {"api_key": key}, follow=True)
    assert key not in kept.text
    assert turns(browser, school)[1] == "Done"
    tested = browser.post(page("test_connection", school), follow=True)
    assert [each.result for each in tested.context["checks"]] == ["works"] * 3

    with clock_at(EVENING):
        assert queue_evening() == 1
        pulls.work()
        pull = Pull.objects.get()
        assert (pull.status, troubles(pull)) == ("done", {})
        assert set(states(pull)) == set(REPORTS)
        assert uploaded() == {
            "staff": len(oak.staff),
            "students": len(oak.students),
            "contacts": len(oak.ties),
        }
        for upload in Upload.objects.all():
            check_upload(upload.pk)
        nights.start_night()
        nights.work()
    assert UsoAccount.objects.count() == len(oak.staff) + len(oak.students)
    assert turns(browser, school) == ["Done"] * 5
    history = browser.get(page("uploads", school)).text
    assert history.count("BehaviourWatch") == 3


def test_a_key_handed_to_the_desk_in_a_case_goes_straight_into_the_connection(
    school: School, proxy: PortalUser, vendors: VendorServer
) -> None:
    school_mis = choose_and_accept(signed_in(proxy), school)
    key = make_key(vendors.world, "oak", ["staff"])
    case = cases.raise_case(
        school, kind="schoolpod_connection", by=proxy, given={"api_key": key}, message=""
    )
    assert key not in repr(case.__dict__)
    desk = user_with_role(Role.SERVICE_DESK)
    carrying_out.carry_out(case, by=desk, expected=plans_of(case)[NOW].signature, way=NOW)
    assert secrets_of(connection_of(school_mis)) == {"api_key": key}


def test_a_key_that_was_withdrawn_is_told_and_nobody_is_processed(
    school: School, proxy: PortalUser, vendors: VendorServer
) -> None:
    browser = signed_in(proxy)
    choose_and_accept(browser, school)
    key = make_key(vendors.world, "oak", ["staff", "students", "guardians"])
    browser.post(page("credentials", school), {"api_key": key})
    vendors.withdraw("schoolpod", "oak")
    with clock_at(EVENING):
        queue_evening()
        pulls.work()
    assert set(troubles(Pull.objects.get()).values()) == {"credentials_refused"}
    assert not Upload.objects.exists()
    assert "does not accept the credentials" in browser.get(page("settings", school)).text
