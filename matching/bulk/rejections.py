"""Keeping "not the same person" when a school changes its MIS: the human being stays the same."""

from __future__ import annotations

from collections.abc import Mapping

from matching.models import Decision, MatchDecision, RejectedPair


def carry_over(pairs: Mapping[tuple[int, int], int], *, reason: str) -> int:
    """Rule out (MIS person, account) where staff ruled the account out for the former MIS person.

    ``pairs`` leads from the one to the other. Each pair gets a decision of its own, by whoever
    decided before, so that it can be taken back. Returns how many were not ruled out yet.
    """
    standing = set(_pairs_of({person for person, _ in pairs}))
    fresh = {pair: former for pair, former in pairs.items() if pair not in standing}
    decisions = {
        (each.mis_person_id, each.account_id): each.decision
        for each in RejectedPair.objects.filter(mis_person__in=set(fresh.values())).select_related(
            "decision"
        )
    }
    for (person_id, account_id), former_id in fresh.items():
        decision = MatchDecision.objects.create(
            mis_person_id=person_id,
            account_id=account_id,
            decision=Decision.NOT_SAME_PERSON,
            decided_by_id=decisions[former_id, account_id].decided_by_id,
            reason=reason,
        )
        RejectedPair.objects.create(
            mis_person_id=person_id, account_id=account_id, decision=decision
        )
    return len(fresh)


def _pairs_of(people: set[int]) -> list[tuple[int, int]]:
    rows = RejectedPair.objects.filter(mis_person__in=people)
    return list(rows.values_list("mis_person_id", "account_id"))
