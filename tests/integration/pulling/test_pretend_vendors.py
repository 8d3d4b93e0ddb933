"""Whole pulls from vendors that are real servers: the approval's access, the worker, the uploads.

What each vendor sends, and what each fault comes to at each, is the contract's to prove; here, that
whatever goes wrong on the wire never lets half a list be processed, and that yesterday's people are
safe: every fault at some vendor, and every vendor with some fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import SchoolMis
from autoupdate import reaching
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.connectors import registry
from autoupdate.connectors.http import VendorClient
from autoupdate.models import MisConnection, Pull, Upload
from autoupdate.pull_parts import parts_from
from autoupdate.pulling import book
from autoupdate.reaching import sealed_secrets
from matching.models import MisPerson
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.seeding.clock import clock_at
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import QUICK, Adapter
from tests.factories import MisConnectionFactory, SchoolMisFactory, accept_reports
from tests.fetching import LONG_AGO
from tests.integration.pulling.steps import come, fetched, troubles, worked

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

TODAY = date(2026, 11, 20)
#: Beside Staff and Students.
MORE_REPORTS = ("contacts", "groups")
#: A fault of the wire → whether it passes by itself.
FAULTS = {
    "unauthorised": False,
    "firewall": False,
    "server_error": True,
    "drop": True,
    "half_body": True,
    "web_page": True,
    "redirect_away": False,
    "empty_list": False,
    "repeat_page": True,
    "moving_total": True,
}
OF_PAGES = {"repeat_page", "moving_total"}
FAULTS_IN_TURN = list(zip(cycle(ADAPTERS), FAULTS, strict=False))


@dataclass(slots=True)
class Scene:
    """A school of the portal, connected to its pretend vendor."""

    adapter: Adapter
    school_mis: SchoolMis

    def spoil(self, kind: str, *, after: int = 0, times: int | None = None) -> None:
        """Let the list of students go wrong."""
        resource = self.adapter.lists["students"]
        self.adapter.vendors.fault(kind, self.adapter.code, resource, after=after, times=times)


@pytest.fixture(autouse=True)
def vendor() -> None:
    """No vendor but the servers."""


@pytest.fixture(autouse=True)
def _on_their_day() -> Iterator[None]:
    """Portal and vendors have the same today: later some of the school's people would have left."""
    with clock_at(timezone.make_aware(datetime.combine(TODAY, time(12)))):
        yield


@pytest.fixture(scope="module")
def oak() -> PretendSchool:
    """A small primary school."""
    return make_school(31, phase="primary", num_people=60, establishment="2001", today=TODAY)


@pytest.fixture
def vendors(oak: PretendSchool) -> Iterator[VendorServer]:
    """All pretend vendors, running."""
    with VendorServer({"oak": oak, "high": oak}) as running:
        yield running


@pytest.fixture(params=ADAPTERS)
def scene(
    request: pytest.FixtureRequest,
    vendors: VendorServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Scene:
    """The school, its reports accepted, at each vendor in turn; lists come in small pages."""
    adapter = ADAPTERS[request.param](vendors)
    connector = registry.get(adapter.code)
    settings.VENDOR_TEST_HOSTS = [adapter.test_host]
    settings.VENDOR_PARTNERS = {
        **settings.VENDOR_PARTNERS,
        connector.partner or "": dict(adapter.partner()),
    }
    hurried = partial(VendorClient, limits=QUICK, sleeping=lambda _: None)
    monkeypatch.setattr(reaching, "VendorClient", hurried)
    put = replace(connector, puller=adapter.small)
    monkeypatch.setitem(registry._BY_CODE, adapter.code, put)
    monkeypatch.setattr(book, "EVERY_S", 1)  # as in earnest: these tests watch the end
    return Scene(adapter, _connected(adapter))


def _connected(adapter: Adapter) -> SchoolMis:
    access = adapter.access()
    dfe = adapter.vendors.school("oak").dfe_number
    school_mis: SchoolMis = SchoolMisFactory(
        product=adapter.code,
        school__establishment=dfe[-4:],
        school__local_authority__code=dfe[:3],
    )
    accept_reports(school_mis)
    MisConnectionFactory(
        school_mis=school_mis,
        endpoint=access.endpoint,
        reference=access.reference,
        sealed=sealed_secrets(access.secrets),
        approved_at=LONG_AGO,
    )
    return school_mis


def processed(scene: Scene, *, day: int) -> set[tuple[str, str]]:
    """Check what is there and play a night; the people known and there afterwards."""
    for upload in Upload.objects.filter(state="received"):
        check_upload(upload.pk)
    nights.start_night(at=timezone.now() + timedelta(days=day))
    nights.work()
    there = MisPerson.objects.filter(school_mis=scene.school_mis, absent_since=None)
    return set(there.values_list("kind", "mis_id"))


def test_a_whole_school_is_fetched(scene: Scene) -> None:
    has = {each.code.value for each in scene.adapter.connector.reports}
    for report in has.intersection(MORE_REPORTS):
        accept_reports(scene.school_mis, report)
    pull = fetched(scene.school_mis)
    assert (pull.status, troubles(pull)) == ("done", {})
    assert pull.num_requests > len(parts_from(pull.parts))
    assert {each.state for each in parts_from(pull.parts)} == {"done"}
    assert all(each.num_pages and each.num_rows for each in parts_from(pull.parts))
    people = processed(scene, day=0)
    school = scene.adapter.vendors.school("oak")
    kinds = [kind for kind, _ in people]
    assert kinds.count("student") == len(school.students)
    assert not Upload.objects.exclude(state="processed").exists()


@pytest.mark.parametrize(("scene", "kind"), FAULTS_IN_TURN, indirect=["scene"])
def test_half_a_list_is_never_processed(scene: Scene, kind: str) -> None:
    fetched(scene.school_mis)
    yesterday = processed(scene, day=0)
    assert yesterday
    # A list that moves does so from its beginning; the rest goes wrong on its last page.
    scene.spoil(kind, after=0 if kind in OF_PAGES else 2)
    pull = fetched(scene.school_mis)
    assert "students" in troubles(pull)
    assert not pull.uploads.filter(sub_report="students").exclude(state="rejected").exists()
    assert processed(scene, day=1) == yesterday
    scene.adapter.vendors.clear_faults()
    if pull.status == "queued":
        come(pull)
        assert worked(pull).status == "done"
    else:
        assert connection(scene).trouble
        assert fetched(scene.school_mis).status == "done"
    assert connection(scene).trouble == ""
    assert processed(scene, day=2) == yesterday


def test_a_fault_that_passes_at_once_is_got_over(scene: Scene) -> None:
    scene.spoil("server_error", times=1)
    assert fetched(scene.school_mis).status == "done"


def test_consent_withdrawn_at_the_vendor_is_the_schools_turn(scene: Scene) -> None:
    fetched(scene.school_mis)
    yesterday = processed(scene, day=0)
    scene.adapter.vendors.withdraw(scene.adapter.code, "oak")
    pull = fetched(scene.school_mis)
    assert (pull.status, pull.failure) == ("failed", "misconfigured")
    assert pull.failure_code == scene.adapter.withdrawn
    assert connection(scene).trouble == scene.adapter.withdrawn
    assert processed(scene, day=1) == yesterday


def test_a_sign_of_life_is_given_before_every_request(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[int] = []
    plain = book.Book.beat

    def counted(self: book.Book) -> None:
        signs.append(1)
        plain(self)

    monkeypatch.setattr(book.Book, "beat", counted)
    pull = fetched(scene.school_mis)
    assert len(signs) >= pull.num_requests


def connection(scene: Scene) -> MisConnection:
    return MisConnection.objects.get(school_mis=scene.school_mis)


def test_nothing_of_another_school_is_touched(scene: Scene) -> None:
    fetched(scene.school_mis)
    assert {each.school_mis_id for each in Upload.objects.all()} == {scene.school_mis.pk}
    assert {each.school_mis_id for each in Pull.objects.all()} == {scene.school_mis.pk}
