"""The MIS record and the accounts that may be theirs, side by side, for the component.

Shared by the page of one person and the search for an account. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from accounts.models import School, SchoolAssociation
from matching.likelihood import likelihood
from matching.models import MisPerson
from matching.views.comparing import follows, rows
from matching.views.offers import Offer

#: Buttons below each candidate: those who may not decide have none.
MATCH = {"action_label": "Match", "action_name": "match", "action_key": "m"}
REJECT = {"label": "Not the same person", "name": "reject", "kind": "secondary", "key": "n"}


def decisions_on(offer: Offer) -> dict[str, Any]:
    """Match, Not the same person."""
    account = offer.account.pk
    return {**MATCH, "action_value": account, "actions": [{**REJECT, "value": account}]}


def side_by_side(
    person: MisPerson,
    offers: Sequence[Offer],
    *,
    school: School,
    action_url: str,
    buttons: Callable[[Offer], dict[str, Any]] = decisions_on,
    beside: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """What ``{% comparison %}`` shows; without ``action_url`` there are no ``buttons``.

    ``beside`` are rows to show below the fields.
    """
    accounts = [each.account.pk for each in offers]
    held = SchoolAssociation.objects.filter(school=school, account__in=accounts)
    ours = set(held.values_list("account_id", flat=True))
    mis = person.school_mis.get_product_display()
    compared = [*rows(person, offers), *beside]
    return {
        "caption": f"{person} in {mis}, and the accounts that may be theirs",
        "record": {"heading": person.display_name, "detail": f"In {mis}"},
        "candidates": [
            {**_candidate(each, school=school, ours=ours), **buttons(each)} for each in offers
        ],
        "rows": [*compared, follows(person, offers)] if action_url else compared,
        "action_url": action_url,
    }


def _candidate(offer: Offer, *, school: School, ours: set[int]) -> dict[str, Any]:
    account = offer.account
    words, tone = likelihood(offer.candidate.score)
    page = reverse("autoupdate:account", args=[school.pk, account.pk])
    return {
        "heading": account.display_name,
        "detail": account.username,
        "url": page if account.pk in ours else "",
        "tag": f"{words} ({offer.candidate.score:.0f} of 100)",
        "tone": tone,
    }
