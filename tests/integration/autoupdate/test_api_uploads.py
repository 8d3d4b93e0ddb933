"""Sending an export through the API: what is answered, first and again, and to whom."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from autoupdate.models import Upload
from tests.factories import LicenceKeyFactory, UploadFactory, accept_reports
from tests.factories.exports import STAFF, sims_csv, sims_xml
from tests.integration.autoupdate.conftest import API, Agent, files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


def test_a_new_export_is_received(agent: Agent, cast: Cast, store: Path) -> None:
    response = agent.send(sims_xml(), extracted_at="2026-11-23T18:30:00Z")
    assert response.status_code == 201
    upload = Upload.objects.get()
    answer = response.json()
    assert answer == {
        "id": str(upload.pk),
        "state": "received",
        "report": "students",
        "sub_report": "students",
        "received_at": answer["received_at"],
        "message": "The file has arrived and is being checked.",
        "problems": 0,
        "rows": 2,
        "url": f"http://testserver{API}/uploads/{upload.pk}",
    }
    assert response["Location"] == answer["url"]
    assert upload.school_mis == cast.school_mis
    assert upload.licence_key
    assert upload.licence_key.school == cast.school
    assert (upload.format, upload.num_rows, upload.num_bytes) == ("xml", 2, len(sims_xml()))
    assert [each.relative_to(store).as_posix() for each in files_in(store)] == [upload.stored_as]


@pytest.mark.parametrize(
    ("body", "headers", "kind"),
    [
        (sims_csv(), {}, "csv"),
        (gzip.compress(sims_xml()), {"Content-Encoding": "gzip"}, "xml"),
        (gzip.compress(sims_csv()), {}, "csv"),
        (sims_xml(), {"Content-Encoding": "identity"}, "xml"),
    ],
    ids=["CSV", "gzip", "gzip unsaid", "identity"],
)
def test_takes_it_in_every_wrapping(
    agent: Agent, body: bytes, headers: dict[str, str], kind: str
) -> None:
    response = agent.send(body, headers=headers)
    assert response.status_code == 201, response.json()
    assert Upload.objects.get().format == kind


def send_in_chunks(agent: Agent, body: io.IOBase) -> Any:
    environ: dict[str, Any] = {"wsgi.input": body, "wsgi.input_terminated": True}
    return agent.send(b"", headers={"Transfer-Encoding": "chunked"}, **environ)


def test_takes_a_body_in_chunks_without_a_length(agent: Agent) -> None:
    response = send_in_chunks(agent, io.BytesIO(sims_xml()))
    assert response.status_code == 201, response.json()
    assert response.json()["rows"] == 2


def test_the_same_again_is_answered_as_the_first(agent: Agent, store: Path) -> None:
    first = agent.send(sims_xml())
    again = agent.send(sims_xml())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Upload.objects.get().num_repeats == 1
    assert len(files_in(store)) == 1


def test_a_rejected_file_is_answered_in_plain_words(agent: Agent, store: Path) -> None:
    response = agent.send(b"")
    assert response.status_code == 201
    assert response.json()["state"] == "rejected"
    assert response.json()["message"] == (
        "The file is empty. Run the export again and send the new file."
    )
    assert files_in(store) == []


def test_what_became_of_it_can_be_asked(agent: Agent) -> None:
    sent = agent.send(sims_xml()).json()
    assert agent.state_of(sent["id"]).json() == sent


def test_another_schools_upload_is_not_there(agent: Agent, cast: Cast) -> None:
    theirs = UploadFactory(school_mis=cast.outsider_mis)
    none_at_all = agent.state_of("6f1c2d7e-4b1a-4c3f-9d55-0f3f7c0f9a10")
    answer = agent.state_of(str(theirs.pk))
    assert answer.status_code == none_at_all.status_code == 404
    assert answer.json() == none_at_all.json()


def test_an_upload_of_the_schools_former_mis_can_still_be_asked_for(
    agent: Agent, cast: Cast
) -> None:
    upload = UploadFactory(school_mis=cast.school_mis)
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    assert agent.state_of(str(upload.pk)).status_code == 200


class Lost(io.BytesIO):
    """A body of which the end never comes."""

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise ConnectionResetError


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "report not accepted": ({"sub_report": "contacts"}, 403, "report_not_accepted"),
    "attendance without AutoText": ({"sub_report": "attendance"}, 403, "report_not_available"),
    "unknown sub-report": ({"sub_report": "pupils"}, 404, "sub_report_unknown"),
    "no sub-report": ({"sub_report": ""}, 404, "sub_report_unknown"),
    "a form": ({"content_type": "multipart/form-data; boundary=x"}, 415, "file_in_a_form"),
    "Brotli": ({"headers": {"Content-Encoding": "br"}}, 415, "compression_unknown"),
    "no time": ({"extracted_at": "yesterday"}, 400, "time_unreadable"),
    "an impossible time": ({"extracted_at": "2026-02-31T10:00:00Z"}, 400, "time_unreadable"),
    "a time of long ago": ({"extracted_at": "0001-01-01T00:00:00Z"}, 400, "time_unreadable"),
    "chunks without an end": (
        {"headers": {"Transfer-Encoding": "chunked"}, "wsgi.input_terminated": False},
        411,
        "length_missing",
    ),
    "no number for a length": ({"CONTENT_LENGTH": "many"}, 411, "length_missing"),
    "half a body": (
        {"CONTENT_LENGTH": "900000", "wsgi.input": io.BytesIO(sims_xml())},
        400,
        "body_incomplete",
    ),
    "a lost connection": (
        {"CONTENT_LENGTH": "900000", "wsgi.input": Lost(sims_xml())},
        400,
        "body_incomplete",
    ),
}


@pytest.mark.parametrize(("request_", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(
    agent: Agent, store: Path, request_: dict[str, Any], status: int, code: str
) -> None:
    response = agent.send(sims_xml(), **request_)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["message"].endswith((".", "Z."))
    assert not Upload.objects.exists()
    assert files_in(store) == []


def test_takes_attendance_where_autotext_is_used(agent: Agent, cast: Cast) -> None:
    cast.school.uses_autotext = True
    cast.school.save()
    accept_reports(cast.school_mis, "attendance")
    mark = {"Student ID": "1001", "Mark Date": "2026-09-07", "Session": "AM", "Mark": "/"}
    assert agent.send(sims_csv([mark]), sub_report="attendance").json()["state"] == "received"


class Unreadable(io.RawIOBase):
    """A body that must not be touched."""

    def read(self, size: int = -1, /) -> bytes:
        raise AssertionError("the body was read")


def test_a_body_stated_to_be_of_two_gigabytes_is_not_even_read(agent: Agent) -> None:
    huge: dict[str, Any] = {"CONTENT_LENGTH": str(2 * 1024**3), "wsgi.input": Unreadable()}
    first, again = agent.send(b"", **huge), agent.send(b"", **huge)
    assert first.json()["state"] == "rejected"
    assert "is larger than" in first.json()["message"]
    assert (first.status_code, again.status_code) == (201, 200)
    assert Upload.objects.get().num_bytes == 2 * 1024**3


class Endless(io.RawIOBase):
    """A CSV export that never ends, and counts what was taken of it."""

    def __init__(self) -> None:
        self.num_taken = 0

    def read(self, size: int = -1, /) -> bytes:
        assert 0 < size <= 1024 * 1024, "asks for all of it at once"
        data = sims_csv() if not self.num_taken else b"1003,Cas,Carter,2014-05-17,Year  7,7A\r\n"
        data = data * (1 if not self.num_taken else size // len(data))
        self.num_taken += len(data)
        return data


def test_a_body_of_unstated_length_is_read_up_to_the_limit(
    agent: Agent, settings: Settings, store: Path
) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000_000
    body = Endless()
    response = send_in_chunks(agent, body)
    assert response.json()["state"] == "rejected"
    assert "is larger than" in response.json()["message"]
    assert 1_000_000 < body.num_taken < 1_200_000
    assert files_in(store) == []


def test_djangos_own_limit_is_not_in_the_way(agent: Agent, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10  # of a body that Django itself would read
    assert agent.send(sims_xml()).status_code == 201


def test_staff_sent_as_students_say_so(agent: Agent) -> None:
    answer = agent.send(sims_xml(STAFF), sub_report="students").json()
    assert answer["state"] == "rejected"
    assert "looks like the Staff report" in answer["message"]


def test_a_key_is_for_its_own_school_only(cast: Cast, agent: Agent) -> None:
    accept_reports(cast.outsider_mis)
    outsider = Agent(LicenceKeyFactory(school=cast.outsider_school).plain, Client())
    sent = outsider.send(sims_xml()).json()
    assert Upload.objects.get().school_mis == cast.outsider_mis
    assert agent.state_of(sent["id"]).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_are_answered_in_words(agent: Agent, method: str) -> None:
    response = getattr(agent.client, method)(f"{API}/uploads", headers=agent.headers())
    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
