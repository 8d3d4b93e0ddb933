"""Fields are opted out and in by the desk; a mandatory field never is."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions.opt_outs import opt_in, opt_out
from autoupdate.models import FieldOptOut
from autoupdate.queries.reports import FieldStatus, reports_of
from tests.factories import FieldOptOutFactory
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

EMAIL = {"sub_report": "students", "field": "email", "reason": "The school asked."}


def status(cast: Cast, field: str = "email") -> FieldStatus:
    (students,) = [each for each in reports_of(cast.school_mis) if each.code == "students"]
    found = {each.field.code: each.status for each in students.sub_reports[0].fields}
    return found[field]


def test_a_field_is_opted_out_and_in(cast: Cast) -> None:
    assert status(cast) is FieldStatus.UPLOADED
    opt_out(cast.school, **EMAIL, by=cast.desk)
    assert status(cast) is FieldStatus.NOT_UPLOADED
    opt_in(cast.school, **EMAIL, by=cast.desk)
    assert status(cast) is FieldStatus.UPLOADED
    events = AuditEvent.objects.order_by("pk")
    assert [each.action for each in events] == ["field.opted_out", "field.opted_in"]
    assert {each.subject for each in events} == {"field:students.email"}
    assert {each.reason for each in events} == {"The school asked."}


def test_opting_out_twice_changes_nothing(cast: Cast) -> None:
    first = opt_out(cast.school, **EMAIL, by=cast.desk)
    assert opt_out(cast.school, **EMAIL, by=cast.desk) == first
    assert AuditEvent.objects.count() == 1


def test_a_mandatory_field_stays(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="mandatory"):
        opt_out(cast.school, sub_report="students", field="mis_id", reason="", by=cast.desk)
    assert not FieldOptOut.objects.exists()


def test_a_mandatory_field_counts_as_such_whatever_the_table_says(cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="mis_id")
    assert status(cast, "mis_id") is FieldStatus.MANDATORY


@pytest.mark.parametrize(
    ("sub_report", "field"), [("students", "shoe_size"), ("pets", "email"), ("", "")]
)
def test_an_unknown_field_is_refused(cast: Cast, sub_report: str, field: str) -> None:
    with pytest.raises(ActionRefused, match="no such field"):
        opt_out(cast.school, sub_report=sub_report, field=field, reason="", by=cast.desk)


def test_what_was_not_opted_out_cannot_be_opted_in(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="was not opted out"):
        opt_in(cast.school, **EMAIL, by=cast.desk)


def test_without_an_mis_there_are_no_fields(cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    for action in (opt_out, opt_in):
        with pytest.raises(ActionRefused, match="no MIS"):
            action(cast.school, **EMAIL, by=cast.desk)


@pytest.mark.parametrize("who", ["head", "head_proxy", "nominated_contact", "la_user", "outsider"])
def test_only_the_desk_may(cast: Cast, who: str) -> None:
    user = cast.everybody()[who]
    for action in (opt_out, opt_in):
        with pytest.raises(PermissionDenied):
            action(cast.school, **EMAIL, by=user)
