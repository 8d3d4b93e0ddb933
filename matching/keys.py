"""The blocking keys as they are stored with an account: local ones and, for the UPN, global ones.

Names and dates count within a local authority only, so their keys carry its code: a question
about one school never walks through all of London. A UPN counts everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matching.engine import Person, blocking_keys


def stored_keys(person: Person, *, la_code: str) -> list[str]:
    """The keys to keep with an account of this local authority, sorted."""
    everywhere = upn_keys([person])
    local = blocking_keys(person) - everywhere
    return sorted([*everywhere, *(f"{la_code}{key}" for key in local)])


def upn_keys(people: Iterable[Person]) -> frozenset[str]:
    """The keys by which ``people`` are found in any local authority."""
    return frozenset().union(
        *(
            blocking_keys(Person(key="", kind=each.kind, upn=each.upn))
            for each in people
            if each.upn
        )
    )


def person_of(key: str, kind: str, details: dict[str, Any]) -> Person:
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
    )
