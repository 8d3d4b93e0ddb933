"""Taking back at once what one press of a button decided about several people.

Each is taken back by a decision of their own; whoever cannot be is left out with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from matching.actions.bulk_creating import LeftOut
from matching.actions.undoing import UNDONE_BY, undo, undoable_among
from matching.models import MatchDecision
from matching.queries.told import newest_decision, told


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The decisions that are, or would be, taken back, and who is left out, with why."""

    decisions: tuple[MatchDecision, ...]
    left_out: tuple[LeftOut, ...]


def ask_together(together: UUID, *, school: School) -> TakenBack:
    """What ``undo_together`` would do, for the page that asks first. It changes nothing."""
    decisions = MatchDecision.objects.filter(
        together=together, decision__in=UNDONE_BY, mis_person__school_mis__school=school
    )
    decisions = decisions.select_related("mis_person__school_mis__school", "account", "decided_by")
    found = list(
        decisions.order_by("mis_person__legal_surname", "mis_person__legal_forename", "pk")
    )
    standing = undoable_among([each.mis_person_id for each in found])
    return TakenBack(
        tuple(each for each in found if each.pk in standing),
        tuple(
            LeftOut(each.mis_person, _why_not(each)) for each in found if each.pk not in standing
        ),
    )


@transaction.atomic
def undo_together(together: UUID, *, school: School, by: PortalUser) -> TakenBack:
    """Take back all that still stands. Asking twice changes nothing more.

    Raises PermissionDenied, or ActionRefused while the school is busy.
    """
    check(by, Permission.DECIDE_MATCHES, school)
    lock_school(school.pk)
    asked = ask_together(together, school=school)
    done, left_out = [], list(asked.left_out)
    for decision in asked.decisions:
        try:
            undo(decision, by=by)
        except ActionRefused as refused:
            left_out.append(LeftOut(decision.mis_person, refused.message))
        else:
            done.append(decision)
    return TakenBack(tuple(done), tuple(left_out))


def _why_not(decision: MatchDecision) -> str:
    """Why there is nothing to take back of one: who did what since, as far as it is known."""
    newest = newest_decision(decision.mis_person, account_id=decision.account_id)
    if newest is not None and newest.pk != decision.pk:
        return told(newest)
    return (
        f"{decision.mis_person} does not have {decision.account.username} by this decision any "
        "more, so there is nothing to take back."
    )
