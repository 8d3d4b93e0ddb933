"""What a school did not agree to send is nowhere: in no column of any table, in no stored file."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from autoupdate import vault
from autoupdate.actions.checking import check_upload
from autoupdate.actions.consent import withdraw_report
from autoupdate.actions.opt_outs import opt_out
from autoupdate.models import Upload, UploadState
from tests.factories import FieldOptOutFactory
from tests.factories.exports import ALEX, BLAKE, sims_csv, sims_xml
from tests.integration.autoupdate.conftest import Agent, files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

SECRET = "quetzalcoatl.7@secret.example"
KEPT = "Archer"


def places_with(text: str, store: Path) -> list[str]:
    """Every table that has the text in any column of any row, and every stored file, opened."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'")
        for _, table in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS whole WHERE strpos(whole::text, %s) > 0',
                [text],
            )
            found += [table] * cursor.fetchone()[0]
    for path in files_in(store):
        name = path.relative_to(store).as_posix()
        with vault.open(name) as stream:
            if text.encode() in stream.read() + path.read_bytes():
                found.append(name)
    return found


def utf16(rows: list[dict[str, str]]) -> bytes:
    return sims_csv(rows).decode().encode("utf-16")


def compressed(rows: list[dict[str, str]]) -> bytes:
    return gzip.compress(sims_xml(rows))


@pytest.mark.parametrize("write", [sims_xml, sims_csv, utf16, compressed])
@pytest.mark.parametrize(
    "caption", ["Primary Email", "Email", "primary  EMAIL", "Home Address", "Medical Notes"]
)
def test_a_field_not_uploaded_is_nowhere(
    agent: Agent,
    cast: Cast,
    store: Path,
    caplog: pytest.LogCaptureFixture,
    caption: str,
    write: Callable[[list[dict[str, str]]], bytes],
) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="email")
    if write in (sims_xml, compressed):
        caption = caption.replace("  ", " ")  # a tag holds spaces one by one
    with caplog.at_level(logging.DEBUG):
        answer = agent.send(write([{**ALEX, caption: SECRET}, {**BLAKE, caption: SECRET}])).json()
        check_upload(Upload.objects.get().pk)
    assert answer["state"] == "received", answer
    assert places_with(SECRET, store) == []
    assert SECRET not in caplog.text
    assert SECRET not in str(answer)
    assert places_with(KEPT, store), "the search finds what is there"


def test_the_search_finds_a_field_that_is_uploaded(agent: Agent, store: Path) -> None:
    agent.send(sims_xml([{**ALEX, "Primary Email": SECRET}]))
    assert places_with(SECRET, store) == [Upload.objects.get().stored_as]


NAMELESS = sims_csv([ALEX, BLAKE]).split(b"\r\n", 1)[1]

#: Files that are rejected or refused, each with the secret somewhere in it.
REJECTED: dict[str, tuple[dict[str, Any], bytes]] = {
    "a report not accepted": ({"sub_report": "contacts"}, sims_xml([{**ALEX, "Email": SECRET}])),
    "half a file": ({}, sims_xml([{**ALEX, "Primary Email": SECRET}] * 40)[:-400]),
    "no heading": ({}, NAMELESS.replace(b"Alex", SECRET.encode())),
    "no heading, a value twice": ({}, f"{SECRET},{SECRET},1\r\n4,5,6\r\n".encode()),
    "a column twice": ({}, f"ID,Secret {SECRET},Secret {SECRET}\r\n1,2,3\r\n".encode()),
    "no mandatory column": ({}, sims_xml([{"ID": "1", "Primary Email": SECRET}])),
    "another report's column": (
        {},
        sims_xml([{**ALEX, "Work Email": SECRET, "Staff Code": SECRET}]),
    ),
    "other XML": ({}, f"<quetzal><a>{SECRET}</a></quetzal>".encode()),
    "a web page": ({}, f"<html><body>{SECRET}</body></html>".encode()),
    "rows after an error": (
        {},
        f"<CommandReporterError>No.</CommandReporterError><a>{SECRET}</a>".encode(),
    ),
    "JSON": ({}, f'{{"email": "{SECRET}"}}'.encode()),
    "an entity": (
        {},
        f'<!DOCTYPE a [<!ENTITY b "{SECRET}">]><SuperStarReport/>'.encode(),
    ),
}


@pytest.mark.parametrize(("query", "body"), REJECTED.values(), ids=REJECTED.keys())
def test_nothing_of_a_file_that_is_not_taken_is_anywhere(
    agent: Agent, store: Path, query: dict[str, Any], body: bytes
) -> None:
    answer = agent.send(body, **query).json()
    assert answer.get("state", "rejected") == "rejected"
    assert SECRET not in answer["message"]
    assert places_with(SECRET, store) == []
    assert files_in(store) == []


def test_a_field_opted_out_later_is_not_read_from_what_waits(
    agent: Agent, cast: Cast, store: Path
) -> None:
    agent.send(sims_xml([{**ALEX, "Primary Email": SECRET}]))
    opt_out(cast.school, sub_report="students", field="email", reason="Asked", by=cast.desk)
    upload = Upload.objects.get()
    check_upload(upload.pk)
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert "email" not in upload.known_fields
    assert "legal_surname" in upload.known_fields


def test_what_waits_is_deleted_when_its_report_is_withdrawn(
    agent: Agent, cast: Cast, store: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    agent.send(sims_xml([{**ALEX, "Primary Email": SECRET}]))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(cast.school_mis, report="students", by=cast.head)
    assert files_in(store) == []
    upload = Upload.objects.get()
    assert (upload.state, upload.fault, upload.stored_as) == ("rejected", "report_withdrawn", "")
