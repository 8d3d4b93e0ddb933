"""The numbers of everything by which people can meet. It knows texts, and no people."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import TypeVar

from matching.files.columns.arrays import Numbers

#: The number of what the incoming people have nothing of: it can be equal to nothing of theirs.
STRANGE = -1
#: The number of a blank local authority or school, and of a sound that is not there.
BLANK = 0
_Thing = TypeVar("_Thing", bound=Hashable)


def _numbers() -> Numbers[str]:
    return Numbers("")


def _numbers_of_parts() -> Numbers[int]:
    return Numbers(0)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The numbers of everything by which people can meet. It grows with the incoming people; of
    others only what they share with these has a number.
    """

    words: Numbers[str] = field(default_factory=_numbers)
    sounds: Numbers[str] = field(default_factory=_numbers)
    dates: Numbers[int] = field(default_factory=_numbers_of_parts)
    upns: Numbers[str] = field(default_factory=_numbers)
    authorities: Numbers[str] = field(default_factory=_numbers)
    schools: Numbers[str] = field(default_factory=_numbers)
    is_closed: bool = False

    def closed(self) -> Vocabulary:
        """The same numbers, without room for more."""
        return Vocabulary(
            _Closed(self.words),
            _Closed(self.sounds),
            _Closed(self.dates),
            _Closed(self.upns),
            _Closed(self.authorities),
            _Closed(self.schools),
            is_closed=True,
        )


class _Closed(Numbers[_Thing]):
    def __init__(self, numbers: Numbers[_Thing]) -> None:
        super().__init__()
        self.update(numbers)

    def of(self, things: Iterable[_Thing]) -> Iterator[int]:
        return map(self.get, things, repeat(STRANGE))
