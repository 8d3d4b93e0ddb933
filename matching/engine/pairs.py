"""Find the pairs of record and account that are worth thinking about, and score them.

Blocks, compares and weighs; what follows from the pairs is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from matching.engine.block import Index, profile_keys
from matching.engine.compare import compare
from matching.engine.levels import Comparison, Level
from matching.engine.model import Person, Scope, Thresholds
from matching.engine.normalise import Profile, profile
from matching.engine.weigh import points, weigh


@dataclass(frozen=True, slots=True)
class Pair:
    """A record and an account that may be one person. ``bits`` is the evidence, ``score`` 0..100.

    ``is_exact``: same names and date of birth. ``is_same_upn``: the same valid permanent UPN.
    ``may_be_offered``: an account elsewhere counts only by its UPN.
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
    def may_be_offered(self) -> bool:
        """Whether the account is near enough: elsewhere only the UPN counts."""
        return self.account.scope is not Scope.ELSEWHERE or self.is_same_upn

    @property
    def ids(self) -> tuple[str, str]:
        """The keys of record and account."""
        return self.record.key, self.account.key

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
) -> list[Pair]:
    """Return the pairs worth thinking about, the likeliest first, whatever the order of people."""
    if not accounts or not records:
        return []
    profiles = [profile(account) for account in accounts]
    index = Index(
        profile_keys(known, kind=account.kind)
        for known, account in zip(profiles, accounts, strict=True)
    )
    rejected = frozenset(rejected)
    pairs = [
        pair
        for record in records
        for pair in _pairs_of(record, accounts, profiles, index, thresholds)
        if pair.ids not in rejected
    ]
    return sorted(pairs, key=lambda pair: pair.rank)


def _pairs_of(
    record: Person,
    accounts: Sequence[Person],
    profiles: Sequence[Profile],
    index: Index,
    thresholds: Thresholds,
) -> Iterator[Pair]:
    known = profile(record)
    for place in index.find(profile_keys(known, kind=record.kind)):
        comparison = compare(known, profiles[place])
        bits = weigh(comparison, scope=accounts[place].scope)
        score = points(bits)
        is_exact = comparison.is_exact
        if score >= thresholds.ask or is_exact or comparison.upn is Level.SAME:
            yield Pair(record, accounts[place], comparison, bits, score, is_exact)
