"""Upload History: everything that came, filtered, paged, downloaded, and fresh by itself."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from autoupdate.models import UploadState
from autoupdate.queries.upload_page import STATES
from tests.factories import (
    NightFactory,
    ProcessingRunFactory,
    SchoolMisFactory,
    UploadFactory,
)
from tests.integration.conftest import Cast


def history(cast: Cast, **query: str) -> Any:
    page = reverse("autoupdate:uploads", args=[cast.school.pk])
    return cast.client(cast.colleague).get(page, query)


def rows(answer: Any) -> list[Any]:
    return [row.record for row in answer.context["table"].page.object_list]


def test_every_state_has_its_tag() -> None:
    assert set(STATES) == set(UploadState)


def test_every_upload_is_there_newest_first(cast: Cast) -> None:
    now = timezone.now()
    old_mis = SchoolMisFactory(
        school=cast.school, started_at=now - timedelta(days=99), ended_at=now, product="iris"
    )
    third = UploadFactory(school_mis=old_mis, received_at=now - timedelta(days=90))
    second = UploadFactory(
        school_mis=cast.school_mis,
        received_at=now - timedelta(days=1),
        state="rejected",
        fault="truncated",
    )
    first = UploadFactory(school_mis=cast.school_mis)
    UploadFactory(school_mis=cast.outsider_mis)
    assert rows(history(cast)) == [first, second, third]


def test_each_state_tells_what_came_of_it(cast: Cast) -> None:
    night = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    forced = ProcessingRunFactory(school_mis=cast.school_mis, done=True, forced=True)
    UploadFactory(school_mis=cast.school_mis, state="received")
    UploadFactory(school_mis=cast.school_mis, state="ready")
    UploadFactory(school_mis=cast.school_mis, state="superseded")
    UploadFactory(school_mis=cast.school_mis, state="rejected", fault="truncated")
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=night)
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=forced)
    text = history(cast).content.decode()
    for words in (
        "Being checked",
        "Will be processed tonight",
        "A newer file counts instead",
        "The file stops in the middle",
        "Processed overnight",
        "Processed on demand",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("query", "num_found"),
    [
        ({"report": "staff"}, 1),
        ({"state": "rejected"}, 1),
        ({"since": "2026-01-02"}, 1),
        ({"until": "2026-01-01"}, 2),
        ({"since": "2026-01-01", "until": "2026-01-01"}, 2),
        ({"report": "nonsense"}, 3),
        ({"state": "ready"}, 0),
    ],
)
def test_uploads_are_found_by_report_state_and_day(
    cast: Cast, query: dict[str, str], num_found: int
) -> None:
    new_year = timezone.make_aware(timezone.datetime(2026, 1, 1, 23, 30))  # type: ignore[attr-defined]
    UploadFactory(school_mis=cast.school_mis, received_at=new_year, state="rejected", fault="empty")
    UploadFactory(
        school_mis=cast.school_mis, received_at=new_year, report="staff", sub_report="staff"
    )
    UploadFactory(school_mis=cast.school_mis, received_at=new_year + timedelta(hours=1))
    assert len(rows(history(cast, **query))) == num_found


def test_long_histories_have_pages(cast: Cast) -> None:
    UploadFactory.create_batch(51, school_mis=cast.school_mis)
    assert len(rows(history(cast))) == 50
    assert len(rows(history(cast, page="2"))) == 1
    assert len(rows(history(cast, page="99"))) == 1


def test_the_list_comes_anew_only_while_something_is_checked(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis, state="received")
    text = history(cast, state="received").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text
    assert "?state=received" in text.split('id="uploads"')[1].split(">")[0]
    upload.state = "ready"
    upload.save()
    text = history(cast).content.decode()
    assert "http-equiv" not in text
    assert "hx-trigger" not in text


def test_the_history_can_be_downloaded(cast: Cast) -> None:
    UploadFactory(school_mis=cast.school_mis, num_rows=1200, state="ready")
    answer = history(cast, download="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (headings, row) = csv.reader(io.StringIO(text))
    assert headings[:4] == ["Arrived", "Report", "How", "Rows"]
    assert row[1:6] == ["Students", "AutoUpdate software", "1200", "0", "Ready to process"]
    assert "<" not in text


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            history(cast)
        return len(told)

    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True, night=NightFactory())
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=run)
    before = num_queries()
    UploadFactory.create_batch(30, school_mis=cast.school_mis, state="processed", processed_run=run)
    assert num_queries() == before
