"""Applying a plan: a fixed number of bulk statements inside the caller's transaction.

It decides nothing. Whatever the plan says is done to MIS persons, accounts, associations and
links, in an order that never breaks the database's "only one live" rules on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.bulk import accounts as uso
from accounts.bulk.usernames import stem_of
from accounts.models import (
    AccountOrigin,
    AssociationEnd,
    AssociationSource,
    School,
    SchoolMis,
)
from autoupdate.processing.facts import PersonKey, expect
from autoupdate.processing.plan import PersonPlan, Plan
from autoupdate.processing.react import Reaction
from autoupdate.processing.reasons import Code
from autoupdate.records import ACCOUNT_FIELDS
from matching.bulk import links, people
from matching.engine import MatchResult, ascii_letters
from matching.keys import KEYED_BY, person_of, stored_keys
from matching.models import LinkEnd, LinkMade, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a plan is applied."""

    school: School
    school_mis: SchoolMis
    at: datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """What the plan's people are now: the ids of MIS persons and accounts by person key."""

    person_ids: Mapping[PersonKey, int]
    account_ids: Mapping[PersonKey, int]
    unallocated: frozenset[int]


#: How a removal ends the link and the association; releasing a held one reads it too.
ENDS: Mapping[Code, tuple[LinkEnd, AssociationEnd]] = {
    Code.LEFT_NOT_IN_EXPORT: (LinkEnd.LEFT, AssociationEnd.LEFT),
    Code.MIS_ID_REPLACED: (LinkEnd.LEFT, AssociationEnd.LEFT),
    Code.LEFT_LEAVING_DATE: (LinkEnd.LEAVING_DATE, AssociationEnd.LEAVING_DATE),
}
_MADE: Mapping[Code, LinkMade] = {
    Code.CREATED: LinkMade.CREATED,
    Code.LINKED_BY_UPN: LinkMade.UPN,
    Code.LINKED_BY_NAMES: LinkMade.NAMES,
    Code.LINKED_BY_LIKENESS: LinkMade.LIKENESS,
    Code.RETURNED: LinkMade.RETURNED,
}

_CHANGES_AN_ACCOUNT = frozenset(
    {
        Reaction.UPDATE,
        Reaction.REASSOCIATE,
        Reaction.LINK,
        Reaction.REMOVE,
        Reaction.END_LINK,
    }
)


def apply(plan: Plan, *, place: Place) -> Applied:
    """Do what the plan says. Must run inside the transaction that closes the run."""
    la_codes = lock(plan.people)
    person_ids = _write_people(plan.people, place)
    unallocated = _end(plan.people, place)
    account_ids = _write_accounts(plan.people, place, la_codes)
    _hold_at_school(plan.people, account_ids, place)
    _link(plan.people, person_ids, account_ids, place)
    _offer(plan.people, person_ids)
    return Applied(person_ids, account_ids, unallocated)


def lock(plans: Sequence[PersonPlan]) -> dict[int, str]:
    """Keep others from the accounts that change; returns their local authorities' codes.

    A school of another local authority may be taking in, this very minute, whom this one lets go;
    staff of another school may be deciding about an account that is to be linked here.
    """
    return uso.lock_accounts(
        each.account_id
        for each in plans
        if each.account_id is not None and each.reaction in _CHANGES_AN_ACCOUNT
    )


def _write_people(plans: Sequence[PersonPlan], place: Place) -> dict[PersonKey, int]:
    new = [each for each in plans if each.person_id is None]
    ids = people.insert_people(
        [
            people.NewPerson(
                each.kind.value,
                each.key[1],
                _row(each, place.at),
                Standing(each.standing),
                each.code.value,
            )
            for each in new
        ],
        school_mis=place.school_mis,
        at=place.at,
    )
    kept = [each for each in plans if each.person_id is not None]
    people.update_people(
        [_change(each) for each in kept if each.writes_person or each.sets_standing], at=place.at
    )
    known = {each.key: expect(each.person_id) for each in kept}
    return known | dict(zip((each.key for each in new), ids, strict=True))


def _change(plan: PersonPlan) -> people.PersonChange:
    return people.PersonChange(
        expect(plan.person_id),
        plan.values,
        plan.in_current,
        plan.in_future,
        Standing(plan.standing) if plan.sets_standing else None,
        plan.code.value if plan.sets_standing else None,
    )


def _row(plan: PersonPlan, at: datetime) -> people.PersonRow:
    is_present = plan.in_current or plan.in_future
    return people.PersonRow(
        plan.values, plan.in_current, plan.in_future, None if is_present else at
    )


def _end(plans: Sequence[PersonPlan], place: Place) -> frozenset[int]:
    ending = [each for each in plans if each.reaction in (Reaction.REMOVE, Reaction.END_LINK)]
    links.end_links([(expect(each.link_id), ENDS[each.code][0]) for each in ending], at=place.at)
    return uso.end_associations(
        [
            (each.association_id, ENDS[each.code][1])
            for each in ending
            if each.reaction is Reaction.REMOVE and each.association_id is not None
        ],
        at=place.at,
    )


def _write_accounts(
    plans: Sequence[PersonPlan], place: Place, la_codes: Mapping[int, str]
) -> dict[PersonKey, int]:
    """Create and update accounts; returns the account of everybody who has one after the run."""
    creations = [each for each in plans if each.reaction is Reaction.CREATE]
    created = uso.create_accounts(
        [_new_account(each, place) for each in creations],
        school=place.school,
        origin=AccountOrigin.NIGHT,
        at=place.at,
    )
    changed = [
        each for each in plans if each.account_id is not None and each.account_values is not None
    ]
    uso.update_accounts(
        [
            (pk, expect(each.account_values), _changed_keys(each, la_codes[pk]))
            for each in changed
            for pk in [expect(each.account_id)]
        ]
    )
    known = {each.key: each.account_id for each in plans if each.account_id is not None}
    return known | dict(zip((each.key for each in creations), created, strict=True))


def _new_account(plan: PersonPlan, place: Place) -> uso.NewAccount:
    details = dict(zip(ACCOUNT_FIELDS, expect(plan.account_values), strict=True))
    stem = stem_of(
        details["preferred_forename"] or details["legal_forename"],
        details["preferred_surname"] or details["legal_surname"],
        letters=ascii_letters,
    )
    keys = _keys(plan, place.school.local_authority.code)
    return uso.NewAccount(plan.kind.value, expect(plan.account_values), stem, keys)


def _changed_keys(plan: PersonPlan, la_code: str) -> list[str] | None:
    """The account's keys if something changes of which they are made."""
    return None if KEYED_BY.isdisjoint(plan.changes) else _keys(plan, la_code)


def _keys(plan: PersonPlan, la_code: str) -> list[str]:
    details = dict(zip(ACCOUNT_FIELDS, expect(plan.account_values), strict=True))
    return stored_keys(person_of("", plan.kind.value, details), la_code=la_code)


def _hold_at_school(
    plans: Sequence[PersonPlan], account_ids: Mapping[PersonKey, int], place: Place
) -> None:
    placed = [each for each in plans if each.place_values is not None]
    starting = [each for each in placed if each.association_id is None]
    uso.start_associations(
        [uso.Place(account_ids[each.key], expect(each.place_values)) for each in starting],
        school=place.school,
        source=AssociationSource.MIS,
        at=place.at,
        moved=[account_ids[each.key] for each in starting if each.reaction is not Reaction.CREATE],
    )
    uso.update_associations(
        [
            (each.association_id, expect(each.place_values))
            for each in placed
            if each.association_id is not None
        ]
    )


def _link(
    plans: Sequence[PersonPlan],
    person_ids: Mapping[PersonKey, int],
    account_ids: Mapping[PersonKey, int],
    place: Place,
) -> None:
    links.start_links(
        [
            links.NewLink(
                person_ids[each.key], account_ids[each.key], _MADE[each.code], why(each.match)
            )
            for each in plans
            if each.reaction in (Reaction.CREATE, Reaction.LINK)
        ],
        school_mis=place.school_mis,
        at=place.at,
        by=None,
    )


def _offer(plans: Sequence[PersonPlan], person_ids: Mapping[PersonKey, int]) -> None:
    """Keep the candidates of those who require matching; forget those of everybody else."""
    asked = [each for each in plans if each.reaction is Reaction.ASK]
    kept = {
        each.person_id
        for each in plans
        if each.person_id is not None and (each.reaction is Reaction.ASK or each.sets_standing)
    }
    rows = [
        (
            person_ids[each.key],
            int(candidate.key),
            round(candidate.score, 1),
            candidate.scope.value,
            reasons_of(candidate),
        )
        for each in asked
        for candidate in expect(each.match).candidates
    ]
    links.replace_candidates(sorted(kept), rows)


def why(answer: MatchResult | None) -> list[dict[str, Any]]:
    """The engine's reasons for the pair it was certain of, as stored."""
    if answer is None or answer.account_key is None:
        return []
    return reasons_of(answer.candidates[0])


def reasons_of(candidate: Any) -> list[dict[str, Any]]:
    """One candidate's reasons as stored: field, agreement and, where it helps, why."""
    return [
        {"field": each.field, "agreement": each.agreement.value, "why": each.why}
        for each in candidate.reasons
    ]
