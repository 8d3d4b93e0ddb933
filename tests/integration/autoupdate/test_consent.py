"""Accepting and withdrawing reports: who may, what it changes at the door, what is on record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions.consent import accept_report, can_accept, withdraw_report
from autoupdate.connectors import registry
from autoupdate.models import ReportAcceptance, Upload
from autoupdate.queries.reports import ReportState, reports_of
from tests.factories import ProcessingRunFactory, UploadFactory, UploadProblemFactory
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

MAY = {"head", "head_proxy"}


def states(cast: Cast) -> dict[str, ReportState]:
    return {each.code: each.state for each in reports_of(cast.school_mis)}


def test_a_report_is_accepted_and_withdrawn(cast: Cast) -> None:
    assert states(cast)["staff"] is ReportState.AVAILABLE
    accept_report(cast.school_mis, report="staff", by=cast.head)
    assert states(cast)["staff"] is ReportState.ACCEPTED
    withdraw_report(cast.school_mis, report="staff", by=cast.head_proxy)
    assert states(cast)["staff"] is ReportState.AVAILABLE
    accept_report(cast.school_mis, report="staff", by=cast.head)
    assert ReportAcceptance.objects.count() == 2
    events = AuditEvent.objects.order_by("pk")
    assert [each.action for each in events] == [
        "report.accepted",
        "report.withdrawn",
        "report.accepted",
    ]
    assert events[1].after == {"mis": "sims", "report": "staff", "num_deleted": 0}
    assert events[1].by == cast.head_proxy


def test_accepting_twice_changes_nothing(cast: Cast) -> None:
    first = accept_report(cast.school_mis, report="staff", by=cast.head)
    assert accept_report(cast.school_mis, report="staff", by=cast.head_proxy) == first
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    ["head", "head_proxy", "nominated_contact", "la_user", "desk", "outsider"],
)
def test_only_the_head_and_their_proxy_may(cast: Cast, who: str) -> None:
    user = cast.everybody()[who]
    assert can_accept(user, school_mis=cast.school_mis) is (who in MAY)
    if who in MAY:
        accept_report(cast.school_mis, report="staff", by=user)
        withdraw_report(cast.school_mis, report="staff", by=user)
        return
    for action in (accept_report, withdraw_report):
        with pytest.raises(PermissionDenied):
            action(cast.school_mis, report="staff", by=user)


def test_an_mis_may_leave_it_to_the_head_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = replace(registry.get("sims"), accepting_roles=frozenset({"head"}))
    monkeypatch.setattr(registry, "get", lambda _: strict)
    assert not can_accept(cast.head_proxy, school_mis=cast.school_mis)
    with pytest.raises(ActionRefused, match="only the Headteacher"):
        accept_report(cast.school_mis, report="staff", by=cast.head_proxy)
    accept_report(cast.school_mis, report="staff", by=cast.head)


@pytest.mark.parametrize(("report", "why"), [("attendance", "AutoText"), ("pets", "not offer")])
def test_what_is_not_available_cannot_be_accepted(cast: Cast, report: str, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        accept_report(cast.school_mis, report=report, by=cast.head)
    assert not AuditEvent.objects.exists()


def test_what_was_not_accepted_cannot_be_withdrawn(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="nothing to withdraw"):
        withdraw_report(cast.school_mis, report="staff", by=cast.head)


def test_reports_of_a_former_mis_stay_as_they_were(cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    with pytest.raises(ActionRefused, match="another MIS"):
        accept_report(cast.school_mis, report="staff", by=cast.head)


def test_withdrawing_rejects_what_waits_and_nothing_else(cast: Cast) -> None:
    accept_report(cast.school_mis, report="students", by=cast.head)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    ready = UploadFactory(school_mis=cast.school_mis, state="ready", stored_as="ab/cd.rows")
    UploadProblemFactory(upload=ready)
    received = UploadFactory(school_mis=cast.school_mis)
    processed = UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=run)
    staff = UploadFactory(school_mis=cast.school_mis, report="staff", sub_report="staff")
    theirs = UploadFactory(school_mis=cast.outsider_mis)
    withdraw_report(cast.school_mis, report="students", by=cast.head)
    found = {each.pk: each.state for each in Upload.objects.all()}
    assert found == {
        ready.pk: "rejected",
        received.pk: "rejected",
        processed.pk: "processed",
        staff.pk: "received",
        theirs.pk: "received",
    }
    assert not ready.problems.exists()
    event = AuditEvent.objects.get(action="report.withdrawn")
    assert event.after is not None
    assert event.after["num_deleted"] == 2
