"""Every bad export, sent as the software sends it: rejected in exact words, and nothing changed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from autoupdate.models import Upload
from tests.factories import LinkFactory, accept_reports
from tests.integration.autoupdate.conftest import Agent, files_in
from tests.integration.conftest import Cast
from tests.unit.connectors.bad_exports import BAD_EXPORTS, MAX_BYTES, BadExport

pytestmark = pytest.mark.django_db

#: What an upload may change: itself, and when its key was last used.
CHANGING = {"autoupdate_upload", "autoupdate_licencekey"}


class Chunks(io.RawIOBase):
    """Chunks as a web server gives them: a stream that is read in pieces of a wanted size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def fingerprints() -> dict[str, Any]:
    """Every table's content, as a digest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {table for (table,) in cursor.fetchall()} - CHANGING
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" AS t"
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def everything_accepted(cast: Cast, agent: Agent, settings: Settings) -> Agent:
    """An agent whose school accepted all there is and has people already."""
    cast.school.uses_autotext = True
    cast.school.save()
    accept_reports(
        cast.school_mis, "staff_future", "students_future", "contacts", "groups", "attendance"
    )
    LinkFactory(mis_person__school_mis=cast.school_mis)
    settings.UPLOAD_MAX_BYTES = MAX_BYTES
    return agent


def send(agent: Agent, bad: BadExport) -> Any:
    environ: dict[str, Any] = {
        "wsgi.input": Chunks(bad.source()),
        "wsgi.input_terminated": True,
    }
    chunked = {"Transfer-Encoding": "chunked"}
    return agent.send(b"", sub_report=bad.sub_report, headers=chunked, **environ)


@pytest.mark.parametrize("bad", BAD_EXPORTS, ids=lambda bad: bad.name)
def test_is_rejected_in_exact_words_and_changes_nothing(
    everything_accepted: Agent, store: Path, bad: BadExport
) -> None:
    before = fingerprints()
    answer = send(everything_accepted, bad).json()
    assert answer["state"] == "rejected"
    assert answer["message"].startswith(bad.sentence)
    upload = Upload.objects.get()
    assert (upload.fault, upload.stored_as, upload.num_records) == (bad.code, "", 0)
    assert files_in(store) == []
    assert fingerprints() == before


def test_sent_again_it_is_answered_as_the_first_time(everything_accepted: Agent) -> None:
    for bad in BAD_EXPORTS[:5]:
        first, again = send(everything_accepted, bad), send(everything_accepted, bad)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
