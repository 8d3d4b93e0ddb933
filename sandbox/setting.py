"""What the makers of pupils, staff and contacts share: the school's facts and its counters.

Knows no person's details; the random source is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from random import Random
from string import ascii_lowercase

from sandbox.names.draw import without_diacritics
from sandbox.people import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The facts of a school that its people's records depend on."""

    phase: Phase
    la: str
    establishment: str
    domain: str
    houses: tuple[str, ...]
    today: date


@dataclass(slots=True)
class Counters:
    """Numbers that are given once. ``codes`` are the staff codes taken."""

    mis_id: int
    admission: int
    upn_serials: dict[int, int] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def new_mis_id(self, rng: Random) -> int:
        """The next person number: rising, with gaps, as in a database others write to."""
        given = self.mis_id
        self.mis_id += 1 + int(rng.random() * 3)
        return given

    def new_admission(self) -> str:
        """The next admission number, with its leading zeros."""
        given = self.admission
        self.admission += 1
        return f"{given:06d}"

    def new_upn_serial(self, year: int) -> int:
        """How many UPNs the school issued in the year before this one."""
        given = self.upn_serials.get(year, 0)
        self.upn_serials[year] = given + 1
        return given

    def new_staff_code(self, forename: str, surname: str) -> str:
        """Three letters, the first two of the name; with a number once all those are taken."""
        initial = (plain_letters(forename) or "x")[0]
        rest = plain_letters(surname) + "xyz"
        endings = chain(rest[1:], ascii_lowercase, map(str, count(1)))
        options = (f"{initial}{rest[0]}{ending}" for ending in endings)
        code = next(option for option in options if option not in self.codes)
        self.codes.add(code)
        return code.upper()


def guid(rng: Random) -> str:
    """A random GUID in the usual grouping."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def plain_letters(text: str) -> str:
    """Only the letters a–z of a name: ``O'Neill`` → ``oneill``."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = without_diacritics(lowered)
    if lowered.isalpha() and lowered.isascii():
        return lowered
    return "".join(char for char in lowered if "a" <= char <= "z")
