"""Finding accounts by name among all there are, with work that is bounded whatever is asked.

It changes nothing, and knows nothing of who may see whom.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from accounts.bulk.statements import fetch
from accounts.name_words import (
    KIND_MARKS,
    asked_marks,
    asked_words,
    authority_mark,
    patterns,
)
from accounts.queries.names import has_words

#: More people than this are not looked at: whoever searches is asked to narrow it down.
MOST = 500

_NAMED = "SELECT accounts_named(%s::int[], %s::text[], %s::int)"
_NAMED_NEAR = "SELECT accounts_named_near(%s::int[], %s::text[], %s::int, %s::int[])"


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of accounts, at most ``MOST`` of them; ``is_cut``: there are more."""

    account_ids: tuple[int, ...]
    is_cut: bool = False


def named_anywhere(
    text: str, *, authorities: Collection[int] | None = None, kind: str = ""
) -> Found:
    """The accounts that have every word of ``text`` among their names or in their username.

    ``authorities``: ids of the local authorities of which at least one must know the account;
    None for all. One statement.
    """
    words = asked_words(text)
    marks = asked_marks(words)
    if not marks:
        return Found(())
    if kind in KIND_MARKS:
        marks.append(KIND_MARKS[kind])
    near = None if authorities is None else sorted(map(authority_mark, authorities))
    if near is not None and len(near) == 1:
        marks, near = [*marks, *near], None
    asked = [marks, patterns(words, whole_if_short=True), MOST + 1]
    rows = fetch(_NAMED, asked) if near is None else fetch(_NAMED_NEAR, [*asked, near])
    return Found(tuple(pk for (pk,) in rows[:MOST]), len(rows) > MOST)


def named_among(text: str, *, of: str = "account__") -> Q:
    """The same question for a list that is short by itself, such as one school's.

    A short word is the beginning of a name there. An account so new that it has no entry yet is
    found by its names as they are written.
    """
    words = asked_words(text)
    if not words:
        return Q()
    every = Q()
    for pattern in patterns(words, whole_if_short=False):
        every &= Q(**{f"{of}name_entry__spelling__contains": pattern[1:-1]})
    is_new = Q(**{f"{of}name_entry__isnull": True})
    return every | (is_new & has_words(text, of=of, also=(f"{of}username",)))
