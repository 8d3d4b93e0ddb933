"""Reading what is kept of one school's people, in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from accounts.bulk.rows import recordset
from accounts.bulk.statements import Rows, asked, fetch
from accounts.models import SchoolMis
from autoupdate.processing.facts import (
    NUM_ACCOUNT,
    NUM_PLACED,
    PREFERRED_AT,
    ExcludedPattern,
    KnownPerson,
    PersonKey,
)
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS, Kind
from matching.engine.normalise import fold

_HEAD = "p.id, p.kind, p.mis_id, p.in_current, p.in_future, p.standing, p.standing_code"
_LINK = "l.id, l.is_leading, l.account_id, a.id"
_PERSON = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
_ACCOUNT = ", ".join(f"u.{name}" for name in ACCOUNT_FIELDS)
_PLACE = ", ".join(f"a.{name}" for name in ASSOCIATION_FIELDS)

_SAID = ", ".join(f"p.{name}" for name in ACCOUNT_FIELDS)

#: An account that says what its MIS person says is left out: most are, and need not travel. Not so
#: one that keeps its name, whatever the MIS says tonight.
_PEOPLE = f"""
SELECT {_HEAD}, {_LINK}, u.keeps_name, {_PERSON}, {_ACCOUNT}, {_PLACE}
FROM {{people}}
LEFT JOIN matching_link l ON l.mis_person_id = p.id
  AND l.school_mis_id = p.school_mis_id AND l.ended_at IS NULL
LEFT JOIN accounts_usoaccount u
  ON u.id = l.account_id AND (u.keeps_name OR ({_ACCOUNT}) IS DISTINCT FROM ({_SAID}))
LEFT JOIN accounts_schoolassociation a
  ON a.account_id = l.account_id AND a.school_id = %s AND a.ended_at IS NULL
WHERE p.school_mis_id = %s AND {{which}}
"""  # noqa: S608 - the names are those of our own fields
#: In the order of a unique index, so that part by part is read straight from it.
_PRESENT = _PEOPLE.format(
    people="matching_misperson p",
    which="p.absent_since IS NULL AND (p.kind, p.mis_id) > (%s, %s) "
    "ORDER BY p.kind, p.mis_id LIMIT %s",
)
_ABSENT = _PEOPLE.format(
    people="json_to_recordset(%s::json) AS w(v0 text, v1 text) "
    "JOIN matching_misperson p ON p.kind = w.v0 AND p.mis_id = w.v1",
    which="p.absent_since IS NOT NULL",
)
_FORMER = """
SELECT DISTINCT ON (l.mis_person_id) l.mis_person_id, l.account_id
FROM matching_link l
WHERE l.mis_person_id = ANY(%s::bigint[]) AND l.ended_at IS NOT NULL AND l.end_reason <> 'staff'
  AND NOT EXISTS (SELECT 1 FROM matching_link n
                  WHERE n.account_id = l.account_id AND n.school_mis_id = l.school_mis_id
                    AND n.ended_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM matching_rejectedpair r
                  WHERE r.mis_person_id = l.mis_person_id AND r.account_id = l.account_id)
ORDER BY l.mis_person_id, l.ended_at DESC, l.id DESC
"""

_ENDED = """
SELECT l.id FROM matching_link l JOIN LATERAL (
    SELECT a.end_reason, a.ended_at FROM accounts_schoolassociation a
    WHERE a.account_id = l.account_id AND a.school_id = %s
    ORDER BY a.ended_at DESC NULLS FIRST, a.id DESC LIMIT 1) AS last ON true
WHERE l.id = ANY(%s::bigint[]) AND last.end_reason = 'staff' AND last.ended_at >= l.made_at
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


Known = dict[PersonKey, KnownPerson]


@contextmanager
def present_people(school_mis: SchoolMis) -> Iterator[Callable[[], Known]]:
    """Everybody who stood in the last processed exports, with their accounts, in one query.

    The database looks for them while something else is done inside; what this gives returns them.
    """
    with asked(_PRESENT, _part_of(school_mis)) as found:
        yield lambda: _present(found(), school_mis)


def _part_of(school_mis: SchoolMis, after: tuple[str, str] = ("", "")) -> list[Any]:
    return [school_mis.school_id, school_mis.pk, *after, _MOST_AT_ONCE]


def _present(rows: Rows, school_mis: SchoolMis) -> Known:
    people: Known = {}
    kept: dict[Any, Any] = {}
    while len(rows) == _MOST_AT_ONCE:
        people |= _people(_sparing(rows, kept))
        rows = fetch(_PRESENT, _part_of(school_mis, after=rows[-1][1:3]))
    return people | _people(rows)


def absent_people(school_mis: SchoolMis, keys: Collection[PersonKey]) -> Known:
    """Those among ``keys`` who were here before and had gone."""
    people: Known = {}
    wanted = iter(sorted(keys))
    while part := list(islice(wanted, _MOST_AT_ONCE)):
        people |= _people(fetch(_ABSENT, [recordset(part), school_mis.school_id, school_mis.pk]))
    return people


def _people(rows: Iterable[tuple[Any, ...]]) -> Known:
    people = map(_person, rows)
    return {(each.kind, each.mis_id): each for each in people}


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
        account = row[_PERSON_AT:_PLACED_AT] if row[11] is None else row[_ACCOUNT_AT:_PLACE_AT]
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
        kept_at=PREFERRED_AT if row[11] else (),
    )


def with_former_accounts(people: Known) -> Known:
    """The same people; the unlinked ones know the account they had before, if it is free."""
    unlinked = [each.person_id for each in people.values() if each.link_id is None]
    if not unlinked:
        return people
    former: dict[int, int] = dict(fetch(_FORMER, [unlinked]))
    if not former:
        return people
    return {
        key: each._replace(former_account_id=former.get(each.person_id))
        for key, each in people.items()
    }


def with_endings(people: Known, *, school_id: int) -> Known:
    """The same people; those of whom staff let the account go since it was linked know it.

    A query only where somebody is linked and not held at the school.
    """
    not_held = [
        each.link_id
        for each in people.values()
        if each.link_id is not None and each.association_id is None
    ]
    ended = {pk for (pk,) in fetch(_ENDED, [school_id, not_held])} if not_held else set()
    if not ended:
        return people
    return {
        key: each._replace(is_let_go=True) if each.link_id in ended else each
        for key, each in people.items()
    }


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the school said: the reports it accepts, and the names that should not be in USO."""

    accepted: frozenset[str]
    excluded: tuple[ExcludedPattern, ...]


_WISHES = """
SELECT ARRAY(SELECT report FROM autoupdate_reportacceptance
             WHERE school_mis_id = %s AND withdrawn_at IS NULL),
       (SELECT json_agg(json_build_array(kind, forename, surname, date_of_birth))
        FROM matching_excludedname WHERE school_id = %s AND removed_at IS NULL)
"""


def wishes(school_mis: SchoolMis) -> Wishes:
    """The school's live reports and its list of names, normalised."""
    [(accepted, names)] = fetch(_WISHES, [school_mis.pk, school_mis.school_id])
    return Wishes(frozenset(accepted), tuple(_pattern(*name) for name in names or ()))


def _pattern(kind: str, forename: str, surname: str, born: str | None) -> ExcludedPattern:
    born_on = date.fromisoformat(born) if born else None
    return ExcludedPattern(kind, fold(forename), fold(surname), born_on)
