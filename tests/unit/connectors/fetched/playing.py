"""A client that answers from a function, and what a puller makes of it, through the door."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, cast

from autoupdate.connectors.base import Connector
from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.pulling import Access, Puller, Row, Session
from autoupdate.connectors.tabular.rows import GivenRows
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.records import ParsedExport

TODAY = date(2026, 11, 20)  # a Friday
SECRETS = {
    "username": "uso",
    "password": "pw",
    "access_token": "token",
    "expires_at": "99999999999",
    "refresh_token": "refresh",
}
PARTNER = {"url": "https://vendor.example/", "id": "us", "secret": "ours"}


class Playing:
    """Stands in for ``VendorClient``; ``answering`` is given the call's words and gives JSON."""

    def __init__(self, answering: Callable[[Mapping[str, Any]], Any]) -> None:
        self._answering = answering
        self.asked: list[Mapping[str, Any]] = []

    def get(self, url: str, **call: Any) -> Answer:
        return self._answer({"url": url, **call})

    def post(self, url: str, **call: Any) -> Answer:
        return self._answer({"url": url, **call})

    def _answer(self, call: Mapping[str, Any]) -> Answer:
        self.asked.append(call)
        told = self._answering(call)
        if isinstance(told, VendorTrouble):
            raise told
        if isinstance(told, Answer):
            return told
        return answer(told)


def answer(told: Any, *, status: int = 200) -> Answer:
    """A JSON answer."""
    body = json.dumps(told).encode()
    return Answer(status=status, headers={}, body=body, host="vendor.example")


def access(**changed: Any) -> Access:
    """How the school is reached; everything that any of the vendors needs."""
    known: dict[str, Any] = {
        "endpoint": "https://school.example",
        "reference": "",
        "dfe_number": "9902001",
        "secrets": SECRETS,
        "partner": PARTNER,
    }
    return Access(**{**known, **changed})


def session(client: Playing, *, today: date = TODAY, **changed: Any) -> Session:
    """A session in which the client is played."""
    return Session(client=cast(VendorClient, client), access=access(**changed), today=today)


def rows(
    puller: Puller, connector: Connector, code: str, *, wanted: Collection[str] | None = None
) -> list[Row]:
    """All rows of a sub-report."""
    sub_report = connector.sub_report(code)
    fields = {each.code for each in sub_report.fields} if wanted is None else wanted
    return list(puller.rows(sub_report, wanted=fields))


def parsed(puller: Puller, connector: Connector, code: str) -> ParsedExport[Any]:
    """What the portal makes of a sub-report."""
    sub_report = connector.sub_report(code)
    given = GivenRows(rows(puller, connector, code))
    stored = b"".join(FilteredExport(given, sub_report=sub_report))
    assert connector.parser is not None
    return connector.parser([stored], sub_report, today=TODAY)
