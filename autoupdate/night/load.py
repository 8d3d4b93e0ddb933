"""Reading what is kept of one school's people, in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from accounts.models import SchoolMis
from autoupdate.processing.check import fold
from autoupdate.processing.facts import ExcludedPattern, KnownPerson, PersonKey
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS, Kind
from matching.models import ExcludedName

_HEAD = "p.id, p.kind, p.mis_id, p.in_current, p.in_future, p.standing, p.standing_code"
_LINK = "l.id, l.is_leading, l.account_id, a.id"
_PERSON = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
_ACCOUNT = ", ".join(f"u.{name}" for name in ACCOUNT_FIELDS)
_PLACE = ", ".join(f"a.{name}" for name in ASSOCIATION_FIELDS)

_PEOPLE = f"""
SELECT {_HEAD}, {_LINK}, {_PERSON}, {_ACCOUNT}, {_PLACE}
FROM matching_misperson p
LEFT JOIN matching_link l ON l.mis_person_id = p.id
  AND l.school_mis_id = p.school_mis_id AND l.ended_at IS NULL
LEFT JOIN accounts_usoaccount u ON u.id = l.account_id
LEFT JOIN accounts_schoolassociation a
  ON a.account_id = l.account_id AND a.school_id = %s AND a.ended_at IS NULL
WHERE p.school_mis_id = %s AND {{which}}
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

_PERSON_AT = 11
_ACCOUNT_AT = _PERSON_AT + len(PERSON_FIELDS)
_PLACE_AT = _ACCOUNT_AT + len(ACCOUNT_FIELDS)
_KINDS = {kind.value: kind for kind in Kind}


def present_people(school_mis: SchoolMis) -> dict[PersonKey, KnownPerson]:
    """Everybody who stood in the last processed exports, with their accounts, in one query."""
    return _people(_PRESENT, [school_mis.school_id, school_mis.pk])


def absent_people(
    school_mis: SchoolMis, keys: Collection[PersonKey]
) -> dict[PersonKey, KnownPerson]:
    """Those among ``keys`` who were here before and had gone."""
    if not keys:
        return {}
    kinds, ids = [kind.value for kind, _ in keys], [mis_id for _, mis_id in keys]
    return _people(_ABSENT, [school_mis.school_id, school_mis.pk, kinds, ids])


def _people(statement: str, values: list[Any]) -> dict[PersonKey, KnownPerson]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        people = [_person(row) for row in cursor.fetchall()]
    return {(each.kind, each.mis_id): each for each in people}


def _person(row: tuple[Any, ...]) -> KnownPerson:
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
        row[_ACCOUNT_AT:_PLACE_AT] if row[9] is not None else None,
        row[10],
        row[_PLACE_AT:] if row[10] is not None else None,
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
