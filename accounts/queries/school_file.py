"""A file of schools that are to be set up: what stands in it, and what is wrong in which line.

It changes nothing. A file is a CSV with the columns of ``COLUMNS``, in any order.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from accounts.models import LocalAuthority, Phase, School, Trust
from accounts.queries.school_details import LONGEST_NAME, NO_NUMBER, NO_URN, URNS, number_of
from accounts.queries.trusts import live_trusts

COLUMNS: Final = (
    "local_authority_code",
    "local_authority_name",
    "establishment",
    "urn",
    "name",
    "phase",
    "trust",
)
#: The longest name of an authority or trust that the database takes.
_LONGEST: Final = 120
#: How a phase may be written → its code.
_PHASES: Final[Mapping[str, str]] = {
    "": Phase.OTHER.value,
    **{words.casefold(): each.value for each in Phase for words in (each.value, str(each.label))},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One school of the file. ``at`` is the line's number, 1 for the line with the captions."""

    at: int
    code: str
    authority: str
    establishment: str
    urn: int | None
    name: str
    phase: str
    trust: str

    @property
    def dfe_number(self) -> str:
        """The whole number: ``301/2001``."""
        return f"{self.code}/{self.establishment}"


@dataclass(slots=True)
class Plan:
    """What would come of a file. With ``faults`` (sentences), nothing does.

    ``new_authorities``: code → name; ``new_trusts``: the names; both in the file's order.
    """

    lines: list[Line] = field(default_factory=list)
    num_there: int = 0
    new_authorities: dict[str, str] = field(default_factory=dict)
    new_trusts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already: authorities by code, trusts by name, DfE numbers, URN → number."""

    authorities: Mapping[str, LocalAuthority]
    trusts: Mapping[str, Trust]
    numbers: frozenset[str]
    urns: Mapping[int, str]


def known_now() -> Known:
    """What is there at this moment, in three statements however many schools there are."""
    schools = list(
        School.objects.order_by().values_list("local_authority__code", "establishment", "urn")
    )
    return Known(
        authorities={each.code: each for each in LocalAuthority.objects.all()},
        trusts={each.name.casefold(): each for each in live_trusts()},
        numbers=frozenset(f"{code}/{establishment}" for code, establishment, _ in schools),
        urns={urn: f"{code}/{establishment}" for code, establishment, urn in schools if urn},
    )


def plan_of(text: str, known: Known) -> Plan:
    """Read the whole file and say what would come of it, or everything that is wrong in it."""
    plan = Plan()
    lines = list(_read(text, plan.faults))
    plan.faults += _told(lines, (*_against_each_other(), *_against_what_is(known)))
    plan.lines = [each for each in lines if each.dfe_number not in known.numbers]
    plan.num_there = len(lines) - len(plan.lines)
    for each in plan.lines:
        if each.code not in known.authorities:
            plan.new_authorities.setdefault(each.code, each.authority)
    trusts = {each.trust.casefold(): each.trust for each in reversed(plan.lines) if each.trust}
    plan.new_trusts = [name for key, name in reversed(trusts.items()) if key not in known.trusts]
    return plan


def _read(text: str, faults: list[str]) -> Iterator[Line]:
    """Every line that can be read; of the others, ``faults`` gets what is wrong."""
    rows = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        captions = [each.strip().casefold() for each in rows.fieldnames or ()]
        if missing := [each for each in COLUMNS if each not in captions]:
            faults.append(f"Line 1: these columns are missing: {', '.join(missing)}.")
            return
        rows.fieldnames = captions
        for row in rows:
            yield from _line(rows.line_num, row, faults)
    except csv.Error:
        faults.append(
            f"Line {rows.reader.line_num}: a quotation mark is missing, or stands where none may."
        )


def _line(at: int, row: Mapping[str | None, str | None], faults: list[str]) -> Iterator[Line]:
    if None in row or None in row.values():
        faults.append(f"Line {at}: it has more or fewer columns than the first line.")
        return
    given = {each: " ".join((row[each] or "").split()) for each in COLUMNS}
    found = [said for is_wrong, said in _SHAPES if is_wrong(given)]
    if found:
        faults.append(f"Line {at}: {' '.join(found)}")
        return
    code, (_, establishment) = given["local_authority_code"], number_of(given["establishment"])
    yield Line(
        at=at,
        code=code,
        authority=given["local_authority_name"],
        establishment=establishment,
        urn=int(given["urn"]) if given["urn"] else None,
        # A school that nobody named yet is called by its number, until the desk names it.
        name=given["name"] or f"School {code}/{establishment}",
        phase=_PHASES[given["phase"].casefold()],
        trust=given["trust"],
    )


def _is_no_code(given: Mapping[str, str]) -> bool:
    code = given["local_authority_code"]
    return not (code.isascii() and code.isdecimal() and len(code) == 3)


def _is_no_number(given: Mapping[str, str]) -> bool:
    try:
        number_of(given["establishment"])
    except ValueError:
        return True
    return False


def _is_of_another(given: Mapping[str, str]) -> bool:
    """Whether the number was written whole, and begins with another authority's code."""
    if _is_no_number(given):
        return False
    code, _ = number_of(given["establishment"])
    return code not in ("", given["local_authority_code"])


def _is_no_urn(given: Mapping[str, str]) -> bool:
    urn = given["urn"]
    return bool(urn) and not (urn.isascii() and urn.isdecimal() and int(urn) in URNS)


#: (whether a line is so, what is wrong then).
_SHAPES: Final[tuple[tuple[Callable[[Mapping[str, str]], bool], str], ...]] = (
    (_is_no_code, "The code of a local authority has three digits."),
    (_is_no_number, NO_NUMBER),
    (_is_of_another, "The DfE number begins with another code than the local authority’s."),
    (_is_no_urn, NO_URN),
    (
        lambda given: given["phase"].casefold() not in _PHASES,
        f"The phase is none of {', '.join(str(each.label) for each in Phase)}.",
    ),
    (
        lambda given: len(given["name"]) > LONGEST_NAME,
        f"The name of the school is longer than {LONGEST_NAME} letters.",
    ),
    (
        lambda given: (
            max(len(given[each]) for each in ("local_authority_name", "trust")) > _LONGEST
        ),
        f"The name of the local authority or trust is longer than {_LONGEST} letters.",
    ),
)

_Judge = Callable[[Line], str]


def _told(lines: Iterable[Line], judges: Iterable[_Judge]) -> list[str]:
    """Line by line, what any of the judges says."""
    judges = tuple(judges)
    found = ((each.at, [said for judge in judges if (said := judge(each))]) for each in lines)
    return [f"Line {at}: {' '.join(said)}" for at, said in found if said]


def _against_each_other() -> tuple[_Judge, ...]:
    """Judges that remember the lines they have seen."""
    numbers: dict[str, int] = {}
    urns: dict[int, int] = {}
    names: dict[str, tuple[str, int]] = {}

    def number(line: Line) -> str:
        first = numbers.setdefault(line.dfe_number, line.at)
        return "" if first == line.at else f"{line.dfe_number} stands in line {first} already."

    def urn(line: Line) -> str:
        if line.urn is None:
            return ""
        first = urns.setdefault(line.urn, line.at)
        return "" if first == line.at else f"URN {line.urn} stands in line {first} already."

    def authority(line: Line) -> str:
        if not line.authority:
            return ""
        name, first = names.setdefault(line.code, (line.authority, line.at))
        if name.casefold() == line.authority.casefold():
            return ""
        return f"Line {first} calls the local authority {line.code} {name}."

    return number, urn, authority


def _against_what_is(known: Known) -> tuple[_Judge, ...]:
    """Judges that know what is there already."""

    def urn(line: Line) -> str:
        holder = known.urns.get(line.urn or 0)
        if holder is None or line.dfe_number in known.numbers:
            return ""
        return f"URN {line.urn} is that of the school {holder}."

    def authority(line: Line) -> str:
        there = known.authorities.get(line.code)
        if there is None:
            return (
                "" if line.authority else f"Say what the new local authority {line.code} is called."
            )
        if line.authority.casefold() in ("", there.name.casefold()):
            return ""
        return (
            f"The local authority {line.code} is called {there.name} here: correct the line, or "
            "leave its name empty."
        )

    return urn, authority
