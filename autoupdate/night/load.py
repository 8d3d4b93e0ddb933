"""Reading what is kept of one school's people, in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import connection

from accounts.models import SchoolMis
from autoupdate.processing.facts import (
    NUM_ACCOUNT,
    NUM_PLACED,
    ExcludedPattern,
    KnownPerson,
    PersonKey,
)
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS, Kind
from matching.engine.normalise import fold
from matching.models import ExcludedName

_HEAD = "p.id, p.kind, p.mis_id, p.in_current, p.in_future, p.standing, p.standing_code"
_LINK = "l.id, l.is_leading, l.account_id, a.id"
_PERSON = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
_ACCOUNT = ", ".join(f"u.{name}" for name in ACCOUNT_FIELDS)
_PLACE = ", ".join(f"a.{name}" for name in ASSOCIATION_FIELDS)

_SAID = ", ".join(f"p.{name}" for name in ACCOUNT_FIELDS)

#: An account that says what its MIS person says is left out: most are, and need not travel.
_PEOPLE = f"""
SELECT {_HEAD}, {_LINK}, u.id IS NULL, {_PERSON}, {_ACCOUNT}, {_PLACE}
FROM matching_misperson p
LEFT JOIN matching_link l ON l.mis_person_id = p.id
  AND l.school_mis_id = p.school_mis_id AND l.ended_at IS NULL
LEFT JOIN accounts_usoaccount u
  ON u.id = l.account_id AND ({_ACCOUNT}) IS DISTINCT FROM ({_SAID})
LEFT JOIN accounts_schoolassociation a
  ON a.account_id = l.account_id AND a.school_id = %s AND a.ended_at IS NULL
WHERE p.school_mis_id = %s AND p.id > %s AND {{which}}
ORDER BY p.id LIMIT %s
"""  # noqa: S608 - the names are those of our own fields
_PRESENT = _PEOPLE.format(which="p.absent_since IS NULL")
_ABSENT = _PEOPLE.format(
    which="p.absent_since IS NOT NULL AND (p.kind, p.mis_id) IN "
    "(SELECT * FROM unnest(%s::text[], %s::text[]))"
)
_FORMER = """
SELECT DISTINCT ON (l.mis_person_id) l.mis_person_id, l.account_id
FROM matching_link l
WHERE l.mis_person_id = ANY(%s) AND l.ended_at IS NOT NULL AND l.end_reason <> 'staff'
  AND NOT EXISTS (SELECT 1 FROM matching_link n
                  WHERE n.account_id = l.account_id AND n.school_mis_id = l.school_mis_id
                    AND n.ended_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM matching_rejectedpair r
                  WHERE r.mis_person_id = l.mis_person_id AND r.account_id = l.account_id)
ORDER BY l.mis_person_id, l.ended_at DESC, l.id DESC
"""

#: No school has so many: one query does, and a file gone mad is read in parts.
_MOST_AT_ONCE = 8_000

_PERSON_AT = 12
_PLACED_AT = _PERSON_AT + NUM_ACCOUNT
_UNPLACED_AT = _PERSON_AT + NUM_PLACED
#: Columns of texts and dates that many people have in common.
_OWN = frozenset({"upn", "email", "external_id", "admission_number", "staff_code"})
_REPEATED = frozenset(
    at for at, name in enumerate(PERSON_FIELDS, start=_PERSON_AT) if name not in _OWN
) | {5, 6}
_ACCOUNT_AT = _PERSON_AT + len(PERSON_FIELDS)
_PLACE_AT = _ACCOUNT_AT + len(ACCOUNT_FIELDS)
_KINDS = {kind.value: kind for kind in Kind}


def present_people(school_mis: SchoolMis) -> dict[PersonKey, KnownPerson]:
    """Everybody who stood in the last processed exports, with their accounts, in one query."""
    return _people(_PRESENT, school_mis)


def absent_people(
    school_mis: SchoolMis, keys: Collection[PersonKey]
) -> dict[PersonKey, KnownPerson]:
    """Those among ``keys`` who were here before and had gone."""
    if not keys:
        return {}
    kinds, ids = [kind.value for kind, _ in keys], [mis_id for _, mis_id in keys]
    return _people(_ABSENT, school_mis, kinds, ids)


def _people(
    statement: str, school_mis: SchoolMis, *more: list[str]
) -> dict[PersonKey, KnownPerson]:
    people: dict[PersonKey, KnownPerson] = {}
    kept: dict[Any, Any] = {}
    last_id, num_read = 0, _MOST_AT_ONCE
    while num_read == _MOST_AT_ONCE:
        values: list[Any] = [school_mis.school_id, school_mis.pk, last_id, *more, _MOST_AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: Iterable[tuple[Any, ...]] = cursor.fetchall()
            num_read = cursor.rowcount
        if num_read == _MOST_AT_ONCE:
            rows = _sparing(rows, kept)
        for row in rows:
            person = _person(row)
            people[person.kind, person.mis_id] = person
            last_id = person.person_id
    return people


def _sparing(rows: Iterable[tuple[Any, ...]], kept: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The same rows; a text or date that many have is kept once, in ``kept``."""
    once = kept.setdefault
    for row in rows:
        yield tuple(
            [once(value, value) if at in _REPEATED else value for at, value in enumerate(row)]
        )


def _person(row: tuple[Any, ...]) -> KnownPerson:
    """The person of a row. What the account and the association say alike is kept once."""
    account, place = None, None
    if row[9] is not None:
        account = row[_PERSON_AT:_PLACED_AT] if row[11] else row[_ACCOUNT_AT:_PLACE_AT]
    if row[10] is not None:
        place, said = row[_PLACE_AT:], row[_PLACED_AT:_UNPLACED_AT]
        place = said if place == said else place
    return KnownPerson(
        row[0],
        _KINDS[row[1]],
        row[2],
        row[_PERSON_AT:_ACCOUNT_AT],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        bool(row[8]),
        row[9],
        account,
        row[10],
        place,
    )


def with_former_accounts(people: dict[PersonKey, KnownPerson]) -> dict[PersonKey, KnownPerson]:
    """The same people; the unlinked ones know the account they had before, if it is free."""
    unlinked = [each.person_id for each in people.values() if each.link_id is None]
    if not unlinked:
        return people
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [unlinked])
        former = dict(cursor.fetchall())
    if not former:
        return people
    return {
        key: each._replace(former_account_id=former.get(each.person_id))
        for key, each in people.items()
    }


def excluded_patterns(school_id: int) -> tuple[ExcludedPattern, ...]:
    """The school's live list of names that should not be in USO, normalised."""
    live = ExcludedName.objects.filter(school_id=school_id, removed_at__isnull=True)
    return tuple(
        ExcludedPattern(kind, fold(forename), fold(surname), date_of_birth)
        for kind, forename, surname, date_of_birth in live.order_by().values_list(
            "kind", "forename", "surname", "date_of_birth"
        )
    )
