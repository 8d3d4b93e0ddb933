"""The school year: which pupils are in which year group, and when people come and go.

Dates only; knows no person and no MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox.people import Phase

#: How old a pupil is on 31 August before the school year, by year group.
AGES: Final[Mapping[str, int]] = {
    "N1": 2,
    "N2": 3,
    "R": 4,
    **{str(year): year + 4 for year in range(1, 14)},
}

#: The year groups of a phase and how full they are beside each other.
YEAR_GROUPS: Final[Mapping[Phase, tuple[tuple[str, float], ...]]] = {
    "primary": (("N2", 0.7), ("R", 1.0), *((str(year), 1.0) for year in range(1, 7))),
    "secondary": (*((str(year), 1.0) for year in range(7, 12)), ("12", 0.55), ("13", 0.45)),
}

#: The age at which most pupils of a phase start at the school.
STARTING_AGES: Final[Mapping[Phase, int]] = {"primary": AGES["R"], "secondary": AGES["7"]}


def school_year(day: date) -> int:
    """The calendar year in which the school year around a day began."""
    return day.year if day.month >= 9 else day.year - 1


def birthday_in(rng: Random, year_group: str, *, today: date) -> date:
    """A date of birth of somebody in the year group."""
    first = date(school_year(today) - AGES[year_group] - 1, 9, 1)
    return first + timedelta(days=int(rng.random() * 365))


def entry_date(rng: Random, year_group: str, phase: Phase, *, today: date) -> date:
    """When a pupil of the year group came: mostly at the start, some in the middle of a year."""
    age = AGES[year_group]
    years_here = max(0, age - STARTING_AGES[phase])
    if age >= AGES["12"] and rng.random() < 0.25:
        years_here = age - AGES["12"]
    usual = date(school_year(today) - years_here, 9, 3)
    if rng.random() < 0.9 or usual >= today:
        return min(usual, today)
    return usual + timedelta(days=int(rng.random() * (today - usual).days))


def early_leaving_date(rng: Random, year_group: str, *, today: date) -> date | None:
    """The last summer's date that schools type in early for those about to leave, or None."""
    if year_group not in ("11", "13") or rng.random() < 0.3:
        return None
    return date(school_year(today) + 1, 7, 20 if year_group == "13" else 31)
