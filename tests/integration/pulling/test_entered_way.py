"""From what the Service Desk enters to uploads, for MISs at which nobody approves in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.actions.connecting import enter_credentials
from autoupdate.actions.opt_outs import opt_out
from autoupdate.models import Upload
from autoupdate.reaching import access_of, secrets_of
from autoupdate.stored import read_stored
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import Adapter
from tests.factories import SchoolMisFactory, accept_reports, user_with_role
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import connection, fetched, states, troubles, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]

#: MIS → the trouble of a school for which nothing was set up yet.
ENTERED = {
    "iris": "credentials_missing",
    "integris": "not_granted",
    "pupil_asset": "credentials_missing",
}


@pytest.fixture
def oak() -> PretendSchool:
    """A small primary school, on the day that these tests are set."""
    return make_school(
        31, phase="primary", num_people=60, establishment="2001", today=MIDDAY.date()
    )


@pytest.fixture(params=ENTERED)
def adapter(
    request: pytest.FixtureRequest, oak: PretendSchool, settings: Settings
) -> Iterator[Adapter]:
    """A vendor that the portal's settings name."""
    with VendorServer({"oak": oak}, today=oak.today) as vendors:
        adapter = ADAPTERS[request.param](vendors)
        settings.VENDOR_PARTNERS = {request.param: adapter.partner()}
        settings.VENDOR_TEST_HOSTS = [adapter.test_host]
        yield adapter


@pytest.fixture
def school_mis(adapter: Adapter, oak: PretendSchool) -> SchoolMis:
    """A school that accepted everything its MIS has."""
    authority, establishment = oak.dfe_number.split("/")
    made: SchoolMis = SchoolMisFactory(
        product=adapter.code,
        school__uses_autotext=True,
        school__establishment=establishment,
        school__local_authority__code=authority,
    )
    accept_reports(made, *(each.code.value for each in adapter.connector.reports))
    return made


@pytest.fixture
def desk() -> PortalUser:
    return user_with_role(Role.SERVICE_DESK)


def enter(adapter: Adapter, school_mis: SchoolMis, desk: PortalUser) -> None:
    """The school does its part at the vendor, and the desk enters what came of it."""
    access = adapter.access()
    given = {"endpoint": access.endpoint, "reference": access.reference}
    if any(given.values()):
        enter_credentials(school_mis, by=desk, secrets=access.secrets, **given)


def test_what_the_desk_enters_brings_the_people(
    adapter: Adapter, school_mis: SchoolMis, desk: PortalUser, oak: PretendSchool
) -> None:
    enter(adapter, school_mis, desk)
    pull = fetched(school_mis)
    assert troubles(pull) == {}
    assert set(states(pull)) == {each.code for each in adapter.connector.sub_reports()}
    found = uploaded()
    assert (found["staff"], found["students"]) == (len(oak.staff), len(oak.students))
    assert set(found) == set(states(pull))


def test_what_was_opted_out_is_not_stored(
    adapter: Adapter, school_mis: SchoolMis, desk: PortalUser, oak: PretendSchool
) -> None:
    enter(adapter, school_mis, desk)
    opt_out(school_mis.school, sub_report="students", field="upn", reason="", by=desk)
    fetched(school_mis)
    upload = Upload.objects.get(sub_report="students")
    records = read_stored(upload, today=oak.today, problems_kept=1).records
    assert {each.upn for each in records} == {""}


def test_before_the_set_up_a_school_is_told_so(adapter: Adapter, school_mis: SchoolMis) -> None:
    assert set(troubles(fetched(school_mis)).values()) == {ENTERED[adapter.code]}
    assert not Upload.objects.exists()


def test_what_is_withdrawn_at_the_vendor_brings_nothing_more(
    adapter: Adapter, school_mis: SchoolMis, desk: PortalUser
) -> None:
    enter(adapter, school_mis, desk)
    fetched(school_mis)
    before = Upload.objects.count()
    adapter.vendors.withdraw(adapter.code, "oak")
    assert set(troubles(fetched(school_mis)).values()) == {adapter.withdrawn}
    assert Upload.objects.count() == before


def test_a_token_is_kept_for_the_next_evening(
    adapter: Adapter, school_mis: SchoolMis, desk: PortalUser
) -> None:
    if not adapter.has_tokens:
        pytest.skip("This vendor knows no tokens.")
    enter(adapter, school_mis, desk)
    fetched(school_mis)
    kept = secrets_of(connection(school_mis))
    assert kept["access_token"]
    adapter.vendors.forget_requests()
    assert troubles(fetched(school_mis)) == {}
    assert adapter.vendors.counts(adapter.code).get("token", 0) == 0
    assert access_of(school_mis).secrets == kept
