"""Withdrawing what is offered to people who require matching, and offering it again on an undo."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from matching.models import Candidate, Link, MisPerson, RejectedPair, Standing

#: Candidates as an audit event keeps them.
Snapshot = list[dict[str, Any]]

_KEPT = ("mis_person_id", "account_id", "score", "scope", "reasons")


def withdraw_offers(offers: QuerySet[Candidate]) -> Snapshot:
    """Delete candidates; returns them, for whoever takes the decision back."""
    kept = list(offers.values(*_KEPT))
    offers.delete()
    return kept


def renew_offers(snapshot: Snapshot) -> None:
    """Offer again what was offered before, as far as it may be: people who still require
    matching, accounts that nobody of their MIS has, pairs that nobody ruled out."""
    people = MisPerson.objects.filter(
        pk__in={each["mis_person_id"] for each in snapshot}, standing=Standing.REQUIRES_MATCHING
    )
    mis_of = dict(people.values_list("pk", "school_mis_id"))
    taken = set(
        Link.objects.filter(
            account__in={each["account_id"] for each in snapshot}, ended_at__isnull=True
        ).values_list("school_mis_id", "account_id")
    )
    rejected = set(
        RejectedPair.objects.filter(mis_person__in=mis_of).values_list(
            "mis_person_id", "account_id"
        )
    )
    Candidate.objects.bulk_create(
        [
            Candidate(**each)
            for each in snapshot
            if each["mis_person_id"] in mis_of
            and (mis_of[each["mis_person_id"]], each["account_id"]) not in taken
            and (each["mis_person_id"], each["account_id"]) not in rejected
        ],
        ignore_conflicts=True,
    )
