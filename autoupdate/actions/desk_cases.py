"""What the Service Desk does with a case: assign, answer, note, resolve.

What a case asks for is carried out elsewhere; these only speak of it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser
from accounts.permissions import Permission, check, is_desk
from autoupdate.actions.case_mail import owe_mail
from autoupdate.actions.case_writing import (
    is_over,
    lock_case,
    move,
    only_open,
    say,
    subject_of,
    words_in,
)
from autoupdate.models import Case, CaseState, MailOccasion, Voice


@transaction.atomic
def assign(case: Case, *, to: PortalUser, by: PortalUser) -> Case:
    """``to`` looks after the case from now on. Raises PermissionDenied or ActionRefused."""
    check(by, Permission.WORK_CASES, case.school)
    if not is_desk(to):
        raise ActionRefused(
            f"{to} does not work at the Service Desk. Choose somebody who does.", field="to"
        )
    case = only_open(lock_case(case))
    if case.assigned_to_id == to.pk:
        return case
    before = case.assigned_to_id
    give(case, to=to)
    # Who of the desk looks after a case is the desk's own business, so no school is named.
    record(
        "case.assigned",
        by=by,
        subject=subject_of(case),
        before={"assigned_to": before},
        after={"assigned_to": to.pk},
    )
    if to.pk != by.pk:
        owe_mail(case, MailOccasion.ASSIGNED, by=by)
    return case


@transaction.atomic
def answer(case: Case, *, text: str, by: PortalUser) -> Case:
    """The desk writes to the school, whose turn it is then.

    A case of nobody's becomes that of whoever answers. Raises PermissionDenied or ActionRefused.
    """
    check(by, Permission.WORK_CASES, case.school)
    text = words_in(text)
    case = only_open(lock_case(case))
    take_on(case, by=by)
    say(case, Voice.DESK, text, by=by)
    move(case, CaseState.WITH_SCHOOL)
    record("case.answered", by=by, school=case.school, subject=subject_of(case))
    owe_mail(case, MailOccasion.DESK_WROTE, by=by)
    return case


@transaction.atomic
def note(case: Case, *, text: str, by: PortalUser) -> Case:
    """A note that the school never sees, on a case in any state. Raises as ``answer`` does."""
    check(by, Permission.WORK_CASES, case.school)
    text = words_in(text)
    case = lock_case(case)
    say(case, Voice.NOTE, text, by=by)
    # The school's history does not show that there are notes.
    record("case.noted", by=by, subject=subject_of(case))
    return case


@transaction.atomic
def resolve(case: Case, *, text: str, by: PortalUser) -> Case:
    """Nothing is left to do; ``text`` says so to the school, "" says nothing more.

    Raises PermissionDenied or ActionRefused.
    """
    check(by, Permission.WORK_CASES, case.school)
    case = only_open(lock_case(case))
    take_on(case, by=by)
    if text.strip():
        say(case, Voice.DESK, words_in(text), by=by)
    settle(case, by=by)
    return case


def settle(case: Case, *, by: PortalUser) -> None:
    """Resolve a locked case, say so in it, and owe the school a mail."""
    is_over(case, by=by)
    say(case, Voice.EVENT, "Resolved the case.", by=by)
    record("case.resolved", by=by, school=case.school, subject=subject_of(case))
    owe_mail(case, MailOccasion.RESOLVED, by=by)


def take_on(case: Case, *, by: PortalUser) -> None:
    """A case that nobody looks after is now that of ``by``."""
    if case.assigned_to_id is None:
        give(case, to=by)


def give(case: Case, *, to: PortalUser) -> None:
    """Have ``to`` look after a locked case."""
    case.assigned_to, case.assigned_at = to, timezone.now()
    case.save(update_fields=["assigned_to", "assigned_at"])
