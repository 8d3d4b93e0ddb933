"""What every change of a case has in common: its lock, its conversation, whose turn it is.

Each is called inside the transaction of an action, which has checked who asks.
"""

from __future__ import annotations

from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser
from autoupdate.models import Case, CaseMessage, CaseState, Voice
from autoupdate.states import check_transition

#: Long enough for a story, short enough for a page.
MOST_SIGNS = 10_000


def lock_case(case: Case) -> Case:
    """The case, locked until the transaction ends and read afresh."""
    cases = Case.objects.select_for_update(of=("self",))
    return cases.select_related("school__local_authority", "assigned_to").get(pk=case.pk)


def only_open(case: Case) -> Case:
    """The case. Raises ActionRefused where it is resolved."""
    if not case.is_open:
        raise ActionRefused(
            f"Case {case.pk} is resolved, so nothing was changed. If something is still wrong, "
            "the school can reopen it."
        )
    return case


def words_in(text: str) -> str:
    """The text without blanks around it. Raises ActionRefused for none, or far too many."""
    text = text.strip()
    if not text:
        raise ActionRefused("Nothing was sent: the message is empty.", field="text")
    if len(text) > MOST_SIGNS:
        raise ActionRefused(
            f"Nothing was sent: a message has at most {MOST_SIGNS:,} characters.", field="text"
        )
    return text


def say(case: Case, voice: Voice, text: str, *, by: PortalUser) -> CaseMessage:
    """Add to the conversation."""
    return CaseMessage.objects.create(case=case, voice=voice, text=text.strip(), written_by=by)


def move(case: Case, state: CaseState) -> None:
    """Make it somebody's turn; since when is kept where it was theirs already."""
    if case.state == state:
        return
    check_transition(case.state, state)
    case.state, case.state_at = state, timezone.now()
    case.save(update_fields=["state", "state_at", "resolved_at", "resolved_by"])


def is_over(case: Case, *, by: PortalUser) -> None:
    """Resolve it: what was sealed in it is gone."""
    check_transition(case.state, CaseState.RESOLVED)
    now = timezone.now()
    case.state, case.state_at = CaseState.RESOLVED, now
    case.resolved_at, case.resolved_by = now, by
    case.sealed = {}
    case.save(update_fields=["state", "state_at", "resolved_at", "resolved_by", "sealed"])


def subject_of(case: Case) -> str:
    """What the audit trail calls it."""
    return f"case:{case.pk}"
