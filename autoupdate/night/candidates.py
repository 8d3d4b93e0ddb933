"""The accounts that undecided people of one run might have: one query, then the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.bulk.statements import fetch
from accounts.models import School
from autoupdate.processing.facts import PREFERRED_AT, PersonKey, expect
from autoupdate.processing.plan import AccountFacts
from autoupdate.processing.situate import Sighting
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS, PERSON_FIELDS
from matching.engine import MatchResult, Person, Scope, match
from matching.keys import stored_keys

_ACCOUNT = ", ".join(f"u.{name}" for name in ACCOUNT_FIELDS)
_PLACE = ", ".join(f"a.{name}" for name in ASSOCIATION_FIELDS)
#: Whom the MIS holds here already is somebody's, so their keys need not travel. Of the others it
#: matters what MISs said before, but for links that staff ended: UPNs that any ever gave, the ids
#: that this school's MIS gave, also in an earlier period of the same product.
_FIND = f"""
WITH wanted AS (
    SELECT accounts_with_keys(%s::varchar[]) AS id
    UNION SELECT unnest(%s::bigint[])
    UNION SELECT account_id FROM accounts_schoolassociation s
          WHERE s.school_id = %s AND s.ended_at IS NULL AND s.source = 'hand'
)
SELECT u.id, u.kind, u.local_authority_id, u.unallocated_at, a.id,
       l.id IS NOT NULL AND (m.school_id <> %s OR m.ended_at IS NULL),
       CASE WHEN a.source IS DISTINCT FROM 'mis' THEN u.blocking_keys END,
       u.keeps_name, before.upns, before.mis_ids, {_ACCOUNT}, {_PLACE}
FROM wanted JOIN accounts_usoaccount u USING (id)
LEFT JOIN matching_link l
  ON l.account_id = u.id AND l.ended_at IS NULL AND l.is_leading AND l.school_mis_id <> %s
LEFT JOIN accounts_schoolmis m ON m.id = l.school_mis_id
LEFT JOIN accounts_schoolassociation a
  ON a.account_id = u.id AND a.school_id = %s AND a.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT had.upn) FILTER (WHERE had.upn <> '') AS upns,
           array_agg(DISTINCT p.mis_id) FILTER (WHERE here.id IS NOT NULL) AS mis_ids
    FROM matching_link o JOIN matching_misperson p ON p.id = o.mis_person_id
    CROSS JOIN LATERAL unnest(array_prepend(p.upn, p.former_upns)) AS had (upn)
    JOIN accounts_schoolmis s ON s.id = o.school_mis_id
    LEFT JOIN accounts_schoolmis here
      ON here.id = %s AND here.school_id = s.school_id AND here.product = s.product
    WHERE o.account_id = u.id AND o.end_reason <> 'staff' AND a.source IS DISTINCT FROM 'mis'
) before ON true
WHERE u.unallocated_at IS NULL OR u.unallocated_at > %s OR u.id = ANY(%s::bigint[])
"""  # noqa: S608 - the names are those of our own fields
#: What is kept of people that matters to the engine: UPNs they had before, accounts ruled out.
_KEPT = """
SELECT p.id, p.former_upns, r.account_ids FROM matching_misperson p
LEFT JOIN LATERAL (SELECT array_agg(account_id) AS account_ids FROM matching_rejectedpair
                   WHERE mis_person_id = p.id) r ON true
WHERE p.id = ANY(%s::bigint[]) AND (p.former_upns IS NOT NULL OR r.account_ids IS NOT NULL)
"""
#: The keys of so many people go into one query; no school has as many new ones.
_MOST_AT_ONCE = 10_000
_KEYS_AT = 6
_KEEPS_NAME_AT = 7
_BEFORE_AT = slice(8, 10)
_VALUES_AT = 10
_PLACE_AT = _VALUES_AT + len(ACCOUNT_FIELDS)
#: What the engine's person has, in its order, from the values of an account or of a MIS person.
_DETAILS = (
    *("legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
    *("middle_names", "former_surname", "title", "date_of_birth", "upn"),
)
_Nine = tuple[Any, Any, Any, Any, Any, Any, Any, Any, Any]
_details: Callable[[Sequence[Any]], _Nine] = itemgetter(*map(ACCOUNT_FIELDS.index, _DETAILS))
_YEAR_GROUP_AT = PERSON_FIELDS.index("year_group")
_UPN_AT = PERSON_FIELDS.index("upn")


@dataclass(frozen=True, slots=True)
class Answers:
    """The engine's answers, and the facts on every account that may be linked."""

    results: Mapping[PersonKey, MatchResult] = field(default_factory=dict)
    accounts: Mapping[int, AccountFacts] = field(default_factory=dict)


def ask_engine(
    undecided: Sequence[Sighting],
    *,
    school: School,
    school_mis_id: int,
    returning: Collection[int],
    taken: Collection[int],
    ruled_out: Collection[tuple[PersonKey, int]] = (),
) -> Answers:
    """Find candidates for ``undecided`` and ask the engine about them all at once.

    ``returning`` are accounts promised to people who came back (their facts are needed too);
    ``taken`` are linked to people of this school who stay, so they are nobody else's.
    ``ruled_out`` are pairs that staff ruled out before the school changed its MIS.
    """
    if not undecided and not returning:
        return Answers()
    records = {_text_key(each.key): each for each in undecided}
    upns, rejected = _kept(records)
    people = [_person(key, each, upns.get(key, ())) for key, each in records.items()]
    keys = _Keys(school.local_authority.code, people)
    rows = _find_all(keys, school=school, school_mis_id=school_mis_id, ids=returning)
    facts = {row[0]: _facts(row) for row in rows}
    busy = frozenset(taken) | frozenset(returning)
    accounts = [_account(row, school) for row in rows if row[0] not in busy]
    unlike = {(_text_key(key), str(account)) for key, account in ruled_out}
    keys.keep(rows, school)
    ruled = rejected | unlike
    results = match(people, accounts, rejected=ruled, keys_of=keys.of) if people else {}
    return Answers({records[key].key: answer for key, answer in results.items()}, facts)


class _Keys:
    """Everybody's blocking keys as they are stored: records' are made, accounts' have been kept.

    Whose account belongs to another authority, or has none kept, gets them made as if it were ours.
    """

    def __init__(self, la_code: str, people: Sequence[Person]) -> None:
        self._la_code = la_code
        self._people = people
        self._kept: dict[str, Sequence[str]] = {}
        if len(people) <= _MOST_AT_ONCE:  # more would be a file gone mad, and take too much memory
            self._kept = {each.key: stored_keys(each, la_code=la_code) for each in people}

    def parts(self) -> Iterator[set[str]]:
        """The keys of all records, of so many at once as go into one query; at least one part."""
        for start in range(0, max(len(self._people), 1), _MOST_AT_ONCE):
            part = self._people[start : start + _MOST_AT_ONCE]
            yield {key for each in part for key in self.of(each)}

    def keep(self, rows: Sequence[tuple[Any, ...]], school: School) -> None:
        """Take over the keys that were found with accounts of the school's own authority."""
        here = school.local_authority_id
        self._kept.update(
            (str(row[0]), row[_KEYS_AT]) for row in rows if row[2] == here and row[_KEYS_AT]
        )

    def of(self, person: Person) -> Sequence[str]:
        """The keys of a record or an account."""
        return self._kept.get(person.key) or stored_keys(person, la_code=self._la_code)


def _text_key(key: PersonKey) -> str:
    return f"{key[0].value}:{key[1]}"


def _person(key: str, sighting: Sighting, former_upns: tuple[str, ...]) -> Person:
    values = sighting.values
    kind, mis_id = sighting.key
    details = (*_details(values), values[_YEAR_GROUP_AT])
    return Person(key, kind.value, *details, former_upns=former_upns, mis_ids=(mis_id,))


def _find_all(
    keys: _Keys, *, school: School, school_mis_id: int, ids: Collection[int]
) -> list[tuple[Any, ...]]:
    """The candidates of everybody, by id: one query, but for a file gone mad."""
    found: dict[int, tuple[Any, ...]] = {}
    for part in keys.parts():
        for row in _find(part, school=school, school_mis_id=school_mis_id, ids=ids):
            found[row[0]] = row
    return [found[pk] for pk in sorted(found)]


def _find(
    keys: Collection[str], *, school: School, school_mis_id: int, ids: Collection[int]
) -> list[tuple[Any, ...]]:
    recent = timezone.now() - timedelta(days=settings.RECENTLY_UNALLOCATED_DAYS)
    wanted = sorted(ids)
    return fetch(
        _FIND,
        [
            *(sorted(keys), wanted, school.pk),
            *(school.pk, school_mis_id, school.pk, school_mis_id, recent, wanted),
        ],
    )


def _facts(row: tuple[Any, ...]) -> AccountFacts:
    return AccountFacts(
        account_id=row[0],
        values=row[_VALUES_AT:_PLACE_AT],
        association_id=row[4],
        place_values=row[_PLACE_AT:] if row[4] is not None else None,
        is_led=row[5],
        kept_at=PREFERRED_AT if row[_KEEPS_NAME_AT] else (),
    )


def _account(row: tuple[Any, ...], school: School) -> Person:
    details = _details(row[_VALUES_AT:])
    upns, mis_ids = (tuple(found or ()) for found in row[_BEFORE_AT])
    return Person(
        str(row[0]),
        row[1],
        *details,
        row[_PLACE_AT] or "",
        scope=_scope(row, school),
        former_upns=upns,
        mis_ids=mis_ids,
    )


def _scope(row: tuple[Any, ...], school: School) -> Scope:
    if row[4] is not None:
        return Scope.SCHOOL
    if row[2] != school.local_authority_id:
        return Scope.ELSEWHERE
    return Scope.LOCAL if row[3] is None else Scope.RECENT


def _kept(
    records: Mapping[str, Sighting],
) -> tuple[dict[str, tuple[str, ...]], frozenset[tuple[str, str]]]:
    """Of those who are kept already, in the engine's keys: the UPNs that the MIS gave of them until
    now, and the pairs that staff have ruled out."""
    known = {key: expect(each.known) for key, each in records.items() if each.known is not None}
    if not known:
        return {}, frozenset()
    rows = fetch(_KEPT, [[each.person_id for each in known.values()]])
    upns = {pk: tuple(found or ()) for pk, found, _ in rows}
    ruled_out = {pk: found or () for pk, _, found in rows}
    before = {
        key: (*upns.get(each.person_id, ()), *filter(None, [each.values[_UPN_AT]]))
        for key, each in known.items()
    }
    return before, frozenset(
        (key, str(account_id))
        for key, each in known.items()
        for account_id in ruled_out.get(each.person_id, ())
    )
