"""A received upload becomes ready, rejected or superseded, once, whoever asks and how often."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import Settings

from autoupdate import vault, wake
from autoupdate.actions.checking import check_upload, requeue_unchecked
from autoupdate.connectors import registry
from autoupdate.models import Upload, UploadProblem
from autoupdate.receive import receive_export
from autoupdate.records import ParsedExport, RowProblem, Severity
from autoupdate.tasks import check_upload as check_upload_task
from autoupdate.tasks import sweep
from tests.factories import ProcessingRunFactory, UploadFactory, accept_reports
from tests.factories.exports import ALEX, BLAKE, sims_xml
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=timezone.get_current_timezone())


@pytest.fixture(autouse=True)
def _accepted(cast: Cast) -> None:
    accept_reports(cast.school_mis)


def receive(cast: Cast, *rows: dict[str, str], extracted_at: datetime | None = None) -> Upload:
    return receive_export(
        io.BytesIO(sims_xml(rows or (ALEX, BLAKE))),
        school_mis=cast.school_mis,
        sub_report="students",
        delivery="agent",
        extracted_at=extracted_at,
    )


def checked(upload: Upload) -> Upload:
    check_upload(upload.pk)
    upload.refresh_from_db()
    return upload


def give(monkeypatch: pytest.MonkeyPatch, parser: Callable[..., ParsedExport[Any]]) -> None:
    """Let SIMS have another parser."""
    connector = replace(registry.get("sims"), parser=parser)
    monkeypatch.setattr(registry, "get", lambda _: connector)


def test_a_good_export_is_ready(cast: Cast) -> None:
    upload = checked(receive(cast))
    assert (upload.state, upload.num_rows, upload.num_records) == ("ready", 2, 2)
    assert {"mis_id", "date_of_birth", "reg_group"} <= set(upload.known_fields)
    assert "email" not in upload.known_fields
    assert upload.num_problems == 0


def test_row_problems_are_kept_and_counted(cast: Cast) -> None:
    upload = checked(receive(cast, ALEX, {**BLAKE, "DOB": "31/02/2012"}))
    problem = upload.problems.get()
    assert (problem.row_number, problem.code) == (2, "birth_date_impossible")
    assert problem.severity == "no_account"
    assert "Blake" in problem.person
    assert upload.num_problems == 1
    assert upload.problem_counts == {"birth_date_impossible": 1}


def test_a_rotten_file_keeps_the_first_problems_and_counts_all(
    cast: Cast, settings: Settings
) -> None:
    settings.ROW_PROBLEMS_KEPT = 3
    rows = [{**ALEX, "ID": str(number), "DOB": "rubbish"} for number in range(1, 21)]
    upload = checked(receive(cast, *rows))
    assert upload.num_problems == 20
    assert list(upload.problems.values_list("row_number", flat=True)) == [1, 2, 3]


def test_what_the_parser_says_fits_its_columns(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    long = RowProblem(
        row_number=1,
        code="date_unreadable",
        severity=Severity.VALUE_IGNORED,
        person="P" * 500,
        value="V\0" * 500,
    )
    give(
        monkeypatch,
        lambda *_, **__: ParsedExport((), frozenset(), 1, (long,), {"date_unreadable": 1}),
    )
    problem = checked(receive(cast)).problems.get()
    assert (len(problem.person), problem.value) == (220, "V" * 100)


def test_checking_again_changes_nothing(cast: Cast) -> None:
    upload = checked(receive(cast, {**ALEX, "DOB": "rubbish"}))
    before = Upload.objects.filter(pk=upload.pk).values().get()
    checked(upload)
    assert Upload.objects.filter(pk=upload.pk).values().get() == before
    assert UploadProblem.objects.count() == 1


def test_an_upload_that_is_gone_is_no_error() -> None:
    check_upload(uuid4())


def test_somebody_else_was_quicker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = receive(cast)

    def slow(*_: Any, **__: Any) -> ParsedExport[Any]:
        Upload.objects.update(state="superseded")
        return ParsedExport((), frozenset(), 0)

    give(monkeypatch, slow)
    assert checked(upload).state == "superseded"


@pytest.mark.parametrize("loss", ["gone", "damaged"])
def test_a_stored_copy_that_cannot_be_read_is_said(cast: Cast, store: Any, loss: str) -> None:
    upload = receive(cast)
    if loss == "gone":
        vault.delete(upload.stored_as)
    else:
        (store / upload.stored_as).write_bytes(b"\0\0\0\x10rubbish rubbish!")
    assert (checked(upload).state, upload.fault) == ("rejected", "stored_file_broken")


def test_a_parser_that_fails_costs_one_upload_and_no_worker(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: Any, **__: Any) -> ParsedExport[Any]:
        raise ZeroDivisionError

    upload = receive(cast)
    give(monkeypatch, failing)
    assert (checked(upload).state, upload.fault) == ("rejected", "not_understood")
    assert "ZeroDivisionError" in caplog.text


def test_an_mis_that_is_not_read_yet_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = receive(cast)
    connector = replace(registry.get("sims"), parser=None)
    monkeypatch.setattr(registry, "get", lambda _: connector)
    assert (checked(upload).fault, upload.fault_detail) == ("not_receivable", {"mis": "SIMS"})


def test_a_newer_ready_upload_replaces_the_older(cast: Cast) -> None:
    older = checked(receive(cast, ALEX, extracted_at=EVENING))
    unchecked = receive(cast, extracted_at=EVENING + timedelta(minutes=1))
    newer = checked(receive(cast, BLAKE, extracted_at=EVENING + timedelta(hours=1)))
    states = [Upload.objects.get(pk=each.pk).state for each in (older, unchecked, newer)]
    assert states == ["superseded", "superseded", "ready"]


def test_an_older_upload_that_comes_late_is_not_waited_for(cast: Cast) -> None:
    newer = checked(receive(cast, ALEX, extracted_at=EVENING))
    late = checked(receive(cast, BLAKE, extracted_at=EVENING - timedelta(days=1)))
    newer.refresh_from_db()
    assert (newer.state, late.state) == ("ready", "superseded")


def test_an_upload_older_than_the_last_processed_is_never_applied(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    UploadFactory(
        school_mis=cast.school_mis, state="processed", processed_run=run, order_at=EVENING
    )
    older = receive(cast, ALEX, extracted_at=EVENING - timedelta(seconds=1))
    assert checked(older).state == "superseded"
    newer = receive(cast, BLAKE, extracted_at=EVENING + timedelta(seconds=1))
    assert checked(newer).state == "ready"


def test_of_two_extracts_of_one_moment_the_later_arrival_counts(cast: Cast) -> None:
    first = checked(receive(cast, ALEX, extracted_at=EVENING))
    second = checked(receive(cast, BLAKE, extracted_at=EVENING))
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "ready")


def test_other_sub_reports_and_schools_do_not_matter(cast: Cast) -> None:
    others = [
        UploadFactory(school_mis=cast.outsider_mis, state="ready"),
        UploadFactory(school_mis=cast.school_mis, sub_report="students_future", state="ready"),
    ]
    checked(receive(cast))
    assert {Upload.objects.get(pk=each.pk).state for each in others} == {"ready"}


def test_the_task_takes_an_id_as_text(cast: Cast) -> None:
    upload = receive(cast)
    check_upload_task(str(upload.pk))
    upload.refresh_from_db()
    assert upload.state == "ready"


class Sent(list[tuple[str, list[str]]]):
    """What would have gone to the broker."""

    def send_task(self, name: str, args: list[str]) -> None:
        self.append((name, args))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """A broker that only remembers."""
    found = Sent()
    monkeypatch.setattr(wake, "current_app", found)
    return found


def test_a_received_upload_is_announced_when_it_is_committed(
    cast: Cast, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive(cast)
        assert sent == []
    assert sent == [("autoupdate.tasks.check_upload", [str(upload.pk)])]


def test_a_rejected_one_is_not(
    cast: Cast, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        receive(cast, {"ID": "1"})
    assert sent == []


def test_a_broker_that_is_away_costs_no_upload(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    class Away:
        def send_task(self, *_: Any, **__: Any) -> None:
            raise OperationalError

    monkeypatch.setattr(wake, "current_app", Away())
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive(cast)
    assert Upload.objects.get(pk=upload.pk).state == "received"


def test_the_sweeper_announces_what_nobody_heard_of(
    cast: Cast, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    long_ago = timezone.now() - timedelta(minutes=1)
    unheard = UploadFactory(school_mis=cast.school_mis, state_at=long_ago)
    UploadFactory(school_mis=cast.school_mis)
    UploadFactory(school_mis=cast.school_mis, state="ready", state_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_unchecked() == 1
    assert sent == [("autoupdate.tasks.check_upload", [str(unheard.pk)])]


def test_the_sweep_itself_runs(
    cast: Cast, sent: Sent, django_capture_on_commit_callbacks: Any
) -> None:
    UploadFactory(school_mis=cast.school_mis, state_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    assert sent[0][0] == "autoupdate.tasks.check_upload"
