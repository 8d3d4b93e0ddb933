"""What is said of a school when it is set up or changed, and what speaks against it: a number that
is none, or that of another school. It changes nothing and knows no page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from accounts.models import LocalAuthority, Phase, School

#: The longest names that the database takes.
LONGEST_NAME: Final = 160
URNS: Final = range(100_000, 1_000_000)
NO_NUMBER: Final = (
    "The DfE number of a school has four digits of its own, such as 2001 or 301/2001."
)
NO_URN: Final = "A URN has six digits."
_NUMBER: Final = re.compile(r"(?:([0-9]{3})\s*/?\s*)?([0-9]{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """What the desk says of a school. ``establishment``: the last four digits of the DfE number."""

    name: str
    local_authority: LocalAuthority
    establishment: str
    urn: int | None = None
    phase: str = Phase.OTHER
    uses_autotext: bool = False

    @property
    def dfe_number(self) -> str:
        """The whole number: ``301/2001``."""
        return f"{self.local_authority.code}/{self.establishment}"

    def told(self) -> dict[str, Any]:
        """What the audit trail keeps of it."""
        return {
            "name": self.name,
            "number": self.dfe_number,
            "urn": self.urn,
            "phase": str(self.phase),
            "autotext": self.uses_autotext,
        }


def details_of(school: School) -> SchoolDetails:
    """What the school says of itself now."""
    return SchoolDetails(
        name=school.name,
        local_authority=school.local_authority,
        establishment=school.establishment,
        urn=school.urn,
        phase=school.phase,
        uses_autotext=school.uses_autotext,
    )


def number_of(text: str) -> tuple[str, str]:
    """(authority's code or "", establishment) of ``2001``, ``301/2001`` or ``3012001``.

    Raises ValueError for anything else.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise ValueError(NO_NUMBER)
    return found[1] or "", found[2]


def clashes(details: SchoolDetails, *, besides: School | None) -> dict[str, School]:
    """Field → the other school that has this number or URN already."""
    others = School.objects.select_related("local_authority")
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    of_number = others.filter(
        local_authority=details.local_authority, establishment=details.establishment
    ).first()
    of_urn = others.filter(urn=details.urn).first() if details.urn is not None else None
    found = {"establishment": of_number, "urn": of_urn}
    return {field: school for field, school in found.items() if school is not None}


def faults(details: SchoolDetails, *, besides: School | None) -> dict[str, str]:
    """Field → why it cannot be so, in a sentence; none: the school can be like that."""
    found = {field: said for field, said, is_wrong in _shapes(details) if is_wrong}
    words = {"establishment": f"{details.dfe_number} is", "urn": f"URN {details.urn} is"}
    for field, school in clashes(details, besides=besides).items():
        found[field] = f"{words[field]} the number of {school} ({school.dfe_number})."
    return found


def _shapes(details: SchoolDetails) -> tuple[tuple[str, str, bool], ...]:
    """(field, what would be wrong, whether it is) of everything that no other school matters to."""
    return (
        ("name", "Enter the name of the school.", not details.name),
        (
            "name",
            f"The name is longer than {LONGEST_NAME} letters.",
            len(details.name) > LONGEST_NAME,
        ),
        (
            "establishment",
            NO_NUMBER,
            re.fullmatch(r"[0-9]{4}", details.establishment, re.ASCII) is None,
        ),
        ("urn", NO_URN, details.urn is not None and details.urn not in URNS),
        ("phase", "Choose a phase from the list.", details.phase not in Phase.values),
    )
