"""The blocking keys as they are stored with an account: local ones and, for the UPN, global ones.

Names and dates count within a local authority only, so their keys carry its code: a question
about one school never walks through all of London. A UPN counts everywhere.
"""

from __future__ import annotations

from typing import Any

from matching.engine import Person, blocking_keys, upn_key

_EVERYWHERE = upn_key("")


def stored_keys(person: Person, *, la_code: str) -> list[str]:
    """The keys to keep with an account of this local authority, sorted."""
    return sorted(
        key if key.startswith(_EVERYWHERE) else f"{la_code}{key}" for key in blocking_keys(person)
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
