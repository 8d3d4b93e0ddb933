"""A seeded picker of whole names: community, forename, middle names, surname, familiar forms.

Knows names and their oddities; not who is a pupil, a parent or a teacher.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Literal

from sandbox.names.tables import Tables, tables

Sex = Literal["M", "F"]

#: How often a name is odd. Each oddity is real, and each has broken somebody's import.
SHARE_DOUBLE_BARRELLED = 0.03
SHARE_SINGLE_WORD = 1 / 3000
SHARE_VERY_LONG = 1 / 4000
SHARE_MIXED_FAMILY = 0.12
SHARE_PLAIN_LETTERS = 0.4  # diacritics lost on the way through a form

_VERY_LONG_FORENAME = "Oluwafunmilayomipe-Temiloluwaniyi-Adunni"  # 40 letters and hyphens
_STROKES = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """One person's legal name. ``forename`` is "" for people with a single name."""

    forename: str
    middle_names: str
    surname: str


class NamePicker:
    """Draws names from the tables with a random source of the caller's."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._tables: Tables = tables()

    def student_community(self) -> str:
        """The community of a pupil's family."""
        return self._tables.student_communities.draw(self._rng)

    def staff_community(self) -> str:
        """The community of a member of staff."""
        return self._tables.staff_communities.draw(self._rng)

    def sex(self) -> Sex:
        """M or F, evenly."""
        return "M" if self._rng.random() < 0.5 else "F"

    def surname(self, community: str) -> str:
        """A surname of the community, now and then without its diacritics."""
        return self._perhaps_plain(self._tables.surnames[community].draw(self._rng))

    def parents_surnames(self, community: str) -> tuple[str, str]:
        """Two surnames of a couple, sometimes from two communities."""
        rng = self._rng
        other = self.student_community() if rng.random() < SHARE_MIXED_FAMILY else community
        return self.surname(community), self.surname(other)

    def double_barrelled(self, first: str, second: str) -> str:
        """The two surnames joined, unless that would be silly."""
        if first == second or "-" in first + second or " " in first + second:
            return first
        return f"{first}-{second}"

    def forename(self, community: str, sex: Sex, *, born: int) -> str:
        """A forename for someone of the community and sex, born in a year."""
        if self._rng.random() < self._tables.english_shares[community]:
            return self._tables.english_first_names(sex, born=born).draw(self._rng)
        return self._perhaps_plain(
            self._tables.community_first_names[community, sex].draw(self._rng)
        )

    def person(self, community: str, sex: Sex, *, born: int, surname: str) -> PersonName:
        """A whole name with the given surname, odd ones included at their rates."""
        rng = self._rng
        odd = rng.random()
        if odd < SHARE_SINGLE_WORD:
            return PersonName("", "", self.forename(community, sex, born=born))
        if odd < SHARE_SINGLE_WORD + SHARE_VERY_LONG:
            return PersonName(_VERY_LONG_FORENAME, "", surname)
        forename = self.forename(community, sex, born=born)
        return PersonName(forename, self.middle_names(forename, community, sex, born), surname)

    def middle_names(self, forename: str, community: str, sex: Sex, born: int) -> str:
        """None, one or two middle names, never the forename again."""
        chance = self._rng.random()
        num_names = (chance < 0.5) + (chance < 0.06)
        drawn = (self.forename(community, sex, born=born) for _ in range(num_names))
        return " ".join(dict.fromkeys(name for name in drawn if name != forename))

    def familiar_form(self, forename: str) -> str:
        """A nickname of the forename, or ""."""
        nicknames = self._tables.nicknames.get(forename)
        return self._rng.choice(nicknames) if nicknames else ""

    def respelt(self, name: str) -> str:
        """Another spelling of the name, or the name itself where none is known."""
        variants = self._tables.variants.get(name)
        return self._rng.choice(variants) if variants else name

    def _perhaps_plain(self, name: str) -> str:
        if name.isascii() or self._rng.random() >= SHARE_PLAIN_LETTERS:
            return name
        return without_diacritics(name)


def without_diacritics(text: str) -> str:
    """The text in plain Latin letters: ``Łukasz`` → ``Lukasz``."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
