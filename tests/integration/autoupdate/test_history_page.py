"""The school's history: who did what, in words, filtered, downloaded."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.audit import record
from accounts.models import AuditEvent
from autoupdate.queries.history import SUBJECTS, WORDS, to_what, what
from tests.factories import SchoolAssociationFactory
from tests.integration.conftest import Cast


def history(cast: Cast, viewer: str = "head", **query: str) -> Any:
    page = reverse("autoupdate:history", args=[cast.school.pk])
    return cast.client(cast.everybody()[viewer]).get(page, query)


def actions(answer: Any) -> list[str]:
    return [row.record.action for row in answer.context["table"].rows]


@pytest.fixture
def _events(cast: Cast) -> None:
    with transaction.atomic():
        record("report.accepted", by=cast.head, school=cast.school, subject="report:students")
        record("uploads.purged", by=None, school=cast.school)
        record(
            "field.opted_out",
            by=cast.desk,
            school=cast.school,
            subject="field:students.email",
            reason="=1+1",
        )
        record("report.accepted", by=cast.outsider, school=cast.outsider_school)


@pytest.mark.usefixtures("_events")
def test_only_the_schools_own_events_are_there(cast: Cast) -> None:
    assert actions(history(cast)) == ["field.opted_out", "uploads.purged", "report.accepted"]
    assert len(actions(history(cast, "desk"))) == 3


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize(
    ("query", "num_found"),
    [
        ({"subject": "report"}, 1),
        ({"subject": "upload"}, 1),
        ({"who": "autoupdate"}, 1),
        ({"who": "service desk"}, 1),
        ({"since": "2100-01-01"}, 0),
        ({"since": "2001-01-01"}, 3),
    ],
)
def test_events_are_found_by_subject_person_and_day(
    cast: Cast, query: dict[str, str], num_found: int
) -> None:
    assert len(actions(history(cast, **query))) == num_found


@pytest.mark.usefixtures("_events")
def test_the_history_can_be_downloaded(cast: Cast) -> None:
    answer = history(cast, download="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["When", "Who", "What", "To what or whom", "Why"]
    assert rows[1][2:] == ["Opted a field out", "E-mail address (Students)", "'=1+1"]


def test_events_name_what_they_are_about(cast: Cast) -> None:
    account = SchoolAssociationFactory(school=cast.school).account
    name = {"forename": "Test", "surname": "Pupil"}
    for event, words in (
        (AuditEvent(account=account), str(account)),
        (AuditEvent(subject="report:staff"), "Staff"),
        (AuditEvent(subject="sub_report:reg_tutors"), "reg_tutors"),
        (AuditEvent(subject="run:12"), "Run 12"),
        (AuditEvent(subject="licence_key:7"), ""),
        (AuditEvent(subject="excluded_name:3", after=name), "Test Pupil"),
        (AuditEvent(subject="excluded_name:3", before=name), "Test Pupil"),
        (AuditEvent(subject="excluded_name:3"), ""),
    ):
        assert to_what(event) == words


def test_an_action_without_words_is_shown_as_it_is() -> None:
    assert what("case.answered_by_mail") == "Case: answered by mail"


def test_every_action_with_words_is_found_under_a_subject() -> None:
    subjects = {*SUBJECTS, *(f"{each}s" for each in SUBJECTS)}
    assert {action.partition(".")[0] for action in WORDS} <= subjects
