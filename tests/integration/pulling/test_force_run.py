"""Force run: who may press it, when not and until when, and what becomes of what is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, PortalUser, Role, School, SchoolMis
from autoupdate.actions import nights, pulls
from autoupdate.actions.checking import check_upload
from autoupdate.connectors import registry
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import MisConnection, ProcessingRun, Pull, ReportAcceptance, Upload
from autoupdate.queries.pulls import force_run_of, no_force_until
from matching.models import MisPerson
from sandbox.seeding.clock import clock_at
from tests.factories import (
    HoldFactory,
    ProcessingRunFactory,
    PullFactory,
    SchoolFactory,
    SchoolMisFactory,
    user_with_role,
)
from tests.fetching import Vendor
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import come

pytestmark = pytest.mark.django_db


def why_not(school_mis: SchoolMis, by: PortalUser) -> str:
    """What the button and the action both say."""
    offer = force_run_of(school_mis, by, timezone.now())
    assert offer.may is False
    with pytest.raises(ActionRefused) as refused:
        pulls.force_run(school_mis.school, by=by)
    assert refused.value.message == f"Nothing was started. {offer.why}"
    return offer.why


# --- Who and when ---


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize("role", [Role.HEAD, Role.HEAD_PROXY, Role.NOMINATED_CONTACT])
def test_those_who_work_for_the_school_may_force(school_mis: SchoolMis, role: Role) -> None:
    by = user_with_role(role, school=school_mis.school)
    offer = force_run_of(school_mis, by, timezone.now())
    assert (offer.is_offered, offer.may, offer.why, offer.pull) == (True, True, "", None)
    pull = pulls.force_run(school_mis.school, by=by)
    assert (pull.cause, pull.status, pull.requested_by) == ("force", "queued", by)
    event = AuditEvent.objects.get(action="pull.forced")
    assert (event.by, event.school) == (by, school_mis.school)


@pytest.mark.usefixtures("midday")
def test_the_desk_may_force_where_there_is_no_button(
    school_mis: SchoolMis, head: PortalUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = replace(registry.get("arbor"), has_force_run=False)
    monkeypatch.setitem(registry._BY_CODE, "arbor", without)
    offer = force_run_of(school_mis, head, timezone.now())
    assert not offer.is_offered
    assert offer.why.startswith("Arbor has no Force run. Its data come by themselves: daily")
    with pytest.raises(ActionRefused, match="no Force run"):
        pulls.force_run(school_mis.school, by=head)
    desk = user_with_role(Role.SERVICE_DESK)
    assert force_run_of(school_mis, desk, timezone.now()).may
    assert pulls.force_run(school_mis.school, by=desk).requested_by == desk


@pytest.mark.usefixtures("midday")
def test_who_may_not_is_told_who_may(school_mis: SchoolMis) -> None:
    school = school_mis.school
    la_user = user_with_role(Role.LA_USER, local_authority=school.local_authority)
    outsider = user_with_role(Role.HEAD, school=SchoolFactory())
    for by in (la_user, outsider):
        offer = force_run_of(school_mis, by, timezone.now())
        assert not offer.may
        assert "Nominated Contacts" in offer.why
        with pytest.raises(PermissionDenied):
            pulls.force_run(school, by=by)
    assert not Pull.objects.exists()


@pytest.mark.parametrize(
    ("clock", "may"),
    [
        (time(5, 59), True),
        (time(6, 0), False),
        (time(8, 59), False),
        (time(9, 0), True),
        (time(18, 0), True),
    ],
)
def test_first_thing_in_the_morning_nobody_may(
    school_mis: SchoolMis, head: PortalUser, clock: time, may: bool
) -> None:
    at = timezone.make_aware(datetime.combine(MIDDAY.date(), clock))
    with clock_at(at):
        offer = force_run_of(school_mis, head, timezone.now())
        assert offer.may is may
        if may:
            assert offer.until is None
            assert pulls.force_run(school_mis.school, by=head).status == "queued"
            return
        assert offer.until == at.replace(hour=9, minute=0)
        assert "again from 9:00am" in why_not(school_mis, head)


def test_a_window_may_pass_midnight(settings: Settings) -> None:
    settings.NO_FORCE_FROM, settings.NO_FORCE_UNTIL = time(22, 0), time(7, 30)

    def until(hour: int) -> datetime | None:
        return no_force_until(MIDDAY.replace(hour=hour))

    morning = MIDDAY.replace(hour=7, minute=30)
    assert until(23) == morning + timedelta(days=1)
    assert until(3) == morning
    assert until(8) is None


def test_a_window_of_no_length_is_none(settings: Settings) -> None:
    settings.NO_FORCE_FROM = settings.NO_FORCE_UNTIL = time(7, 0)
    assert no_force_until(MIDDAY.replace(hour=7)) is None


@pytest.mark.usefixtures("midday")
def test_without_an_accepted_report_there_is_nothing_to_fetch(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    ReportAcceptance.objects.update(withdrawn_at=timezone.now() + timedelta(days=30))
    assert "Accept a report first" in why_not(school_mis, head)


@pytest.mark.usefixtures("midday")
def test_without_a_connection_nothing_can_be_fetched(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    MisConnection.objects.all().delete()
    assert "Arbor is not connected yet" in why_not(school_mis, head)


@pytest.mark.usefixtures("midday")
def test_one_at_a_time(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = pulls.force_run(school_mis.school, by=head)
    assert why_not(school_mis, head) == "Arbor is being fetched already."
    assert force_run_of(school_mis, head, timezone.now()).pull == pull
    Pull.objects.update(not_before=timezone.now() + timedelta(minutes=5))
    assert "tried again by itself after 12:05pm" in why_not(school_mis, head)


@pytest.mark.usefixtures("midday")
def test_two_at_the_same_moment_are_one(
    school_mis: SchoolMis, head: PortalUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = force_run_of(school_mis, head, timezone.now())
    PullFactory(school_mis=school_mis)
    monkeypatch.setattr(pulls, "force_run_of", lambda *_: offer)
    with pytest.raises(ActionRefused, match="being fetched already"):
        pulls.force_run(school_mis.school, by=head)


@pytest.mark.usefixtures("midday")
def test_a_school_without_an_mis_cannot(head: PortalUser, school_mis: SchoolMis) -> None:
    SchoolMis.objects.update(ended_at=school_mis.started_at + timedelta(seconds=1))
    with pytest.raises(ActionRefused, match="has not chosen its MIS"):
        pulls.force_run(school_mis.school, by=head)
    school_mis.refresh_from_db()
    assert "no longer uses Arbor" in force_run_of(school_mis, head, timezone.now()).why


@pytest.mark.usefixtures("midday")
def test_a_school_whose_software_sends_has_no_force_run(db: None) -> None:
    school_mis = SchoolMisFactory(product="sims")
    head = user_with_role(Role.HEAD, school=school_mis.school)
    offer = force_run_of(school_mis, head, timezone.now())
    assert not offer.is_offered
    with pytest.raises(ActionRefused, match="SIMS has no Force run"):
        pulls.force_run(school_mis.school, by=head)


# --- What follows ---


def forced(school: School, by: PortalUser) -> Pull:
    """A Force run, worked."""
    pull = pulls.force_run(school, by=by)
    pulls.work()
    pull.refresh_from_db()
    return pull


@pytest.mark.usefixtures("midday")
def test_what_is_fetched_is_checked_and_processed_at_once(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    pull = forced(school_mis.school, head)
    assert pull.status == "done"
    assert set(Upload.objects.values_list("state", flat=True)) == {"ready"}
    run = pull.run
    assert run is not None
    assert (run.cause, run.requested_by, run.night, run.reason) == ("pull", head, None, "")
    assert nights.work() == 1
    run.refresh_from_db()
    assert run.status == "done"
    assert MisPerson.objects.count() == 8
    assert set(Upload.objects.values_list("state", flat=True)) == {"processed"}


@pytest.mark.usefixtures("midday")
def test_what_others_have_checked_is_not_checked_again(
    school_mis: SchoolMis, head: PortalUser, vendor: Vendor
) -> None:
    def check() -> None:
        check_upload(Upload.objects.get(sub_report="students").pk)

    vendor.happens("contacts", 1, check)
    assert forced(school_mis.school, head).run is not None


@pytest.mark.usefixtures("midday")
def test_an_evenings_pull_waits_for_the_night(school_mis: SchoolMis) -> None:
    pull = PullFactory(school_mis=school_mis)
    pulls.work()
    pull.refresh_from_db()
    assert (pull.status, pull.run) == ("done", None)
    assert set(Upload.objects.values_list("state", flat=True)) == {"received"}
    assert not ProcessingRun.objects.exists()


def _held(school_mis: SchoolMis, head: PortalUser) -> None:
    HoldFactory(run__school_mis=school_mis)


def _night_of_a_neighbour(school_mis: SchoolMis, head: PortalUser) -> None:
    neighbour = SchoolFactory(local_authority=school_mis.school.local_authority)
    ProcessingRunFactory(school_mis=SchoolMisFactory(school=neighbour))


def _own_run(school_mis: SchoolMis, head: PortalUser) -> None:
    ProcessingRunFactory(school_mis=school_mis, forced=True)


def _role_ended(school_mis: SchoolMis, head: PortalUser) -> None:
    head.memberships.update(ended_at=timezone.now() + timedelta(days=30))


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (_held, "Removals of this school wait"),
        (_night_of_a_neighbour, "The night is under way"),
        (_own_run, "The school is being processed already"),
        (_role_ended, "may not do so any more"),
    ],
)
def test_what_may_not_be_processed_at_once_waits(
    school_mis: SchoolMis,
    head: PortalUser,
    vendor: Vendor,
    meanwhile: Callable[[SchoolMis, PortalUser], None],
    told: str,
) -> None:
    vendor.happens("contacts", 1, lambda: meanwhile(school_mis, head))
    pull = forced(school_mis.school, head)
    assert (pull.status, pull.run) == ("done", None)
    assert "ready" in set(Upload.objects.values_list("state", flat=True))
    assert told in " ".join(each.message for each in pull.log_lines.all())
    assert not ProcessingRun.objects.filter(cause="pull").exists()


@pytest.mark.usefixtures("midday")
def test_the_night_of_another_authority_is_nobodys_business(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    ProcessingRunFactory()
    assert forced(school_mis.school, head).run is not None


@pytest.mark.usefixtures("midday")
def test_a_run_that_comes_first_is_enough(
    school_mis: SchoolMis, head: PortalUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autoupdate.actions import after_pulls

    monkeypatch.setattr(after_pulls, "why_not_processed_now", lambda *_: "")
    _own_run(school_mis, head)
    pull = forced(school_mis.school, head)
    assert (pull.status, pull.run) == ("done", None)


@pytest.mark.usefixtures("midday")
def test_when_nothing_came_nothing_is_processed(
    school_mis: SchoolMis, head: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("staff", VendorTrouble("not_authorised"))
    pull = forced(school_mis.school, head)
    assert (pull.status, pull.run) == ("failed", None)


@pytest.mark.usefixtures("midday")
def test_what_came_whole_is_processed_though_another_part_failed(
    school_mis: SchoolMis, head: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("contacts", VendorTrouble("permission_missing", permission="Contacts"))
    pull = forced(school_mis.school, head)
    assert (pull.status, pull.failure) == ("failed", "misconfigured")
    assert pull.run is not None


@pytest.mark.usefixtures("midday")
def test_nothing_is_processed_while_a_part_is_tried_again(
    school_mis: SchoolMis, head: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("contacts", VendorTrouble("server_error", status="500"))
    pull = forced(school_mis.school, head)
    assert (pull.status, pull.run) == ("queued", None)
    assert not ProcessingRun.objects.exists()
    come(pull)
    pulls.work()
    pull.refresh_from_db()
    assert pull.run is not None
