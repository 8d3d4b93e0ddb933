"""The same export twice is one upload; the same bytes of a later extract may be news."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from autoupdate.models import Upload, UploadState
from autoupdate.receive import Receipt, receive
from tests.factories import ProcessingRunFactory, UploadFactory, accept_reports
from tests.factories.exports import ALEX, sims_xml
from tests.integration.autoupdate.conftest import files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

BODY, OTHER_BODY = sims_xml(), sims_xml([ALEX])
EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=timezone.get_current_timezone())


@pytest.fixture(autouse=True)
def _accepted(cast: Cast) -> None:
    accept_reports(cast.school_mis)


def send(cast: Cast, body: bytes = BODY, *, extracted_at: datetime | None = None) -> Receipt:
    return receive(
        io.BytesIO(body),
        school_mis=cast.school_mis,
        sub_report="students",
        delivery="agent",
        extracted_at=extracted_at,
    )


def earlier(
    cast: Cast, *, hours: float, body: bytes = BODY, state: str = "ready", **fields: Any
) -> Upload:
    """An upload of the same bytes, as they were received so many hours ago."""
    run = None
    if state == UploadState.PROCESSED:
        run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    upload: Upload = UploadFactory(
        school_mis=cast.school_mis,
        sha256=hashlib.sha256(body).hexdigest(),
        num_bytes=len(body),
        state=state,
        received_at=timezone.now() - timedelta(hours=hours),
        processed_run=run,
        **fields,
    )
    return upload


@pytest.mark.parametrize("state", ["received", "ready", "processed", "superseded"])
def test_the_same_extract_is_the_same_upload_for_ever(cast: Cast, state: str) -> None:
    first = earlier(cast, hours=2000, state=state, extracted_at=EVENING)
    earlier(cast, hours=1, body=OTHER_BODY)
    receipt = send(cast, extracted_at=EVENING)
    assert receipt.is_repeat
    assert receipt.upload == first
    assert receipt.upload.state == state


WAITING = ["received", "ready"]
OVER = ["processed", "superseded"]


@pytest.mark.parametrize("state", WAITING)
@pytest.mark.parametrize("extracted_at", [None, EVENING])
def test_what_still_waits_is_not_news_however_long(
    cast: Cast, state: str, extracted_at: datetime | None
) -> None:
    first = earlier(cast, hours=200, state=state)
    assert send(cast, extracted_at=extracted_at).upload == first


@pytest.mark.parametrize("state", OVER)
def test_within_half_a_day_nobody_exported_twice(cast: Cast, state: str) -> None:
    first = earlier(cast, hours=11.9, state=state)
    assert send(cast).upload == first


@pytest.mark.parametrize("state", OVER)
def test_after_half_a_day_the_school_did_export_again(cast: Cast, state: str) -> None:
    earlier(cast, hours=12.1, state=state)
    assert not send(cast).is_repeat


@pytest.mark.parametrize("state", OVER)
def test_a_later_extract_is_news_at_once(cast: Cast, state: str) -> None:
    earlier(cast, hours=1, state=state, extracted_at=EVENING)
    assert not send(cast, extracted_at=EVENING + timedelta(hours=1)).is_repeat


def test_the_same_bytes_as_the_last_but_one_are_news(cast: Cast) -> None:
    earlier(cast, hours=2)
    earlier(cast, hours=1, body=OTHER_BODY)
    assert not send(cast).is_repeat


def test_the_same_bytes_of_another_school_or_sub_report_are_news(cast: Cast) -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    UploadFactory(school_mis=cast.outsider_mis, sha256=digest)
    UploadFactory(school_mis=cast.school_mis, sub_report="students_future", sha256=digest)
    assert not send(cast).is_repeat


@pytest.mark.parametrize("extracted_at", [None, EVENING])
def test_a_rejected_file_is_rejected_once(cast: Cast, extracted_at: datetime | None) -> None:
    first, again = send(cast, b""), send(cast, b"", extracted_at=extracted_at)
    assert again.is_repeat
    assert again.upload == first.upload
    assert again.upload.fault == "empty"


def test_a_rejected_file_is_news_the_day_after(cast: Cast) -> None:
    earlier(cast, hours=13, body=b"", state="rejected", fault="empty")
    assert not send(cast, b"").is_repeat


NOT_THE_FILES = ["stored_file_broken", "report_withdrawn", "another_school", "not_understood"]


@pytest.mark.parametrize("fault", NOT_THE_FILES)
def test_what_was_lost_for_no_fault_of_its_own_is_taken_again(
    cast: Cast, store: Path, fault: str
) -> None:
    first = earlier(cast, hours=1, state="rejected", fault=fault, extracted_at=EVENING)
    receipt = send(cast, extracted_at=EVENING)
    assert receipt.upload == first
    assert (receipt.upload.state, receipt.upload.fault) == ("received", "")
    assert [each.relative_to(store).as_posix() for each in files_in(store)] == [
        receipt.upload.stored_as
    ]


def test_without_a_time_what_was_lost_becomes_a_new_upload(cast: Cast) -> None:
    first = earlier(cast, hours=1, state="rejected", fault="stored_file_broken")
    receipt = send(cast)
    assert not receipt.is_repeat
    assert receipt.upload != first


def test_repeats_are_counted_and_leave_one_file(cast: Cast, store: Path) -> None:
    first = send(cast).upload
    for _ in range(3):
        send(cast)
    first.refresh_from_db()
    assert first.num_repeats == 3
    assert first.last_repeated_at is not None
    assert first.last_repeated_at > first.received_at
    assert len(files_in(store)) == 1


def test_the_time_of_the_extract_orders_uploads(cast: Cast) -> None:
    upload = send(cast, extracted_at=EVENING).upload
    assert upload.order_at == upload.extracted_at == EVENING


def test_without_one_the_time_of_arrival_does(cast: Cast) -> None:
    upload = send(cast).upload
    assert upload.order_at == upload.received_at


def test_a_clock_that_runs_ahead_gains_nothing(cast: Cast) -> None:
    ahead = timezone.now() + timedelta(days=300)
    upload = send(cast, extracted_at=ahead).upload
    assert upload.extracted_at == ahead
    assert upload.order_at == upload.received_at
