"""From the school's approval at its vendor to uploads, through the portal's own actions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.actions.approving import begin, finish, forget
from autoupdate.connectors import registry
from autoupdate.models import MisConnection, Upload
from autoupdate.reaching import secrets_of
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import ApprovingAdapter
from tests.factories import SchoolMisFactory, accept_reports, user_with_role
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import fetched, states, troubles, uploaded
from tests.unit.sandbox.vendors.client import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]

BACK = "https://uso.example/back"
APPROVING = [code for code, each in ADAPTERS.items() if issubclass(each, ApprovingAdapter)]


@pytest.fixture
def oak() -> PretendSchool:
    """A small primary school, on the day that these tests are set."""
    return make_school(
        31, phase="primary", num_people=60, establishment="2001", today=MIDDAY.date()
    )


@pytest.fixture(params=APPROVING)
def adapter(
    request: pytest.FixtureRequest, oak: PretendSchool, settings: Settings
) -> Iterator[ApprovingAdapter]:
    """A vendor that the portal's settings name."""
    with VendorServer({"oak": oak}, today=oak.today) as vendors:
        adapter = ADAPTERS[request.param](vendors)
        assert isinstance(adapter, ApprovingAdapter)
        settings.VENDOR_PARTNERS = {request.param: adapter.partner()}
        settings.VENDOR_TEST_HOSTS = [adapter.test_host]
        yield adapter


@pytest.fixture
def school_mis(adapter: ApprovingAdapter) -> SchoolMis:
    """A school that accepted everything its MIS has, and has not approved yet."""
    made: SchoolMis = SchoolMisFactory(product=adapter.code, school__uses_autotext=True)
    accept_reports(made, *(each.code.value for each in adapter.connector.reports))
    return made


@pytest.fixture
def head(school_mis: SchoolMis) -> PortalUser:
    return user_with_role(Role.HEAD, school=school_mis.school)


def approve(adapter: ApprovingAdapter, school_mis: SchoolMis, head: PortalUser) -> MisConnection:
    """What the head does in the browser, there and back."""
    address = begin(school_mis, by=head, return_to=BACK)
    browser = Browser()
    browser.sign_in(address, "office.oak")
    back = browser.press(address, adapter.button)
    assert back.location.startswith(f"{BACK}?")
    given = back.parameters
    return finish(state=given["state"], code=given["code"], by=head, return_to=BACK)


def test_a_school_approves_and_its_people_arrive(
    adapter: ApprovingAdapter, school_mis: SchoolMis, head: PortalUser, oak: PretendSchool
) -> None:
    approve(adapter, school_mis, head)
    pull = fetched(school_mis)
    assert troubles(pull) == {}
    assert set(states(pull)) == {each.code for each in adapter.connector.sub_reports()}
    found = uploaded()
    assert (found["staff"], found["students"]) == (len(oak.staff), len(oak.students))
    assert set(found) == set(states(pull))
    assert not Upload.objects.exclude(pull=pull).exists()


def test_a_school_that_has_not_approved_is_told_so(school_mis: SchoolMis) -> None:
    pull = fetched(school_mis)
    assert set(troubles(pull).values()) == {"credentials_missing"}
    assert not Upload.objects.exists()


def test_forgetting_the_approval(
    adapter: ApprovingAdapter, school_mis: SchoolMis, head: PortalUser
) -> None:
    """ScholarPack hears of it; Arbor has no way to, and the page must say so."""
    connection = approve(adapter, school_mis, head)
    assert secrets_of(connection)
    assert forget(school_mis, by=head) is (adapter.code == "scholarpack")
    connection.refresh_from_db()
    assert (secrets_of(connection), connection.endpoint) == ({}, "")
    assert registry.get(school_mis.product).leaving_hint
    assert set(troubles(fetched(school_mis)).values()) == {"credentials_missing"}
