"""The blocking keys of ``matching.engine.block`` as numbers, and who shares one. Judges nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.files.columns.arrays import Flags, Ints, distinct, runs
from matching.files.columns.crowd import Crowd
from matching.files.columns.names import Names
from matching.files.columns.vocabulary import BLANK, STRANGE, Vocabulary

_BIRTH, _SURNAME, _FORENAME, _NAMES, _UPN, _BY_SURNAME, _BY_FORENAME = range(7)
_NUM_SORTS = 7
_NUM_INITIALS = 27
_ANY_KIND = 0
_KINDS = (1, 2)
#: At once: with more, taking memory anew for each step costs as much as the step.
_MOST_PAIRS = 250_000
#: How many hashes there are, as a power of two: so many for each key, and in all.
_BITS_A_KEY, _MOST_BITS = 5, 25
_SPREADS = 0x9E3779B97F4A7C15 - (1 << 64)  # an odd number whose multiples are all over the place


@dataclass(frozen=True, slots=True)
class Keyed:
    """People as keys are made for them: of one kind and in one authority each, so that some are
    there several times.
    """

    people: Ints
    kinds: Ints
    authorities: Ints

    @classmethod
    def of(cls, crowd: Crowd) -> Keyed:
        """Everybody once for each kind that they may be of."""
        known, unknown = np.flatnonzero(crowd.kinds), np.flatnonzero(crowd.kinds == _ANY_KIND)
        people = np.concatenate((known, *[unknown] * len(_KINDS)))
        each = [np.full(len(unknown), kind) for kind in _KINDS]
        return cls(people, np.concatenate((crowd.kinds[known], *each)), crowd.authorities[people])

    def at(self, authority: int) -> Keyed:
        """The same people, as if of another authority."""
        return Keyed(self.people, self.kinds, np.full(len(self.people), authority))

    def only(self, are: Flags) -> Keyed:
        """Some of these people."""
        which = np.flatnonzero(are)
        return Keyed(self.people[which], self.kinds[which], self.authorities[which])

    def __add__(self, other: Keyed) -> Keyed:
        return Keyed(
            np.concatenate((self.people, other.people)),
            np.concatenate((self.kinds, other.kinds)),
            np.concatenate((self.authorities, other.authorities)),
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """Who has which keys: ``people`` and ``codes`` are as long as each other."""

    people: Ints
    codes: Ints


class _Recipe:
    """Makes keys. ``known`` says which hashes of keys are worth keeping, None that all are."""

    def __init__(self, vocabulary: Vocabulary, known: Flags | None = None) -> None:
        self._first = len(vocabulary.sounds)
        self._second = max(self._first, len(vocabulary.dates), len(vocabulary.upns), _NUM_INITIALS)
        self._known = known

    def keys(self, crowd: Crowd, keyed: Keyed) -> Keys:
        """The keys of some of a crowd, as the engine's recipe makes them."""
        made = [
            *self._births(crowd, keyed),
            *self._dated(_SURNAME, crowd.family, crowd, keyed),
            *self._dated(_FORENAME, crowd.given, crowd, keyed),
            self._names(crowd, keyed),
            self._with_initials(_BY_SURNAME, crowd.family, crowd.given, keyed),
            self._with_initials(_BY_FORENAME, crowd.given, crowd.family, keyed),
        ]
        people = np.concatenate([each.people for each in made])
        return Keys(people, np.concatenate([each.codes for each in made]))

    def upns(self, crowd: Crowd, people: Ints) -> Keys:
        """The keys of those of some people who have a UPN that counts: the same everywhere."""
        people = people[crowd.upns[people] > BLANK]
        nothing = np.zeros(len(people), dtype=np.int64)
        upns = Keyed(people, nothing, nothing)
        return self._made(_UPN, upns, np.arange(len(people)), nothing, crowd.upns[people])

    def _births(self, crowd: Crowd, keyed: Keyed) -> Iterator[Keys]:
        whole = crowd.births.whole[crowd.births.places[keyed.people]]
        owners = np.flatnonzero(whole > BLANK)
        yield self._made(_BIRTH, keyed, owners, np.zeros_like(owners), whole[owners])

    def _dated(self, sort: int, names: Names, crowd: Crowd, keyed: Keyed) -> Iterator[Keys]:
        owners, sounds = names.sounds.spread(names.places[keyed.people])
        born = crowd.births.places[keyed.people][owners]
        for column in crowd.births.parts.T:
            parts = column[born]
            are = np.flatnonzero((sounds > BLANK) & (parts > BLANK))
            yield self._made(sort, keyed, owners[are], sounds[are], parts[are])

    def _names(self, crowd: Crowd, keyed: Keyed) -> Keys:
        """Each sound of a forename with each of a surname; those who have one only, by it alone."""
        people = keyed.people
        lists = (
            crowd.given.sounds.spread(crowd.given.places[people]),
            crowd.formal.spread(crowd.given.places[people]),
            crowd.middle.sounds.spread(crowd.middle.places[people]),
        )
        owners = np.concatenate([each for each, _ in lists])
        given = np.concatenate([sounds for _, sounds in lists])
        lonely = np.flatnonzero(np.bincount(owners, minlength=len(people)) == 0)
        owners = np.concatenate((owners, lonely))
        given = np.concatenate((given, np.full(len(lonely), BLANK)))
        sounds = crowd.family.sounds.or_else(BLANK)
        places, family = sounds.spread(crowd.family.places[people][owners])
        owners, given = owners[places], given[places]
        one, other = np.minimum(given, family), np.maximum(given, family)
        are = np.flatnonzero((one > STRANGE) & (other > BLANK))
        return self._made(_NAMES, keyed, owners[are], one[are], other[are])

    def _with_initials(self, sort: int, names: Names, others: Names, keyed: Keyed) -> Keys:
        owners, sounds = names.sounds.spread(names.places[keyed.people])
        places, letters = others.initials.spread(others.places[keyed.people][owners])
        owners, sounds = owners[places], sounds[places]
        are = np.flatnonzero(sounds > BLANK)
        return self._made(sort, keyed, owners[are], sounds[are], letters[are])

    def _made(self, sort: int, keyed: Keyed, owners: Ints, first: Ints, second: Ints) -> Keys:
        codes = keyed.authorities[owners] * _NUM_SORTS + sort
        codes = codes * (len(_KINDS) + 1) + keyed.kinds[owners]
        codes = (codes * self._first + first) * self._second + second
        people = keyed.people[owners]
        if self._known is not None:
            are = np.flatnonzero(self._known[hashed(codes, len(self._known).bit_length() - 1)])
            return Keys(people[are], codes[are])
        return Keys(people, codes)


def hashed(codes: Ints, bits: int) -> Ints:
    """A number below 2 to the power of ``bits`` for each code, evenly spread."""
    spread = codes * np.int64(_SPREADS)
    return (spread >> np.int64(64 - bits)) & np.int64((1 << bits) - 1)


class Meetings:
    """Finds, for incoming people, all accounts that share a key with them."""

    def __init__(self, records: Crowd, vocabulary: Vocabulary) -> None:
        """Make the keys of the incoming people; accounts come later, in portions."""
        self._records, self._vocabulary = records, vocabulary
        self._keyed = Keyed.of(records)
        self._has_blank = bool((records.authorities == BLANK).any())
        self._by_authority = _Index(records, self._keyed, vocabulary)

    def pairs(self, accounts: Crowd) -> Iterator[tuple[Ints, Ints]]:
        """Yield incoming people and accounts who share a key, each pair once, some at a time."""
        keyed = Keyed.of(accounts)
        is_blank = keyed.authorities == BLANK
        named, blank = keyed.only(~is_blank), keyed.only(is_blank)
        seen = named.only(named.authorities != STRANGE)
        if self._has_blank:
            seen += named.at(BLANK)
        yield from self._by_authority.pairs(accounts, seen, distinct(named.people))
        if len(blank.people):
            yield from self._anywhere().pairs(accounts, blank, distinct(blank.people))

    def _anywhere(self) -> _Index:
        """Everybody as if their authority were not known: who has none may be near anybody."""
        return _Index(self._records, self._keyed.at(BLANK), self._vocabulary)


class _Index:
    """Incoming people by their keys."""

    def __init__(self, records: Crowd, keyed: Keyed, vocabulary: Vocabulary) -> None:
        recipe = _Recipe(vocabulary)
        keys, upns = recipe.keys(records, keyed), recipe.upns(records, np.arange(len(records)))
        codes = np.concatenate((keys.codes, upns.codes))
        people = np.concatenate((keys.people, upns.people))
        self._codes = distinct(codes)
        bits = min(_MOST_BITS, len(self._codes).bit_length() + _BITS_A_KEY)
        known = np.zeros(1 << bits, dtype=np.bool_)
        known[hashed(self._codes, bits)] = True
        order = np.argsort(people, kind="stable")
        self._people, self._ranks = people[order], np.searchsorted(self._codes, codes[order])
        self._recipe = _Recipe(vocabulary, known)

    def pairs(self, accounts: Crowd, seen: Keyed, with_upns: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Yield those who share a key as accounts are ``seen``, or the UPN of some accounts."""
        owners, starts = self._arranged(accounts, seen, with_upns)
        numbers = starts[self._ranks + 1] - starts[self._ranks]
        has_any = np.flatnonzero(numbers)
        people, ranks, numbers = self._people[has_any], self._ranks[has_any], numbers[has_any]
        done = np.cumsum(numbers)
        begin = 0
        while begin < len(people):
            before = done[begin - 1] if begin else 0
            end = min(int(np.searchsorted(done, before + _MOST_PAIRS)), len(people) - 1)
            end = int(np.searchsorted(people, people[end], side="right"))
            some = slice(begin, end)
            met = owners[runs(starts[ranks[some]], numbers[some])]
            codes = distinct(np.repeat(people[some], numbers[some]) * len(accounts) + met)
            yield codes // len(accounts), codes % len(accounts)
            begin = end

    def _arranged(self, accounts: Crowd, seen: Keyed, with_upns: Ints) -> tuple[Ints, Ints]:
        """Put accounts in the order of the keys: who, and where those of each key begin."""
        keys, upns = self._recipe.keys(accounts, seen), self._recipe.upns(accounts, with_upns)
        people = np.concatenate((keys.people, upns.people))
        codes = np.concatenate((keys.codes, upns.codes))
        ranks = np.minimum(np.searchsorted(self._codes, codes), max(0, len(self._codes) - 1))
        are = np.flatnonzero(self._codes[ranks] == codes) if len(codes) else ranks
        packed = np.sort(ranks[are] << 32 | people[are])
        counts = np.bincount(ranks[are], minlength=len(self._codes))
        return packed & 0xFFFFFFFF, np.concatenate(([0], np.cumsum(counts)))
