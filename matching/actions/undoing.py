"""Taking a decision back: a match or a new account while the link lives, "not the same person"
while it stands.

An undo is a decision of its own; nothing is deleted from the history. A new account that is taken
back stays as an unallocated one, which is never offered to that person again: its username is given
to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.bulk.accounts import end_associations
from accounts.models import AssociationEnd, AuditEvent, PortalUser, SchoolAssociation, UsoAccount
from matching import codes
from matching.actions import questions, settling
from matching.actions.offers import renew_offers
from matching.bulk.links import end_links
from matching.bulk.people import set_standings
from matching.models import (
    Decision,
    Link,
    LinkEnd,
    LinkMade,
    MatchDecision,
    MisPerson,
    RejectedPair,
    Standing,
)
from matching.queries.told import newest_decision, told

#: What takes back what.
UNDONE_BY: Mapping[str, Decision] = {
    Decision.MATCHED: Decision.MATCH_UNDONE,
    Decision.NOT_SAME_PERSON: Decision.NOT_SAME_UNDONE,
    Decision.CREATED_NEW: Decision.CREATE_UNDONE,
}
#: Decisions that gave the person an account.
_LINKING = (Decision.MATCHED, Decision.CREATED_NEW)


def undoable(person: MisPerson) -> frozenset[int]:
    """The ids of the decisions about the person that stand and can be taken back, for buttons."""
    return undoable_among([person.pk])


def undoable_among(people: Collection[int]) -> frozenset[int]:
    """The same for many people at once, by their ids. Three queries."""
    pairs = RejectedPair.objects.filter(
        mis_person__in=people, decision__decision=Decision.NOT_SAME_PERSON
    )
    linked = set(_links().filter(mis_person__in=people).values_list("mis_person", "account"))
    newest = MatchDecision.objects.filter(mis_person__in=people, decision__in=_LINKING)
    newest = newest.order_by("mis_person", "account", "-decided_at", "-pk")
    made = newest.distinct("mis_person", "account").values_list("pk", "mis_person", "account")
    ids = {pk for pk, person, account in made if (person, account) in linked}
    return frozenset(ids | set(pairs.values_list("decision_id", flat=True)))


@transaction.atomic
def undo(decision: MatchDecision, *, by: PortalUser, reason: str = "") -> MatchDecision:
    """Take ``decision`` back; returns the decision that does. Asking twice is harmless: what
    somebody has taken back already is returned as they did it.

    Raises PermissionDenied, or ActionRefused where it cannot be taken back (any more).
    """
    if decision.decision not in UNDO:
        raise ActionRefused(
            f"“{decision.get_decision_display()}” cannot be taken back. Nothing was changed."
        )
    person = questions.lock_person(decision.mis_person, by=by)
    newest = newest_decision(person, account_id=decision.account_id)
    if newest is not None and newest.decision == UNDONE_BY[decision.decision]:
        return newest
    return UNDO[Decision(decision.decision)](person, decision.account, by, reason)


def _links() -> QuerySet[Link]:
    return Link.objects.filter(
        ended_at__isnull=True,
        school_mis__ended_at__isnull=True,
        made__in=(LinkMade.STAFF_MATCHED, LinkMade.STAFF_CREATED),
    )


def _link_of(person: MisPerson, account: UsoAccount) -> Link:
    """The live link that a decision made; ActionRefused where it is gone: it says who did what."""
    link = _links().filter(mis_person=person, account=account).first()
    if link is None:
        newest = newest_decision(person)
        raise ActionRefused(
            f"{person} does not have {account.username} by a decision any more, so there is "
            f"nothing to take back. {told(newest) if newest else ''} Nothing was changed."
        )
    return link


def _undo_match(
    person: MisPerson, account: UsoAccount, by: PortalUser, reason: str
) -> MatchDecision:
    link, at = _link_of(person, account), timezone.now()
    before = _before(settling.MATCHED, person, account)
    end_links([(link.pk, LinkEnd.STAFF)], at=at)
    settling.put_details_back(account, before.get("details", {}))
    _put_back(before.get("association"))
    unallocated = _end_association_of(link, person, at=at)
    _ask_again(person, before, at=at)
    decision = settling.decide(person, account, Decision.MATCH_UNDONE, by=by, reason=reason)
    _write_down(settling.MATCH_UNDONE, decision, unallocated=unallocated)
    return decision


def _undo_creation(
    person: MisPerson, account: UsoAccount, by: PortalUser, reason: str
) -> MatchDecision:
    link, at = _link_of(person, account), timezone.now()
    end_links([(link.pk, LinkEnd.STAFF)], at=at)
    unallocated = _end_association_of(link, person, at=at)
    decision = settling.decide(person, account, Decision.CREATE_UNDONE, by=by, reason=reason)
    # Made from the person's own details, it would be certain in the next night.
    RejectedPair.objects.create(mis_person=person, account=account, decision=decision)
    _ask_again(person, _before(settling.CREATED, person, account), at=at)
    _write_down(settling.CREATION_UNDONE, decision, unallocated=unallocated)
    return decision


def _write_down(action: str, decision: MatchDecision, *, unallocated: bool) -> None:
    person = decision.mis_person
    settling.write_down(
        action,
        person,
        decision.account,
        by=decision.decided_by,
        before={"standing": person.standing},
        after={"standing": Standing.REQUIRES_MATCHING.value, "unallocated": unallocated},
        reason=decision.reason,
    )


def _ask_again(person: MisPerson, before: dict[str, Any], *, at: datetime) -> None:
    """Let the person require matching as before the decision, and since when they did."""
    since = before.get("since")
    set_standings(
        [(person.pk, Standing.REQUIRES_MATCHING, codes.REQUIRES_MATCHING)],
        at=datetime.fromisoformat(since) if since else at,
    )
    renew_offers(before.get("offers", []))


def _end_association_of(link: Link, person: MisPerson, *, at: datetime) -> bool:
    """End the association that the match made, if it made one; says if nobody holds it now."""
    made = SchoolAssociation.objects.filter(
        account=link.account_id,
        school=person.school_mis.school_id,
        started_at=link.made_at,
        ended_at__isnull=True,
    )
    ends = [(pk, AssociationEnd.STAFF) for pk in made.values_list("pk", flat=True)]
    return link.account_id in end_associations(ends, at=at)


def _undo_rejection(
    person: MisPerson, account: UsoAccount, by: PortalUser, reason: str
) -> MatchDecision:
    RejectedPair.objects.filter(mis_person=person, account=account).delete()
    renew_offers(_before(settling.REJECTED, person, account).get("offers", []))
    decision = settling.decide(person, account, Decision.NOT_SAME_UNDONE, by=by, reason=reason)
    settling.write_down(settling.REJECTION_UNDONE, person, account, by=by, reason=reason)
    return decision


def _before(action: str, person: MisPerson, account: UsoAccount) -> dict[str, Any]:
    """How things were before the decision, as its audit event keeps it."""
    events = AuditEvent.objects.filter(
        subject=settling.subject_of(person), action=action, account=account
    )
    event = events.first()
    return (event.before if event else None) or {}


def _put_back(association: dict[str, Any] | None) -> None:
    """Give an association that was there before the match what the school said of it then."""
    if association is not None:
        values = {name: value for name, value in association.items() if name != "id"}
        live = SchoolAssociation.objects.filter(pk=association["id"], ended_at__isnull=True)
        live.update(**values)


_Undo = Callable[[MisPerson, UsoAccount, PortalUser, str], MatchDecision]
UNDO: Mapping[Decision, _Undo] = {
    Decision.MATCHED: _undo_match,
    Decision.CREATED_NEW: _undo_creation,
    Decision.NOT_SAME_PERSON: _undo_rejection,
}
