"""Sessions with a pretend vendor on this machine, and what a puller makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from autoupdate.connectors.base import Connector
from autoupdate.connectors.http import Limits, VendorClient
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.pulling import Access, Puller, Row, Session
from autoupdate.connectors.tabular.rows import GivenRows
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.records import ParsedExport
from tests.servers import Reply, Seen, SmallServer

TODAY = date(2026, 11, 20)
LIMITS = Limits(connect_s=30, read_s=30, total_s=60, num_tries=2)


def as_json(body: Any, *, status: int = 200) -> Reply:
    """An answer of data."""
    return Reply(
        status, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )


@dataclass(slots=True)
class Asked:
    """One request, taken apart."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]

    @classmethod
    def of(cls, seen: Seen) -> Asked:
        """The request in its parts."""
        parts = urlsplit(seen.path)
        return cls(
            seen.method,
            parts.path,
            {name: each[0] for name, each in parse_qs(parts.query).items()},
            {name: each[0] for name, each in parse_qs(seen.body.decode()).items()},
            seen.headers,
        )


@dataclass(slots=True)
class Visit:
    """A connector at work on one vendor: what it asked, kept and made of the answers."""

    connector: Connector
    server: SmallServer
    session: Session
    remembered: list[Mapping[str, str]] = field(default_factory=list)
    _puller: Puller | None = None

    @property
    def puller(self) -> Puller:
        """The puller of this session."""
        if self._puller is None:
            assert self.connector.puller is not None
            self._puller = self.connector.puller(self.session)
        return self._puller

    @property
    def asked(self) -> list[Asked]:
        """All requests so far."""
        return [Asked.of(each) for each in self.server.seen]

    def wanted(self, sub_report: str, *, but: Collection[str] = ()) -> list[str]:
        """The field codes that a school uploads, without some."""
        declared = self.connector.sub_report(sub_report)
        return [each.code for each in declared.fields if each.code not in but]

    def rows(self, sub_report: str, *, but: Collection[str] = ()) -> list[Row]:
        """All rows."""
        declared = self.connector.sub_report(sub_report)
        self.session.begin()
        return list(self.puller.rows(declared, wanted=self.wanted(sub_report, but=but)))

    def check(self, sub_report: str, *, but: Collection[str] = ()) -> None:
        """The least that shows whether it can be read."""
        self.session.begin()
        declared = self.connector.sub_report(sub_report)
        self.puller.check(declared, wanted=self.wanted(sub_report, but=but))

    def parsed(self, sub_report: str, *, but: Collection[str] = ()) -> ParsedExport[Any]:
        """What the parser makes of the rows that came through the door."""
        declared = self.connector.sub_report(sub_report)
        return parsed_rows(
            self.connector, self.rows(sub_report, but=but), declared.code, not_uploaded=but
        )

    def trouble(self, sub_report: str, *, but: Collection[str] = ()) -> VendorTrouble:
        """The trouble that fetching ends in."""
        try:
            self.rows(sub_report, but=but)
        except VendorTrouble as met:
            return met
        raise AssertionError("it was read without trouble")


def parsed_rows(
    connector: Connector,
    rows: Collection[Row],
    sub_report: str,
    *,
    not_uploaded: Collection[str] = (),
) -> ParsedExport[Any]:
    """Rows through the door and the parser."""
    declared = connector.sub_report(sub_report)
    door = FilteredExport(GivenRows(rows), sub_report=declared, not_uploaded=not_uploaded)
    stored = b"".join(door)
    assert connector.parser is not None
    return connector.parser([stored], declared, today=TODAY)


@contextmanager
def visiting(
    connector: Connector,
    answering: Callable[[Asked], Reply],
    *,
    path: str = "",
    secrets: Mapping[str, str] | None = None,
    reference: str = "",
    dfe_number: str = "3012001",
    partner: Mapping[str, str] | None = None,
) -> Iterator[Visit]:
    """A session with a vendor that answers so. Its address is endpoint and partner URL alike."""
    with SmallServer(answering=lambda seen: answering(Asked.of(seen))) as server:
        remembered: list[Mapping[str, str]] = []
        access = Access(
            endpoint=f"{server.url}{path}",
            reference=reference,
            dfe_number=dfe_number,
            secrets=dict(secrets or {}),
            partner={"url": server.url, "test_hosts": server.host, **(partner or {})},
            remember=remembered.append,
        )
        with VendorClient(
            limits=LIMITS, test_hosts=[server.host], sleeping=lambda _: None
        ) as client:
            session = Session(client=client, access=access, today=TODAY)
            yield Visit(connector, server, session, remembered)
