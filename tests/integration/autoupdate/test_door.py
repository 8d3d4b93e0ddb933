"""Whatever goes wrong at the door, nothing of the export stays; a refusal is told to the desk."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from autoupdate.actions.consent import withdraw_report
from autoupdate.actions.opt_outs import opt_out
from autoupdate.connectors import registry
from autoupdate.connectors.tabular.rows import Readable
from autoupdate.models import Upload
from autoupdate.receive import UploadRefused, admission, filing, receive, receive_export
from tests.factories import accept_reports
from tests.factories.exports import STUDENTS, sims_csv, sims_xml
from tests.integration.autoupdate.conftest import files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _accepted(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)


def send(cast: Cast, stream: Readable | None = None, **request: Any) -> Upload:
    wanted = {"sub_report": "students", "delivery": "agent"} | request
    return receive_export(stream or io.BytesIO(sims_xml()), school_mis=cast.school_mis, **wanted)


class During(io.BytesIO):
    """A body in the middle of which something happens."""

    def __init__(self, data: bytes, happens: Any) -> None:
        super().__init__(data)
        self._happens = happens

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() == len(self.getvalue()) and self._happens:
            happens, self._happens = self._happens, None
            happens()
        return super().read(size)


def test_consent_withdrawn_on_the_way_counts(cast: Cast, store: Path) -> None:
    def withdraw() -> None:
        withdraw_report(cast.school_mis, report="students", by=cast.head)

    with pytest.raises(UploadRefused) as refused:
        send(cast, During(sims_xml(), withdraw))
    assert refused.value.code == "report_not_accepted"
    assert not Upload.objects.exists()
    assert files_in(store) == []


def test_a_field_opted_out_on_the_way_is_not_kept(cast: Cast, store: Path) -> None:
    def opt_email_out() -> None:
        opt_out(cast.school, sub_report="students", field="email", reason="", by=cast.desk)

    with pytest.raises(UploadRefused) as refused:
        send(cast, During(sims_xml(), opt_email_out))
    assert refused.value.code == "settings_changed"
    assert files_in(store) == []
    assert send(cast).state == "received"


def test_a_database_that_fails_leaves_no_file(
    cast: Cast, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(filing, "_create", fail)
    with pytest.raises(RuntimeError):
        send(cast)
    assert files_in(store) == []


def test_a_reader_that_fails_leaves_no_file(cast: Cast, store: Path) -> None:
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        send(cast, During(sims_csv(list(STUDENTS) * 5000), fail))
    assert files_in(store) == []
    assert not Upload.objects.exists()


class FailsAtTheEnd(io.BytesIO):
    """A body that ends, and fails when somebody looks whether it really did."""

    has_ended = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self.has_ended:
            raise RuntimeError
        data = super().read(size)
        self.has_ended = not data
        return data


def test_a_reader_that_fails_after_the_end_leaves_no_file(cast: Cast, store: Path) -> None:
    with pytest.raises(RuntimeError):
        send(cast, FailsAtTheEnd(sims_xml()))
    assert files_in(store) == []


def test_the_whole_body_is_counted_though_its_beginning_is_enough(cast: Cast) -> None:
    page = b"<html>" + b"words " * 100_000
    upload = send(cast, io.BytesIO(page))
    assert (upload.fault, upload.num_bytes) == ("html_page", len(page))


def test_a_rejected_file_that_was_cut_short_is_no_upload(cast: Cast) -> None:
    with pytest.raises(UploadRefused) as refused:
        send(cast, io.BytesIO(b"<html>"), num_stated=900)
    assert refused.value.code == "body_incomplete"
    assert not Upload.objects.exists()


def test_a_connection_lost_after_the_last_row_leaves_no_file(cast: Cast, store: Path) -> None:
    with pytest.raises(UploadRefused) as refused:
        send(cast, num_stated=len(sims_xml()) + 1)
    assert refused.value.code == "body_incomplete"
    assert files_in(store) == []


def test_a_disk_that_is_full_is_temporary(
    cast: Cast, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autoupdate.storage.os.fsync", full)
    with pytest.raises(UploadRefused) as refused:
        send(cast)
    assert (refused.value.code, refused.value.status) == ("not_stored", 503)
    assert files_in(store) == []


def test_a_refusal_is_on_record_once_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        with pytest.raises(UploadRefused):
            send(cast, sub_report="contacts")
    event = AuditEvent.objects.get()
    assert (event.action, event.by, event.school) == ("upload.refused", None, cast.school)
    assert (event.subject, event.after) == ("sub_report:contacts", {"code": "report_not_accepted"})
    monkeypatch.setattr(admission, "NOTED_EVERY", timedelta(0))  # as if an hour had gone by
    with pytest.raises(UploadRefused):
        send(cast, sub_report="contacts")
    assert AuditEvent.objects.count() == 2


def test_each_sub_report_is_on_record_for_itself(cast: Cast) -> None:
    for sub_report in ("contacts", "class_students"):
        with pytest.raises(UploadRefused):
            send(cast, sub_report=sub_report)
    assert AuditEvent.objects.count() == 2


@pytest.mark.parametrize(
    "request_",
    [{"sub_report": "DROP TABLE"}, {"content_type": "multipart/form-data"}],
    ids=["an unknown sub-report", "a form"],
)
def test_what_only_the_sender_can_mend_is_not(cast: Cast, request_: dict[str, Any]) -> None:
    with pytest.raises(UploadRefused):
        send(cast, **request_)
    assert not AuditEvent.objects.exists()


def test_an_mis_that_was_left_is_on_record_without_the_senders_words(cast: Cast) -> None:
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    with pytest.raises(UploadRefused) as refused:
        send(cast, sub_report="DROP TABLE")
    assert refused.value.code == "no_mis"
    assert AuditEvent.objects.get().subject == "sub_report:?"


def test_a_delivery_that_is_not_the_schools_is_refused(cast: Cast) -> None:
    with pytest.raises(UploadRefused) as refused:
        send(cast, delivery="push")
    assert refused.value.code == "other_delivery"
    assert "SIMS" in refused.value.message


def test_an_mis_that_cannot_be_read_yet_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = replace(registry.get("sims"), parser=None)
    monkeypatch.setattr(registry, "get", lambda _: unread)
    with pytest.raises(UploadRefused) as refused:
        send(cast)
    assert refused.value.code == "not_receivable"


def test_says_whether_it_came_before(cast: Cast) -> None:
    answers = [
        receive(
            io.BytesIO(sims_xml()),
            school_mis=cast.school_mis,
            sub_report="students",
            delivery="agent",
        ).is_repeat
        for _ in range(2)
    ]
    assert answers == [False, True]
