"""The blocking keys as they are stored with an account: local ones and, for the UPN, global ones.

Names and dates count within a local authority only, so their keys carry its code: a question
about one school never walks through all of London. A UPN counts everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any

from matching.engine import Person, Scope, blocking_keys, upn_key

_EVERYWHERE = upn_key("")
_COUNTS = (
    *("kind", "legal_forename", "legal_surname", "preferred_forename", "preferred_surname"),
    *("middle_names", "former_surname", "date_of_birth", "upn"),
)
#: An account's keys change only with one of these.
KEYED_BY = frozenset(_COUNTS)
_what_counts = attrgetter(*_COUNTS)


def stored_keys(person: Person, *, la_code: str) -> list[str]:
    """The keys to keep with an account of this local authority, sorted."""
    return list(_stored_keys(la_code, *_what_counts(person)))


@lru_cache(maxsize=8192)
def _stored_keys(la_code: str, *details: Any) -> tuple[str, ...]:
    """Kept for a while: a new person is looked for and then created by the same keys."""
    person = Person("", **dict(zip(_COUNTS, details, strict=True)))
    return tuple(
        sorted(
            key if key.startswith(_EVERYWHERE) else f"{la_code}{key}"
            for key in blocking_keys(person)
        )
    )


def person_of(
    key: str, kind: str, details: Mapping[str, Any], *, scope: Scope = Scope.SCHOOL
) -> Person:
    """An engine person from the details (field → value) of a MIS person or an account."""
    return Person(
        key=key,
        kind=kind,
        legal_forename=details["legal_forename"],
        legal_surname=details["legal_surname"],
        preferred_forename=details["preferred_forename"],
        preferred_surname=details["preferred_surname"],
        middle_names=details["middle_names"],
        former_surname=details["former_surname"],
        title=details["title"],
        date_of_birth=details["date_of_birth"],
        upn=details["upn"],
        year_group=details.get("year_group", ""),
        scope=scope,
    )
