"""Find the pairs of record and account that are worth thinking about, and score them.

Blocks, compares and weighs; what follows from the pairs is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from matching.engine.block import Index, blocking_keys
from matching.engine.compare import compare
from matching.engine.frequencies import NameFrequencies
from matching.engine.levels import Comparison, Level
from matching.engine.model import Person, Scope, Thresholds
from matching.engine.normalise import profile
from matching.engine.scales import Weigh
from matching.engine.weigh import points, weigh

#: Where a person's blocking keys come from: they are made, or were kept when they were made before.
KeysOf = Callable[[Person], Collection[str]]


class Pair(NamedTuple):
    """A record and an account that may be one person. ``bits`` is the evidence, ``score`` 0..100.

    ``is_exact``: same names and date of birth, and nothing that hints at two people.
    """

    record: Person
    account: Person
    comparison: Comparison
    bits: float
    score: float
    is_exact: bool

    @property
    def is_same_upn(self) -> bool:
        """Whether both have the same valid permanent UPN."""
        return self.comparison.upn is Level.SAME

    @property
    def is_strong(self) -> bool:
        """Whether names and date of birth, or the UPN, are the same: never passed over."""
        return self.is_exact or self.is_same_upn

    @property
    def may_be_offered(self) -> bool:
        """Whether the account is near enough: elsewhere only the UPN counts."""
        return self.account.scope is not Scope.ELSEWHERE or self.is_same_upn

    @property
    def rank(self) -> tuple[float, str, str]:
        """Sorts the likeliest first, and always alike."""
        return -self.bits, self.account.key, self.record.key


def find_pairs(
    records: Sequence[Person],
    accounts: Sequence[Person],
    *,
    rejected: Collection[tuple[str, str]],
    thresholds: Thresholds,
    keys_of: KeysOf = blocking_keys,
) -> list[Pair]:
    """Return the pairs worth thinking about, the likeliest first, whatever the order of people."""
    if not accounts:
        return []
    profiles = [profile(record) for record in records]
    names = NameFrequencies.of(profiles)
    index = Index(map(keys_of, records))
    rejected = frozenset(rejected)
    pairs = []
    for account in accounts:
        places = index.find(keys_of(account))
        if not places:
            continue
        known = profile(account)
        for place in places:
            comparison = compare(profiles[place], known)
            if comparison and (records[place].key, account.key) not in rejected:
                pairs.append(scored(records[place], account, comparison, names=names))
    pairs = [pair for pair in pairs if pair.is_strong or pair.score >= thresholds.ask]
    return sorted(pairs, key=lambda pair: pair.rank)


def scored(
    record: Person,
    account: Person,
    comparison: Comparison,
    *,
    names: NameFrequencies,
    weigh: Weigh = weigh,
) -> Pair:
    """Weigh what two people's comparison found; the account's scope and how common the names are
    among the records count too.
    """
    bits = weigh(comparison, scope=account.scope, names=names)
    return Pair(record, account, comparison, bits, points(bits), comparison.is_exact)
