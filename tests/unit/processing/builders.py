"""Builders of records, kept people and facts for the tests of the deciders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from autoupdate.processing.facts import (
    NUM_ACCOUNT,
    NUM_PLACED,
    KindExports,
    KnownPerson,
    SchoolFacts,
    values_of,
)
from autoupdate.records import PERSON_FIELDS, Kind, ParsedExport, PersonRecord

TODAY = date(2026, 11, 23)
STUDENT = PersonRecord(
    kind=Kind.STUDENT,
    mis_id="1",
    legal_forename="Ada",
    legal_surname="Okonkwo",
    date_of_birth=date(2015, 3, 4),
    year_group="6",
    reg_group="6B",
)
STAFF = PersonRecord(
    kind=Kind.STAFF,
    mis_id="1",
    legal_forename="Grace",
    legal_surname="Hall",
    date_of_birth=date(1980, 5, 6),
    job_title="Teacher",
)


def student(mis_id: str = "1", **changes: Any) -> PersonRecord:
    """A complete student."""
    return replace(STUDENT, mis_id=mis_id, **changes)


def known(record: PersonRecord, **changes: Any) -> KnownPerson:
    """The record as kept, linked to account 100 and held at the school, unless changed."""
    values = values_of(record)
    person = KnownPerson(
        person_id=int(record.mis_id),
        kind=record.kind,
        mis_id=record.mis_id,
        values=values,
        in_current=True,
        in_future=False,
        standing="linked",
        standing_code="created",
        link_id=50 + int(record.mis_id),
        is_leading=True,
        account_id=100 + int(record.mis_id),
        account_values=values[:NUM_ACCOUNT],
        association_id=200 + int(record.mis_id),
        place_values=values[NUM_ACCOUNT:NUM_PLACED],
    )
    return person._replace(**changes)


def unlinked(record: PersonRecord, standing: str = "left", **changes: Any) -> KnownPerson:
    """The record as kept, without a live link."""
    bare = {
        "link_id": None,
        "is_leading": False,
        "account_id": None,
        "account_values": None,
        "association_id": None,
        "place_values": None,
        "standing": standing,
    }
    return known(record)._replace(**(bare | changes))


def export(
    *records: PersonRecord, known_fields: Iterable[str] = PERSON_FIELDS, **changes: Any
) -> ParsedExport[PersonRecord]:
    """An export of these records whose columns all came, unless told otherwise."""
    return ParsedExport(
        records=records, known_fields=frozenset(known_fields), num_rows=len(records), **changes
    )


def facts(
    *people: KnownPerson,
    current: ParsedExport[PersonRecord] | None = None,
    future: ParsedExport[PersonRecord] | None = None,
    kind: Kind = Kind.STUDENT,
    **changes: Any,
) -> SchoolFacts:
    """The facts of a school with these kept people and exports of one kind."""
    return SchoolFacts(
        today=TODAY,
        exports={kind: KindExports(current, future)},
        known={(each.kind, each.mis_id): each for each in people},
        **changes,
    )
