"""The schools that the vendors know, each as it is on the world's today. Knows no vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import RLock
from typing import Any

from sandbox.demo import DEMO_SCHOOLS, NUM_EVENINGS, school_on
from sandbox.people import Phase, PretendSchool
from sandbox.schools import evolve, make_school

# What happens on one day of the pretend vendors: less than between two evenings of the demo.
_LEAVE, _JOIN, _CHANGE = 0.004, 0.004, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSchool:
    """A school that is made from a seed."""

    seed: int
    phase: Phase
    num_people: int
    establishment: str
    la: str = "990"
    name: str = ""

    @property
    def dfe(self) -> str:
        """The school's seven digits."""
        return self.la + self.establishment

    def on(self, day: date) -> PretendSchool:
        """The school on its first day."""
        return make_school(
            self.seed,
            phase=self.phase,
            num_people=self.num_people,
            la=self.la,
            establishment=self.establishment,
            name=self.name,
            today=day,
        )

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class SchoolOfDemo:
    """A school of the demonstration, with its scripted people."""

    key: str

    @property
    def dfe(self) -> str:
        """The school's seven digits."""
        return DEMO_SCHOOLS[self.key].la + DEMO_SCHOOLS[self.key].establishment

    def on(self, day: date) -> PretendSchool:
        """The school on the day after the demonstration's history."""
        return school_on(self.key, NUM_EVENINGS + 1, today=day)

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return {"demo": self.key}


@dataclass(frozen=True, slots=True)
class GivenSchool:
    """A school that somebody made by hand; it cannot be kept in a file."""

    school: PretendSchool

    @property
    def dfe(self) -> str:
        """The school's seven digits."""
        return self.school.la + self.school.establishment

    def on(self, day: date) -> PretendSchool:
        """The school as it was given."""
        return self.school

    def as_json(self) -> dict[str, Any]:
        """For the state file. Raises TypeError."""
        raise TypeError("A school that was given cannot be kept in a state file.")


Source = MadeSchool | SchoolOfDemo | GivenSchool


def source_from_json(value: Mapping[str, Any]) -> Source:
    """What ``as_json`` gave."""
    return SchoolOfDemo(value["demo"]) if "demo" in value else MadeSchool(**value)


def demo_sources() -> dict[str, Source]:
    """Every school of the demonstration: any of them may change to any MIS."""
    return {key: SchoolOfDemo(key) for key in DEMO_SCHOOLS}


@dataclass(slots=True)
class _Living:
    source: Source
    first_day: date
    newest: PretendSchool | None = None
    num_days: int = 0


class Schools:
    """Schools by key. ``today`` says what day it is."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._living: dict[str, _Living] = {}
        self._guard = RLock()

    def add(self, key: str, source: Source, *, first_day: date | None = None) -> None:
        """Take a school in; a key that is known is replaced."""
        with self._guard:
            self._living[key] = _Living(source, first_day or self._today())

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(list(self._living))

    def __contains__(self, key: str) -> bool:
        return key in self._living

    def __getitem__(self, key: str) -> PretendSchool:
        """The school today. KeyError when nobody knows it."""
        with self._guard:
            living = self._living[key]
            wanted = max(0, (self._today() - living.first_day).days)
            if living.newest is None or living.num_days > wanted:
                living.newest, living.num_days = living.source.on(living.first_day), 0
            while living.num_days < wanted:
                living.num_days += 1
                living.newest = evolve(
                    living.newest,
                    seed=1000 + living.num_days,
                    today=living.first_day + timedelta(days=living.num_days),
                    leave=_LEAVE,
                    join=_JOIN,
                    change=_CHANGE,
                )
            return living.newest

    def name(self, key: str) -> str:
        """What the school is called."""
        return self[key].name

    def key_of_dfe(self, dfe: str) -> str | None:
        """The school with those seven digits."""
        return next((key for key, each in self._living.items() if each.source.dfe == dfe), None)

    def as_json(self) -> dict[str, Any]:
        """For the state file."""
        return {
            key: {"source": each.source.as_json(), "first_day": each.first_day.isoformat()}
            for key, each in self._living.items()
        }

    def restore(self, value: Mapping[str, Any]) -> None:
        """Take over what ``as_json`` gave; schools that are known keep the day they began on."""
        for key, each in value.items():
            first_day = date.fromisoformat(each["first_day"])
            self.add(key, source_from_json(each["source"]), first_day=first_day)
