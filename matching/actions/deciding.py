"""What staff decide about a MIS person who requires matching: match, create new, not the same.

Done at once, under the school's lock. What the MIS says of the person reaches the account at once
too, unless newer data wait: then it does in the next run. It knows nothing of exports or runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.bulk import accounts as uso
from accounts.bulk.usernames import stem_of
from accounts.models import AccountOrigin, PortalUser, UsoAccount
from matching import codes
from matching.actions import offers, questions, settling
from matching.bulk.links import NewLink
from matching.engine import ascii_letters
from matching.keys import person_of, stored_keys
from matching.models import Decision, Link, LinkMade, MisPerson, RejectedPair, Standing
from matching.newer_data import NewerData, newer_data_of
from matching.queries.finding import Reason, find_one


@transaction.atomic
def match_person(
    mis_person: MisPerson, *, account: UsoAccount, by: PortalUser, reason: str = ""
) -> Link:
    """Say that the person is the one who has ``account``, one of their candidates.

    Asking twice is harmless. Raises PermissionDenied, or ActionRefused where somebody else decided
    meanwhile, the account is taken or is not offered.
    """
    person = questions.lock_person(mis_person, by=by)
    link = questions.live_link(person)
    if link is not None and link.account_id == account.pk:
        return link
    questions.require_question(person)
    candidate = questions.require_candidate(person, account.pk)
    return _match(person, account, candidate.reasons, by=by, reason=reason)


@transaction.atomic
def match_found(mis_person: MisPerson, *, account: UsoAccount, by: PortalUser, reason: str) -> Link:
    """Match with an account that was searched for, which the engine did not offer.

    A decision like any other; ``reason`` says why it is right. Asking twice is harmless. Raises
    PermissionDenied, or ActionRefused where somebody else decided meanwhile, or the account is out
    of reach, ruled out or taken.
    """
    person = questions.lock_person(mis_person, by=by)
    link = questions.live_link(person)
    if link is not None and link.account_id == account.pk:
        return link
    questions.require_question(person)
    found = find_one(person, account.pk)
    if found is None:
        raise ActionRefused(
            f"{account.username} is neither at {person.school_mis.school} nor in its local "
            "authority, so it cannot be matched here. Nothing was changed."
        )
    if found.reason is Reason.RULED_OUT:
        raise ActionRefused(f"{found.sentence} Nothing was changed.")
    if found.reason is Reason.TAKEN_BACK:
        RejectedPair.objects.filter(mis_person=person, account=account).delete()
    return _match(person, account, found.candidate.reasons, by=by, reason=reason)


def _match(
    person: MisPerson,
    account: UsoAccount,
    reasons: Sequence[dict[str, Any]],
    *,
    by: PortalUser,
    reason: str,
) -> Link:
    """Link the two, whose school is locked, and hold the account at the school."""
    account = questions.lock_free_account(person, account.pk)
    at, unallocated_at = timezone.now(), account.unallocated_at
    held_as = settling.hold_at_school(person, account, at=at)
    new = NewLink(person.pk, account.pk, LinkMade.STAFF_MATCHED, reasons)
    offered = settling.settle(person, new, code=codes.MATCHED_BY_STAFF, at=at, by=by)
    link = person.links.get(ended_at__isnull=True)
    is_current = newer_data_of(person.school_mis, kind=person.kind) is NewerData.NONE
    leads_now = is_current and link.is_leading
    details = settling.bring_into_line(person, account) if leads_now else {}
    settling.decide(person, account, Decision.MATCHED, by=by, reason=reason)
    settling.write_down(
        settling.MATCHED,
        person,
        account,
        by=by,
        before={
            "unallocated_at": unallocated_at.isoformat() if unallocated_at else None,
            "association": held_as,
            "offers": offered,
            "since": person.standing_since.isoformat(),
            "details": details,
        },
        after={"standing": Standing.LINKED.value, "at_once": is_current},
        reason=reason,
    )
    return link


@transaction.atomic
def create_new(
    mis_person: MisPerson, *, by: PortalUser, reason: str = "", together: UUID | None = None
) -> UsoAccount:
    """Create an account for the person at once: nobody that is offered is them.

    ``together`` marks what was decided about several people at once. Asking twice gives the same
    account. Raises PermissionDenied, or ActionRefused where somebody else decided meanwhile, or a
    name or the date of birth is missing.
    """
    person = questions.lock_person(mis_person, by=by)
    link = questions.live_link(person)
    if link is not None and link.made == LinkMade.STAFF_CREATED:
        return link.account
    questions.require_question(person)
    questions.require_identity(person)
    at = timezone.now()
    account = _create(person, at=at)
    settling.start_association(person, account.pk, at=at, moved=[])
    new = NewLink(person.pk, account.pk, LinkMade.STAFF_CREATED)
    offered = settling.settle(person, new, code=codes.CREATED_BY_STAFF, at=at, by=by)
    settling.decide(person, account, Decision.CREATED_NEW, by=by, reason=reason, together=together)
    settling.write_down(
        settling.CREATED,
        person,
        account,
        by=by,
        before={"offers": offered, "since": person.standing_since.isoformat()},
        after={"standing": Standing.LINKED.value, "username": account.username},
        reason=reason,
    )
    return account


def _create(person: MisPerson, *, at: datetime) -> UsoAccount:
    school = person.school_mis.school
    details = {name: getattr(person, name) for name in uso.DETAILS}
    stem = stem_of(
        person.preferred_forename or person.legal_forename,
        person.preferred_surname or person.legal_surname,
        letters=ascii_letters,
    )
    keys = stored_keys(person_of("", person.kind, details), la_code=school.local_authority.code)
    new = uso.NewAccount(person.kind, tuple(details.values()), stem, keys)
    [account_id] = uso.create_accounts([new], school=school, origin=AccountOrigin.STAFF, at=at)
    return UsoAccount.objects.get(pk=account_id)


@transaction.atomic
def reject_pair(
    mis_person: MisPerson, *, account: UsoAccount, by: PortalUser, reason: str = ""
) -> RejectedPair:
    """Say that the person is not the one who has ``account``: the two are never offered again.

    Asking twice is harmless. Raises PermissionDenied, or ActionRefused where somebody else decided
    meanwhile.
    """
    person = questions.lock_person(mis_person, by=by)
    standing = RejectedPair.objects.filter(mis_person=person, account=account).first()
    if standing is not None:
        return standing
    questions.require_question(person)
    questions.require_candidate(person, account.pk)
    offered = offers.withdraw_offers(person.candidates.filter(account=account.pk))
    decision = settling.decide(person, account, Decision.NOT_SAME_PERSON, by=by, reason=reason)
    pair = RejectedPair.objects.create(mis_person=person, account=account, decision=decision)
    settling.write_down(
        settling.REJECTED, person, account, by=by, before={"offers": offered}, reason=reason
    )
    return pair
