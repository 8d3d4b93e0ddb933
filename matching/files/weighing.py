"""By which weights two files are weighed: the portal's, a table's, or those learned from the files.

It says so in a sentence where they are not the portal's. It matches nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from matching.engine.scales import SHIPPED, Scales, Weigh
from matching.engine.weigh import weigh
from matching.files.columns.crowd import Births
from matching.files.learning import FEWEST, Learned, learn_weights
from matching.files.reading import FileRefused, PeopleFile
from matching.files.records import Records
from matching.files.weights_file import read_weights_file

_TENTH, _NINE_TENTHS = 10, 90
#: Pupils and staff together are born within some 65 years; so the middle of them within less.
_MOST_YEARS_OF_A_SCHOOL = 60
_HOW_TO_KEEP_THE_PORTALS = "With --portal-weights they are weighed as in the portal."


class WeightsFrom(StrEnum):
    """Where the weights come from, if not from a table that is named."""

    FITTING = "fitting"  # the portal's, unless these are plainly not the people of schools
    PORTAL = "portal"
    FILES = "files"  # learned from the two files


@dataclass(frozen=True, slots=True)
class Weighing:
    """The weights, and ``note``: what there is to say of them, or ""."""

    scales: Scales = SHIPPED
    note: str = ""

    @property
    def is_the_portals(self) -> bool:
        """Whether these are the weights by which the portal links people at night."""
        return self.scales is SHIPPED

    @property
    def weigh(self) -> Weigh:
        """How pairs are weighed: the portal's own sum is the quicker one."""
        return weigh if self.is_the_portals else self.scales.weigh


def choose_weights(
    wanted: WeightsFrom | Path, *, base: PeopleFile, births: Births, records: Callable[[], Records]
) -> Weighing:
    """Return the weights; FileRefused where they cannot be read, or not be learned.

    ``births`` are the incoming people's; ``records`` gives these people, where they are needed.
    """
    if isinstance(wanted, Path):
        return Weighing(read_weights_file(wanted), f"Weighed by the table {wanted.name}.")
    if wanted is WeightsFrom.FILES:
        learned = learn_weights(base, records())
        if not learned.is_enough:
            raise FileRefused(_too_little(learned))
        return Weighing(learned.scales, _learned_from(learned))
    if wanted is WeightsFrom.FITTING and are_plainly_no_schools(births):
        return _other_people(learn_weights(base, records()))
    return Weighing()


def are_plainly_no_schools(births: Births) -> bool:
    """Whether people are born over so many years that they cannot be those of schools."""
    years = np.array([born[0] if born else 0 for born in births.dates], dtype=np.int64)
    found = np.sort(years[births.places])
    found = found[np.flatnonzero(found)]
    if len(found) < FEWEST:
        return False
    # As np.percentile says it, which first loads what takes as long as hundreds of people do.
    places = (len(found) - 1) * np.array((_TENTH, _NINE_TENTHS)) / 100
    first, last = np.interp(places, np.arange(len(found)), found)
    return bool(last - first > _MOST_YEARS_OF_A_SCHOOL)


def _other_people(learned: Learned) -> Weighing:
    why = "The incoming people's dates of birth span more years than a school's, so the portal's"
    why += " weights do not fit them."
    if not learned.is_enough:
        return Weighing(note=f"{why} They were used all the same: {_too_little(learned)}")
    return Weighing(learned.scales, f"{why} {_learned_from(learned)} {_HOW_TO_KEEP_THE_PORTALS}")


def _learned_from(learned: Learned) -> str:
    return (
        "The weights were learned from these two files, from about"
        f" {learned.num_people} people who are in both."
    )


def _too_little(learned: Learned) -> str:
    return (
        f"About {learned.num_people} people seem to be in both files, and to learn weights at least"
        f" {FEWEST} are needed. Use larger files, or the weights of the portal."
    )
