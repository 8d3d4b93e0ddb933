"""How common names are: to agree on Okonkwo says more than to agree on Smith.

Counted among the incoming people, on top of a table of the commonest names of England and Wales.
Accounts are not counted, so that another account never changes what two people's names are worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import log2
from types import MappingProxyType
from typing import Final

from matching.engine.knowledge import canonical_forename, canonical_surname, rows
from matching.engine.normalise import Profile

#: As if so many people had been counted before: a short list alone says little of names.
_KNOWN_BEFORE: Final = 2_000
#: How often a name is seen that the table does not hold.
_UNLISTED: Final = 4 / 100_000
#: The furthest that a name's frequency moves a weight, in bits: down for common, up for rare.
MOST_TAKEN: Final = -3.0
MOST_ADDED: Final = 4.0

_Canonical = Callable[[str], str]


class _Field(dict[str, float]):
    """One field's names: what the rarity of each is worth, found out when it is first asked for."""

    def __init__(
        self,
        canonical: _Canonical,
        listed: Mapping[str, float],
        counts: Mapping[str, int],
        num_people: int,
    ) -> None:
        super().__init__()
        self._canonical, self._listed, self._counts = canonical, listed, counts
        self._num_people = num_people
        shares = listed.values()
        # Two ages share the forenames' table, so that its shares come to more than 1.
        self._typical = sum(share * share for share in shares) / max(1.0, sum(shares))

    def __missing__(self, name: str) -> float:
        whole = self._canonical(name)
        others = max(0, self._counts.get(whole, 0) - 1)  # besides the one who is compared
        before = self._listed.get(whole, _UNLISTED) * _KNOWN_BEFORE
        share = (others + before) / (self._num_people + _KNOWN_BEFORE)
        self[name] = bits = min(MOST_ADDED, max(MOST_TAKEN, log2(self._typical / share)))
        return bits


class NameFrequencies:
    """What a name's rarity adds to a weight, in bits, for forenames and surnames of a–z.

    The sum is 0 for a name as common as names that agree by chance are on average, more for a
    rarer one, less for a commoner one, within MOST_TAKEN and MOST_ADDED.
    """

    def __init__(
        self,
        forenames: Mapping[str, int] = MappingProxyType({}),
        surnames: Mapping[str, int] = MappingProxyType({}),
        *,
        num_people: int = 0,
    ) -> None:
        """Count on: ``forenames`` and ``surnames`` map canonical spellings to numbers of people."""
        self._fields = {
            "forename": _Field(canonical_forename, _LISTED["forename"], forenames, num_people),
            "surname": _Field(canonical_surname, _LISTED["surname"], surnames, num_people),
        }

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> NameFrequencies:
        """Count the names of people, each person's once, whatever their order."""
        forenames: Counter[str] = Counter()
        surnames: Counter[str] = Counter()
        num_people = 0
        for num_people, person in enumerate(profiles, start=1):  # noqa: B007 - it is the count
            forenames.update(set(map(canonical_forename, person.forenames)))
            surnames.update(set(map(canonical_surname, person.surnames)))
        return cls(forenames, surnames, num_people=num_people)

    def bits(self, field: str, left: str, right: str = "") -> float:
        """Return what the rarity of the name or names of a finding adds, in bits.

        ``field`` is "forename" or "surname". Of two names the commoner counts; "" is no name.
        """
        bits = self._fields[field]
        return bits[left] if right in (left, "") else min(bits[left], bits[right])


def _listed() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {"forename": {}, "surname": {}}
    canonical = {"forename": canonical_forename, "surname": canonical_surname}
    for field, name, in_100000 in rows("name_frequencies"):
        found[field][canonical[field](name)] = int(in_100000) / 100_000
    return found


_LISTED = _listed()
#: Nobody counted: the table alone.
LISTED: Final = NameFrequencies()
