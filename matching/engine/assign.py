"""Give each account to at most one record: which pairs are certain, and which remain questions.

Works on scored pairs only. A wrong link is the worst that can happen, so every doubt is a question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.engine.kinship import is_no_namesake, is_no_relative
from matching.engine.levels import Level
from matching.engine.model import Person, Scope, Thresholds
from matching.engine.normalise import permanent
from matching.engine.pairs import Pair


@dataclass(frozen=True, slots=True)
class Claims:
    """Who claims whom, and how: the pairs of each record and of each account, likeliest first."""

    of_record: Mapping[str, Sequence[Pair]]
    of_account: Mapping[str, Sequence[Pair]]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Claims:
        """Gather pairs, which come the likeliest first."""
        of_record: defaultdict[str, list[Pair]] = defaultdict(list)
        of_account: defaultdict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            of_record[pair.record.key].append(pair)
            of_account[pair.account.key].append(pair)
        return cls(of_record=dict(of_record), of_account=dict(of_account))

    def rivals(self, pair: Pair) -> list[Pair]:
        """Return the other pairs that hold this pair's account, or its record if near enough."""
        of_record, of_account = self.of_record[pair.record.key], self.of_account[pair.account.key]
        if len(of_record) == len(of_account) == 1:  # so are most pairs
            return []
        others = [each for each in of_record if each.may_be_offered]
        return [rival for rival in (*others, *of_account) if rival is not pair]


def who_share_a_upn(people: Iterable[Person]) -> frozenset[str]:
    """Return the keys of those whose valid permanent UPN another of these people has too."""
    upns = [(one, one.upn.strip().upper()) for one in people if one.upn and one.kind == "student"]
    counts = Counter(upn for _, upn in upns)
    shared = {upn for upn, number in counts.items() if number > 1 and permanent(upn)}
    return frozenset(one.key for one, upn in upns if upn in shared)


def certain_pairs(
    pairs: Sequence[Pair],
    claims: Claims,
    *,
    unsettled: frozenset[str],
    thresholds: Thresholds,
) -> dict[str, Pair]:
    """Return the pairs to link without asking, by the record's key.

    ``unsettled`` are the keys of records of which nothing is settled: several have one UPN.
    """
    settled = [
        pair
        for pair in pairs
        if pair.score >= thresholds.certain
        and pair.record.key not in unsettled
        and _is_settled(pair, claims, thresholds)
    ]
    return {pair.record.key: pair for pair in settled}


def _is_settled(pair: Pair, claims: Claims, thresholds: Thresholds) -> bool:
    if pair.is_same_upn:
        return _upn_settles(pair, claims)
    if pair.account.scope is Scope.ELSEWHERE:
        return False
    if pair.comparison.upn is Level.DIFFERS:
        is_rare = pair.score >= thresholds.another_upn
        return is_rare and _is_given_another_upn(pair) and _leads(pair, claims, thresholds)
    if pair.is_exact:
        return _names_settle(pair, claims)
    return _likeness_settles(pair, claims, thresholds)


def _upn_settles(pair: Pair, claims: Claims) -> bool:
    """A UPN on one record and one account settles it, unless the rest contradicts.

    That is also so where names and date of birth are not quite the same here but are with somebody
    else: twins' UPNs get exchanged.
    """
    if pair.comparison.contradicts_upn:
        return False
    rivals = claims.rivals(pair)
    if any(rival.is_same_upn for rival in rivals):
        return False
    return pair.is_exact or not any(rival.is_exact for rival in rivals)


def _names_settle(pair: Pair, claims: Claims) -> bool:
    """Exact names and date of birth settle it if unique both ways."""
    return not any(
        rival.is_strong or _is_nearer_namesake(rival, pair) for rival in claims.rivals(pair)
    )


def _likeness_settles(pair: Pair, claims: Claims, thresholds: Thresholds) -> bool:
    """What is alike settles it where it could hardly be a relative's or a namesake's, and where
    nobody comes near, for the record or for the account.
    """
    return _is_nobody_else(pair) and _leads(pair, claims, thresholds)


def _is_given_another_upn(pair: Pair) -> bool:
    """Whether all else is the same, in one year group of the school itself: schools that do not get
    a new pupil's UPN in time give out another. Only a rare name makes up for it.
    """
    is_here = pair.account.scope is Scope.SCHOOL
    return pair.is_exact and is_here and pair.comparison.year_group is Level.SAME


def _leads(pair: Pair, claims: Claims, thresholds: Thresholds) -> bool:
    """Whether a pair is likely enough by itself, and nobody comes near it."""
    if pair.score < thresholds.alike:
        return False
    return not any(
        rival.is_strong
        or pair.bits - rival.bits < thresholds.lead
        or _is_nearer_namesake(rival, pair)
        for rival in claims.rivals(pair)
    )


def _is_nobody_else(pair: Pair) -> bool:
    if is_no_relative(pair.comparison):
        return True
    return pair.account.scope is Scope.SCHOOL and is_no_namesake(pair.comparison)


def _is_nearer_namesake(rival: Pair, pair: Pair) -> bool:
    """Say whether the same name at the school itself, with a like date of birth, may be meant."""
    return (
        rival.account.scope is Scope.SCHOOL
        and pair.account.scope is not Scope.SCHOOL
        and rival.comparison.forename.level is Level.SAME
        and rival.comparison.surname.level is Level.SAME
    )


def open_questions(
    pairs: Sequence[Pair], certain: Mapping[str, Pair], *, thresholds: Thresholds
) -> dict[str, list[Pair]]:
    """Return, for each record without a certain account, the pairs to ask about.

    An account that is certainly somebody else's is offered only where names and date of birth, or
    the UPN, are just as good. Then each account goes, in thought, to its likeliest record, one
    each: those whom that record leads by far are not offered it (a twin's account, say).
    """
    taken = {pair.account.key for pair in certain.values()}
    possible = [
        pair
        for pair in pairs
        if pair.record.key not in certain
        and pair.may_be_offered
        and (pair.is_strong or pair.account.key not in taken)
    ]
    likeliest = _one_each(possible)
    questions: dict[str, list[Pair]] = {}
    for pair in possible:
        leader = likeliest.get(pair.account.key, pair)
        if pair.is_strong or leader.score - pair.score < thresholds.rival:
            questions.setdefault(pair.record.key, []).append(pair)
    return questions


def _one_each(pairs: Iterable[Pair]) -> dict[str, Pair]:
    """Pair each account with one record, greedily, the likeliest first; by the account's key."""
    assigned: dict[str, Pair] = {}
    records: set[str] = set()
    for pair in pairs:
        if pair.account.key not in assigned and pair.record.key not in records:
            assigned[pair.account.key] = pair
            records.add(pair.record.key)
    return assigned
