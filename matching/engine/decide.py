"""Decide for each record: certain, ask or new. The engine's front door.

It puts the stages together and words their results; the rules are in ``assign``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter

from matching.engine.assign import Claims, certain_pairs, open_questions, who_share_a_upn
from matching.engine.block import blocking_keys
from matching.engine.explain import explain
from matching.engine.model import (
    DEFAULT,
    MatchResult,
    Person,
    ScoredCandidate,
    Thresholds,
    Verdict,
)
from matching.engine.pairs import KeysOf, Pair, find_pairs

_IS_SAME_UPN, _IS_EXACT, _SCORE = map(attrgetter, ("is_same_upn", "is_exact", "score"))


def match(
    records: Sequence[Person],
    accounts: Sequence[Person],
    *,
    rejected: Collection[tuple[str, str]] = (),
    thresholds: Thresholds = DEFAULT,
    keys_of: KeysOf = blocking_keys,
) -> dict[str, MatchResult]:
    """Decide whose account each record is; return a result for every record, by its key.

    ``records`` are MIS persons of one school without a link, ``accounts`` all that may be theirs.
    ``rejected`` holds (record key, account key) of pairs that staff said are not one person: they
    are never linked and never offered. ``keys_of`` gives kept keys where there are some, all of
    one form: only who shares one is compared. The order of people makes no difference.
    """
    pairs = find_pairs(records, accounts, rejected=rejected, thresholds=thresholds, keys_of=keys_of)
    return decide(records, pairs, thresholds=thresholds)


def decide(
    records: Sequence[Person], pairs: Sequence[Pair], *, thresholds: Thresholds = DEFAULT
) -> dict[str, MatchResult]:
    """Decide on pairs that are scored already, the likeliest first (``Pair.rank``), as ``match``
    does; each pair's account has the scope that it has for that pair's record.
    """
    claims = Claims.of(pairs)
    unsettled = who_share_a_upn(records)
    certain = certain_pairs(pairs, claims, unsettled=unsettled, thresholds=thresholds)
    questions = open_questions(pairs, certain, thresholds=thresholds)
    return {
        record.key: _result(
            record, certain.get(record.key), questions.get(record.key, ()), claims, thresholds
        )
        for record in records
    }


def _result(
    record: Person,
    certain: Pair | None,
    questions: Sequence[Pair],
    claims: Claims,
    thresholds: Thresholds,
) -> MatchResult:
    best = certain or next(iter(questions), None)
    if best is None:
        return MatchResult(record_key=record.key, verdict=Verdict.NEW)
    offered = [certain] if certain else questions[: thresholds.most_candidates]
    return MatchResult(
        record.key,
        Verdict.CERTAIN if certain else Verdict.ASK,
        certain.account.key if certain else None,
        _rule(offered),
        best.score,
        _margin(best, claims),
        tuple(map(_candidate, offered)),
    )


def _rule(pairs: Sequence[Pair]) -> str:
    """Name what led here: the strongest tie among the pairs."""
    if any(map(_IS_SAME_UPN, pairs)):
        return "upn"
    return "names_and_date_of_birth" if any(map(_IS_EXACT, pairs)) else "similar"


def _margin(pair: Pair, claims: Claims) -> float:
    """Return the lead over the next best pair that holds this record or this account."""
    rivals = claims.rivals(pair)
    return round(pair.score - max(map(_SCORE, rivals)), 2) if rivals else pair.score


def _candidate(pair: Pair) -> ScoredCandidate:
    account = pair.account
    reasons = explain(pair.comparison, people=(pair.record, account))
    return ScoredCandidate(account.key, pair.score, account.scope, reasons)
