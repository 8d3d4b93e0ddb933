"""The degrees to which two values of one field can agree, finer than a reader needs.

The comparison finds a level, the weights count it, the explanation words it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from matching.engine.model import Agreement


class Level(StrEnum):
    """How two values of a field compare. Names say what the knowledge was."""

    SAME = "same"
    SPELLING = "spelling"  # Mohammed, Muhammad
    NICKNAME = "nickname"  # Bob, Robert
    NICKNAMES = "nicknames"  # Bob, Rob
    SHORTENED = "shortened"  # Toluwani, Tolu
    MIDDLE = "middle"  # the one's middle name is the other's forename
    PART = "part"  # Smith-Jones, Jones; Anne-Marie, Anne
    PARTICLE = "particle"  # van den Berg, Berg
    FORMER = "former"  # the one's former surname is the other's surname
    EXCHANGED = "exchanged"  # forename and surname in each other's place
    SLIP = "slip"  # a letter or two mistyped
    SOUND = "sound"  # sounds alike and looks alike
    INITIAL = "initial"  # J, James
    KNOWN_AS = "known_as"  # one legal forename, but known by different names
    SOME = "some"  # some of several middle names
    DAY_AND_MONTH = "day_and_month"  # swapped
    DIGIT = "digit"  # one digit wrong, or two neighbours swapped
    DAY_ONLY = "day_only"  # only the day differs
    MONTH_ONLY = "month_only"
    YEAR_ONLY = "year_only"
    NEXT_YEAR = "next_year"  # a school year apart
    FORMER_UPN = "former_upn"  # the one's UPN is one that the other had before
    TEMPORARY = "temporary"  # one temporary UPN: schools give those out themselves
    DIFFERS = "differs"
    MISSING = "missing"

    @property
    def agreement(self) -> Agreement:
        """What a reader is told: same, close, differs or missing."""
        return _PLAIN.get(self, Agreement.CLOSE)


_PLAIN = {
    Level.SAME: Agreement.SAME,
    Level.DIFFERS: Agreement.DIFFERS,
    Level.MISSING: Agreement.MISSING,
}


class Finding(NamedTuple):
    """A level, with the normalised name or names that led to it, where names did."""

    level: Level
    left: str = ""
    right: str = ""


#: As names of this module they are found in a tenth of the time, for every pair.
_SAME, _DIFFERS, _MISSING = Level.SAME, Level.DIFFERS, Level.MISSING
DIFFERS = Finding(Level.DIFFERS)
MISSING = Finding(Level.MISSING)


class Comparison(NamedTuple):
    """How two people compare. The fields' order is the order in which a reader sees them."""

    forename: Finding
    surname: Finding
    date_of_birth: Level
    upn: Level
    middle_names: Level
    year_group: Level
    mis_id: Level = Level.MISSING

    @property
    def is_exact(self) -> bool:
        """Same names and date of birth, with nothing that hints at two people who share them."""
        return (
            self.date_of_birth is _SAME
            and self.forename.level is _SAME
            and self.surname.level is _SAME
            and self.middle_names is not _DIFFERS
        )

    @property
    def contradicts_upn(self) -> bool:
        """Whether names and date of birth say that an equal UPN must be a mistake."""
        forename, surname, birth = self.forename.level, self.surname.level, self.date_of_birth
        if _DIFFERS not in (forename, surname, birth):  # so it is with most
            return False
        if forename is _DIFFERS and birth is _DIFFERS:
            return True
        return {forename, surname, birth} <= {_DIFFERS, _MISSING}
