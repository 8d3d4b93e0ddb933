"""Somebody as entered, or an account, beside whom they may be: accounts, and people of the MIS.

It only words what the engine found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from django.urls import reverse

from accounts.bulk.accounts import DETAILS
from accounts.models import School, SchoolAssociation, SchoolMis, UsoAccount
from matching.engine import ScoredCandidate
from matching.likelihood import likelihood
from matching.models import Candidate, MisPerson
from matching.queries.alike import Alike, Wanted
from matching.views.comparing import rows
from matching.views.offers import Offer


def compared(
    alike: Alike, *, wanted: Wanted, school: School, mis: str, action_url: str
) -> dict[str, Any]:
    """What was entered beside everybody similar, for the component. Each has a button."""
    accounts = _offers_of_accounts(alike, school)
    people = [offer_of(person, found, school=school) for person, found in alike.people]
    record = MisPerson(
        school_mis=SchoolMis(school=school),
        **wanted.values_of(("kind", *DETAILS, "year_group")),
    )
    return {
        "caption": f"{wanted.display_name} as entered, and who is similar",
        "record": {"heading": wanted.display_name, "detail": "As entered"},
        "candidates": [
            *(_account(each, school) for each in accounts),
            *(
                person_candidate(each, person, mis=mis, action="Go to this person")
                for each, (person, _) in zip(people, alike.people, strict=True)
            ),
        ],
        "rows": rows(record, [*accounts, *people]),
        "action_url": action_url,
    }


def _offers_of_accounts(alike: Alike, school: School) -> list[Offer]:
    ids = [account.pk for account, _ in alike.accounts]
    places = SchoolAssociation.objects.filter(account__in=ids, ended_at__isnull=True)
    held = sorted(
        places.select_related("school"), key=lambda one: (one.school_id != school.pk, one.pk)
    )
    return [
        Offer(_candidate(account, found), [each for each in held if each.account_id == account.pk])
        for account, found in alike.accounts
    ]


def _candidate(account: UsoAccount, found: ScoredCandidate) -> Candidate:
    """The engine's answer as pages know it; it is never saved."""
    reasons = [
        {"field": each.field, "agreement": str(each.agreement), "why": each.why}
        for each in found.reasons
    ]
    return Candidate(account=account, score=found.score, scope=found.scope, reasons=reasons)


def offer_of(person: MisPerson, found: ScoredCandidate, *, school: School) -> Offer:
    """A person of the school's MIS as the component takes an account that is held there."""
    details = {name: getattr(person, name) for name in DETAILS}
    stand_in = UsoAccount(kind=person.kind, **details)
    place = SchoolAssociation(school=school, year_group=person.year_group)
    return Offer(_candidate(stand_in, found), [place])


def _account(offer: Offer, school: School) -> dict[str, Any]:
    account = offer.account
    page = reverse("autoupdate:account", args=[school.pk, account.pk])
    return {
        "heading": account.display_name,
        "detail": account.username,
        "url": page if offer.is_ours else "",
        **_how_likely(offer),
        "action_label": "Open this account" if offer.is_ours else "Use this account",
        "action_name": "use",
        "action_value": account.pk,
    }


def person_candidate(offer: Offer, person: MisPerson, *, mis: str, action: str) -> dict[str, Any]:
    """A person of the MIS, with a button that names them."""
    return {
        "heading": person.display_name,
        "detail": f"In {mis}: {person.get_standing_display().lower()}",
        **_how_likely(offer),
        "action_label": action,
        "action_name": "person",
        "action_value": person.pk,
    }


def _how_likely(offer: Offer) -> dict[str, str]:
    words, tone = likelihood(offer.candidate.score)
    return {"tag": f"{words} ({offer.candidate.score:.0f} of 100)", "tone": tone}


def compared_with_people(
    account: UsoAccount,
    alike: Sequence[tuple[MisPerson, ScoredCandidate]],
    *,
    school: School,
    mis: str,
    matchable: Container[int],
    action_url: str,
) -> dict[str, Any]:
    """An account that the school holds beside people who wait in its MIS.

    ``matchable`` are the ids of those to whom the account is offered: their button matches.
    """
    offers = [offer_of(person, found, school=school) for person, found in alike]
    place = account.associations.filter(school=school, ended_at__isnull=True).first()
    record = MisPerson(
        school_mis=SchoolMis(school=school),
        kind=account.kind,
        year_group=place.year_group if place else "",
        **{name: getattr(account, name) for name in DETAILS},
    )
    people = [person for person, _ in alike]
    return {
        "caption": f"{account} and who waits in {mis}",
        "record": {"heading": account.display_name, "detail": account.username},
        "candidates": [
            {
                **person_candidate(offer, person, mis=mis, action="Go to this person"),
                **(_MATCH if person.pk in matchable else {}),
            }
            for offer, person in zip(offers, people, strict=True)
        ],
        "rows": rows(record, offers),
        "action_url": action_url,
    }


_MATCH = {"action_label": "Match", "action_name": "match"}


def numbers_of(keys: Iterable[str]) -> frozenset[str]:
    """Those of ``keys`` that name somebody: ``account:12``, ``person:12``."""
    named = (each.partition(":") for each in keys)
    return frozenset(
        f"{what}:{number}"
        for what, _, number in named
        if what in ("account", "person") and number.isdecimal()
    )
