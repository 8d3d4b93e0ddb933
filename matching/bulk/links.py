"""Starting and ending many links at once, keeping exactly one leading link per account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.bulk.rows import copy_rows
from accounts.bulk.statements import fetch, run
from accounts.models import PortalUser, SchoolMis
from matching.models import Candidate, Link, LinkEnd, LinkMade

_LED = """
SELECT l.id, l.account_id, m.school_id = %s AND m.ended_at IS NOT NULL
FROM matching_link l JOIN accounts_schoolmis m ON m.id = l.school_mis_id
WHERE l.account_id = ANY(%s::bigint[]) AND l.ended_at IS NULL AND l.is_leading
"""
_END = """
UPDATE matching_link AS l SET ended_at = %s, end_reason = v.reason
FROM unnest(%s::bigint[], %s::text[]) AS v(id, reason)
WHERE l.id = v.id AND l.ended_at IS NULL RETURNING l.account_id
"""
_GIVE_WAY = "UPDATE matching_link SET is_leading = false WHERE id = ANY(%s::bigint[])"
_PROMOTE = """
UPDATE matching_link AS l SET is_leading = true
FROM (SELECT DISTINCT ON (account_id) id FROM matching_link AS m
      WHERE account_id = ANY(%s::bigint[]) AND ended_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM matching_link AS n WHERE n.account_id = m.account_id
                        AND n.ended_at IS NULL AND n.is_leading)
      ORDER BY account_id, made_at, id) AS heir
WHERE l.id = heir.id
"""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to start. ``reasons`` is the engine's explanation as stored JSON."""

    mis_person_id: int
    account_id: int
    made: LinkMade
    reasons: Sequence[dict[str, Any]] = ()


def end_links(ends: Sequence[tuple[int, LinkEnd]], *, at: datetime) -> None:
    """End links (id, reason). The oldest other live link of each account leads from now on."""
    if not ends:
        return
    ended = fetch(_END, [at, [pk for pk, _ in ends], [reason.value for _, reason in ends]])
    run(_PROMOTE, [sorted(row[0] for row in ended)])


def start_links(
    links: Sequence[NewLink], *, school_mis: SchoolMis, at: datetime, by: PortalUser | None
) -> None:
    """Start links; one leads where its account has no leading link yet.

    The link of an MIS that the same school has left gives way, live as it is.
    """
    fresh = [each.account_id for each in links if each.made != LinkMade.CREATED]
    led = _already_led(fresh, school_id=school_mis.school_id)
    copy_rows(
        Link,
        (
            *("mis_person", "school_mis", "account", "is_leading", "made", "made_at"),
            *("made_by", "reasons", "end_reason"),
        ),
        [
            (
                *(each.mis_person_id, school_mis.pk, each.account_id),
                *(each.account_id not in led, each.made.value, at),
                *(by.pk if by else None, list(each.reasons), ""),
            )
            for each in links
        ],
    )


def _already_led(account_ids: Sequence[int], *, school_id: int) -> frozenset[int]:
    if not account_ids:
        return frozenset()
    rows = fetch(_LED, [school_id, account_ids])
    left = [link_id for link_id, _, is_left in rows if is_left]
    if left:
        run(_GIVE_WAY, [left])
    return frozenset(account_id for _, account_id, is_left in rows if not is_left)


def give_lead(link_ids: Sequence[int]) -> None:
    """Let these live links lead their accounts, whichever led them before."""
    leading = Link.objects.filter(pk__in=link_ids, ended_at__isnull=True)
    accounts = list(leading.values_list("account_id", flat=True))
    others = Link.objects.filter(account__in=accounts, ended_at__isnull=True, is_leading=True)
    others.exclude(pk__in=link_ids).update(is_leading=False)
    leading.update(is_leading=True)


_FORGET = "DELETE FROM matching_candidate WHERE mis_person_id = ANY(%s::bigint[])"
_KEPT = """
SELECT mis_person_id, account_id, score, scope FROM matching_candidate
WHERE mis_person_id = ANY(%s::bigint[])
"""


def replace_candidates(
    people: Sequence[int], rows: Sequence[tuple[int, int, float, str, list[dict[str, Any]]]]
) -> None:
    """Make ``rows`` (person, account, score, scope, reasons) the candidates of ``people``.

    Rows of anybody else are added: of those who are new, and have no candidates yet. A person whose
    candidates are the same as before writes nothing.
    """
    same = _unchanged(people, rows)
    changed = [person for person in people if person not in same]
    if changed:
        run(_FORGET, [changed])
    copy_rows(
        Candidate,
        ("mis_person", "account", "score", "scope", "reasons"),
        [row for row in rows if row[0] not in same],
    )


def _unchanged(
    people: Sequence[int], rows: Sequence[tuple[int, int, float, str, list[dict[str, Any]]]]
) -> frozenset[int]:
    """Those of ``people`` who have exactly these candidates."""
    if not people:
        return frozenset()
    wanted: dict[int, set[tuple[int, float, str]]] = {person: set() for person in people}
    for person, account, score, scope, _ in rows:
        if person in wanted:
            wanted[person].add((account, score, scope))
    kept: dict[int, set[tuple[int, float, str]]] = {person: set() for person in people}
    for person, account, score, scope in fetch(_KEPT, [people]):
        kept[person].add((account, score, scope))
    return frozenset(person for person in people if wanted[person] == kept[person])
