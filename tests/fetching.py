"""A vendor without a network, put in Arbor's place: pages of rows, and what happens before a page.

For tests of fetching that are not about HTTP. It knows nothing of any vendor's wire.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.arbor.connector import ARBOR
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.pulling import Access, Asking, Granted, Row, Session
from tests.factories import MisConnectionFactory, accept_reports

LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
Deed = Callable[[], None]


def row(sub_report: str, **values: str) -> Row:
    """A row under Arbor's own words, from our field codes."""
    declared = ARBOR.sub_report(sub_report)
    return {declared.field(code).captions[0]: text for code, text in values.items()}


def person(sub_report: str, number: int) -> Row:
    """Somebody whom nobody resembles, of the staff or among the students."""
    return row(
        sub_report,
        mis_id=str(number),
        legal_forename=f"{_letters(number)}a",
        legal_surname=f"{_letters(number * 7919)}son",
        date_of_birth=date(2010, number % 12 + 1, number % 28 + 1).isoformat(),
    )


def contact(number: int) -> Row:
    """The mother of the student of that number."""
    return row(
        "contacts",
        mis_student_id=str(number),
        mis_contact_id=f"C{number}",
        forename="Pat",
        surname=f"{_letters(number * 7919)}son",
    )


def _letters(number: int) -> str:
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 20)
        text += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
    return text.capitalize()


@dataclass(slots=True)
class Vendor:
    """What there is to fetch, page by page, and what happens.

    ``before[sub_report, page]`` is done before that page comes, and may raise; page 0 is after the
    last one. ``asked`` are the sub-reports asked for, with the fields wanted. ``totals`` are told.
    """

    pages: dict[str, list[list[Row]]] = field(default_factory=dict)
    before: dict[tuple[str, int], list[Deed]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    refused: dict[str, set[str]] = field(default_factory=dict)
    opening: list[Deed] = field(default_factory=list)

    def happens(self, sub_report: str, page: int, deed: Deed, *, times: int = 1) -> None:
        """Let ``deed`` happen the next ``times`` that this page would come."""
        self.before[sub_report, page] += [deed] * times

    def fails(self, sub_report: str, error: Exception, *, page: int = 1, times: int = 1) -> None:
        """Raise ``error`` in place of a page."""

        def fail() -> None:
            raise error

        self.happens(sub_report, page, fail, times=times)

    def names_asked(self) -> list[str]:
        """The sub-reports asked for, in order."""
        return [name for name, _ in self.asked]

    def connector(self, **declared: Any) -> Connector:
        """Arbor, with this vendor behind it."""
        return replace(
            ARBOR,
            puller=lambda session: _Puller(self, session),
            parser=parse_rows_file,
            approval=_Approval(),
            credentials=(),
            **declared,
        )


class _Approval:
    """Approves whoever comes."""

    def address(self, asking: Asking) -> str:
        return f"https://vendor.example/approve?state={asking.state}"

    def exchange(self, client: VendorClient, asking: Asking, *, code: str) -> Granted:
        return Granted(secrets={"username": "uso", "password": code})

    def revoke(self, client: VendorClient, access: Access) -> bool:
        return True


class _Puller:
    def __init__(self, vendor: Vendor, session: Session) -> None:
        self.vendor, self.session = vendor, session
        for deed in vendor.opening:
            deed()

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        code = sub_report.code
        self.vendor.asked.append((code, frozenset(wanted)))
        self.session.refused |= self.vendor.refused.get(code, set())
        for number, page in enumerate(self.vendor.pages.get(code, []), start=1):
            self._deed(code, number)
            self.session.turn_page(len(page), num_expected=self.vendor.totals.get(code))
            yield from page
        self._deed(code, 0)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        self._deed(sub_report.code, 1)

    def _deed(self, code: str, number: int) -> None:
        waiting = self.vendor.before[code, number]
        if waiting:
            waiting.pop(0)()


def small_school() -> Vendor:
    """Two of the staff, six students on three pages, a mother each."""
    numbers = range(1, 7)
    return Vendor(
        pages={
            "staff": [[person("staff", 901), person("staff", 902)]],
            "students": [
                [person("students", number) for number in numbers[at : at + 2]] for at in (0, 2, 4)
            ],
            "contacts": [[contact(number) for number in numbers]],
        },
        totals={"students": 6},
    )


@contextmanager
def known(connector: Connector) -> Iterator[None]:
    """The MIS of this code is this one meanwhile."""
    put = {**registry._BY_CODE, connector.code: connector}
    with (
        mock.patch.object(registry, "_BY_CODE", put),
        mock.patch.object(registry, "CONNECTORS", tuple(put.values())),
    ):
        yield


@contextmanager
def in_place_of_arbor(vendor: Vendor, **declared: Any) -> Iterator[Vendor]:
    """Arbor is this vendor meanwhile."""
    with known(vendor.connector(**declared)):
        yield vendor


def connect(school_mis: SchoolMis, *reports: str) -> SchoolMis:
    """Let the school of an Arbor accept the reports and be connected."""
    accept_reports(school_mis, *(reports or ("staff", "students", "contacts")))
    MisConnectionFactory(school_mis=school_mis, approved_at=LONG_AGO)
    return school_mis
