"""How far each account on offer leads the others, and who else waits for it, in words.

It compares scores that are there already; it decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from matching.likelihood import lead, margin_over
from matching.models import Candidate, MisPerson, Standing
from matching.views.offers import Offer


def standing_out(person: MisPerson, offers: Sequence[Offer]) -> dict[str, Any]:
    """The row that says of each account how far it leads the next best. One query."""
    rivals = _offered_to_others(person, offers)
    return {
        "label": "Beside others",
        "value": "",
        "is_plain": True,
        "cells": [{"value": _words(each, offers, rivals)} for each in offers],
    }


def _offered_to_others(person: MisPerson, offers: Sequence[Offer]) -> Mapping[int, list[Candidate]]:
    """Account's id → the candidacies of others who wait in the same MIS."""
    others = Candidate.objects.filter(
        account__in=[each.account.pk for each in offers],
        mis_person__school_mis=person.school_mis_id,
        mis_person__standing=Standing.REQUIRES_MATCHING,
    ).exclude(mis_person=person.pk)
    found: defaultdict[int, list[Candidate]] = defaultdict(list)
    for each in others.select_related("mis_person"):
        found[each.account_id].append(each)
    return found


def _words(offer: Offer, offers: Sequence[Offer], rivals: Mapping[int, Sequence[Candidate]]) -> str:
    score, here = offer.candidate.score, offer.account.pk
    others = rivals.get(here, ())
    scores = [each.candidate.score for each in offers if each.account.pk != here]
    told = []
    if scores:
        margin = margin_over(score, scores)
        words = lead(margin) if margin >= 0 else "Another account is likelier"
        told.append(f"{words[0].upper()}{words[1:]}")
    else:
        told.append("The only account on offer")
    told += [f"Also offered to {each.mis_person}" for each in others]
    return ". ".join(told)
