"""The numbers of everything by which people can meet. It knows texts, and no people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat

from matching.files.columns.arrays import Numbers

#: The number of what the incoming people have nothing of: it can be equal to nothing of theirs.
STRANGE = -1
#: The number of a blank local authority or school, and of a sound that is not there.
BLANK = 0


def _numbers() -> Numbers:
    return Numbers("")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The numbers of everything by which people can meet. It grows with the incoming people; of
    others only what they share with these has a number.
    """

    words: Numbers = field(default_factory=_numbers)
    sounds: Numbers = field(default_factory=_numbers)
    dates: Numbers = field(default_factory=_numbers)
    upns: Numbers = field(default_factory=_numbers)
    authorities: Numbers = field(default_factory=_numbers)
    schools: Numbers = field(default_factory=_numbers)
    is_closed: bool = False

    def closed(self) -> Vocabulary:
        """The same numbers, without room for more."""
        return Vocabulary(
            _Closed(*self.words),
            _Closed(*self.sounds),
            _Closed(*self.dates),
            _Closed(*self.upns),
            _Closed(*self.authorities),
            _Closed(*self.schools),
            is_closed=True,
        )


class _Closed(Numbers):
    def of(self, texts: Iterable[str]) -> Iterator[int]:
        return map(self.get, texts, repeat(STRANGE))
