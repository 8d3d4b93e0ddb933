"""The last processed file of each report of each school: its age, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories import ProcessingRunFactory, UploadFactory, accept_reports
from tests.integration.conftest import Cast

PAGE = "/results/"
NOW = timezone.now()


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def row_of(cast: Cast) -> str:
    """The school's line of the download."""
    answer = cast.client(cast.la_user).get(PAGE, {"download": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return text.splitlines()[1]


def test_each_accepted_report_has_its_age_and_its_outcome(cast: Cast) -> None:
    accept_reports(cast.school_mis, "staff", "students", by=cast.head)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    processed = {"school_mis": cast.school_mis, "state": "processed", "processed_run": run}
    UploadFactory(**processed, received_at=NOW - timedelta(days=3), num_rows=1)
    UploadFactory(**processed, received_at=NOW - timedelta(hours=5), num_rows=412, num_problems=3)
    text = text_of(cast.client(cast.la_user).get(PAGE))
    assert "5 hours ago" in text
    assert "3 days ago" not in text
    assert "Processed: 412 rows, 3 problems" in text
    assert "None yet" in text  # the staff's
    assert "412 rows, 3 problems" in row_of(cast)


def test_what_came_since_is_told(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    at = NOW - timedelta(hours=5)
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=run, received_at=at)
    rejected = {"school_mis": cast.school_mis, "state": "rejected", "fault": "truncated"}
    UploadFactory(**rejected, received_at=at - timedelta(hours=1))
    assert "since then" not in row_of(cast)
    UploadFactory(**rejected, received_at=at + timedelta(hours=1))
    UploadFactory(**rejected, sub_report="photos", report="photos")  # not accepted: not shown
    assert "since then: Rejected" in row_of(cast)
    assert "Rejected" in text_of(cast.client(cast.la_user).get(PAGE))
