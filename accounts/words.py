"""Words that pages share for people's details: years, kinds, masked UPNs. It knows no page."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Case, Expression, IntegerField, Value, When

from accounts.models import AccountKind

#: Year groups as the records hold them, youngest first, with what people call them.
YEARS: Final[dict[str, str]] = {
    "N1": "Nursery 1",
    "N2": "Nursery 2",
    "R": "Reception",
    **{str(year): f"Year {year}" for year in range(1, 15)},
}
#: Kind → one of them, several of them, as pages say it.
PEOPLE: Final[dict[str, tuple[str, str]]] = {
    AccountKind.STAFF: ("member of staff", "members of staff"),
    AccountKind.STUDENT: ("pupil", "pupils"),
}
#: Kind → the heading of a list of them.
HEADINGS: Final[dict[str, str]] = {AccountKind.STAFF: "Staff", AccountKind.STUDENT: "Pupils"}
#: Kind → the word beside the name of one of them.
WHO: Final[dict[str, str]] = {AccountKind.STAFF: "Staff", AccountKind.STUDENT: "Pupil"}


def year_words(year_group: str) -> str:
    """``Year 9`` for "9", ``Reception`` for "R"; "" for nothing."""
    return YEARS.get(year_group, year_group)


def place_words(place: Any) -> str:
    """Where somebody stands in their school: year and class, or what they do; "" if unknown."""
    return ", ".join(
        word for word in (year_words(place.year_group), place.reg_group, place.job_title) if word
    )


def year_rank(field: str = "year_group") -> Expression:
    """A database expression that sorts year groups by age; people without one come first."""
    whens = [When(**{field: code}, then=Value(at)) for at, code in enumerate(YEARS, start=1)]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def counted(number: int, kind: str) -> str:
    """``1 pupil``, ``12 pupils``, ``2 members of staff``."""
    one, many = PEOPLE[kind]
    return f"{number:,} {one if number == 1 else many}"


def masked_upn(upn: str) -> str:
    """A UPN as a page may show it: its last three characters only."""
    return f"{'•' * 10}{upn[-3:]}" if upn else ""


def with_legal_name(legal: str, preferred: str) -> str:
    """``Robert (known as Bob)`` where the two differ, else the one name there is."""
    if legal and preferred and legal != preferred:
        return f"{legal} (known as {preferred})"
    return legal or preferred
