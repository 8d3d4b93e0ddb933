"""What a school does with its cases: raise, answer, enter the details again, close, reopen.

A conversation takes the lock of its case alone, so that a school can write while it is processed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
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
from autoupdate.casework import kinds as case_kinds
from autoupdate.casework.fields import Checked, checked
from autoupdate.casework.kinds import Kind
from autoupdate.models import Case, CaseKind, CaseState, MailOccasion, Voice
from autoupdate.queries.case_choices import values_of
from autoupdate.queries.reports import mis_in_use
from autoupdate.secret_box import seal


class FieldsRefused(ActionRefused):
    """What was typed cannot be taken; ``errors`` says by field what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("Nothing was sent: " + "; ".join(errors.values()) + ".")


@transaction.atomic
def raise_case(
    school: School, *, kind: str, given: Mapping[str, str], message: str, by: PortalUser
) -> Case:
    """Ask the Service Desk for something. ``given``: field code → text, secrets in the clear.

    Raises PermissionDenied, FieldsRefused, or ActionRefused where the school cannot ask for it,
    or has asked already.
    """
    check(by, Permission.RAISE_CASES, school)
    case = _raised(school, kind=kind, given=given, message=message, by=by)
    if message.strip():
        say(case, Voice.SCHOOL, message, by=by)
    _record("case.raised", case, by=by)
    owe_mail(case, MailOccasion.RAISED, by=by)
    return case


@transaction.atomic
def raise_for_school(
    school: School,
    *,
    kind: str,
    given: Mapping[str, str],
    message: str,
    asked_by: str,
    by: PortalUser,
) -> Case:
    """The desk raises a case for a school that asked by telephone; ``asked_by`` is who did.

    Nothing that is kept sealed can be asked for so: only the school enters its secrets. Whoever
    raises it looks after it. Raises as ``raise_case`` does.
    """
    check(by, Permission.RAISE_FOR_SCHOOL, school)
    who = " ".join(asked_by.split())[:120]
    if not who:
        raise FieldsRefused({"asked_by": "Say who of the school asked"})
    case = _raised(school, kind=kind, given=given, message=message, by=by, asked_by=who)
    case.assigned_to, case.assigned_at = by, case.raised_at
    case.save(update_fields=["assigned_to", "assigned_at"])
    say(case, Voice.EVENT, f"Raised the case for the school, asked by {who}.", by=by)
    if message.strip():
        say(case, Voice.DESK, message, by=by)
    _record("case.raised_for_school", case, by=by)
    owe_mail(case, MailOccasion.RAISED_FOR, by=by)
    return case


def _raised(
    school: School,
    *,
    kind: str,
    given: Mapping[str, str],
    message: str,
    by: PortalUser,
    asked_by: str = "",
) -> Case:
    """The case, saved, with what was typed checked."""
    asked = _asked(school, kind)
    if asked_by and asked.secrets:
        raise ActionRefused(
            "The case was not raised: it needs details that are kept sealed. The school has to "
            "enter them, under Raise an Issue."
        )
    found = _checked(asked, given, school=school, message=message)
    case = Case(
        school=school,
        kind=asked.kind,
        product=asked.product,
        subject=asked.subject or found.plain["about"],
        raised_by=by,
        asked_by=asked_by,
    )
    _take_in(case, found)
    with _only_one(case):
        case.save()
    return case


@transaction.atomic
def answer(case: Case, *, text: str, by: PortalUser) -> Case:
    """The school writes; it is the desk's turn then. Raises PermissionDenied or ActionRefused."""
    check(by, Permission.RAISE_CASES, case.school)
    text = words_in(text)
    case = only_open(lock_case(case))
    say(case, Voice.SCHOOL, text, by=by)
    move(case, CaseState.WITH_DESK)
    _record("case.answered", case, by=by)
    owe_mail(case, MailOccasion.SCHOOL_WROTE, by=by)
    return case


@transaction.atomic
def replace_details(case: Case, *, given: Mapping[str, str], by: PortalUser) -> Case:
    """The typed fields once more, all of them; what was sealed before is gone.

    Raises PermissionDenied, FieldsRefused or ActionRefused.
    """
    check(by, Permission.RAISE_CASES, case.school)
    case = only_open(lock_case(case))
    asked = case_kinds.kind_stored(case.kind, case.product)
    _take_in(case, _checked(asked, given, school=case.school, message="unused"))
    case.taken_at = None
    case.save(update_fields=["details", "sealed", "taken_at"])
    say(case, Voice.EVENT, "Entered the details again.", by=by)
    move(case, CaseState.WITH_DESK)
    _record("case.details_replaced", case, by=by)
    owe_mail(case, MailOccasion.SCHOOL_WROTE, by=by)
    return case


@transaction.atomic
def close(case: Case, *, by: PortalUser) -> Case:
    """The school needs nothing any more. Raises PermissionDenied or ActionRefused."""
    check(by, Permission.RAISE_CASES, case.school)
    case = only_open(lock_case(case))
    is_over(case, by=by)
    say(case, Voice.EVENT, "Closed the case: the school needs nothing any more.", by=by)
    _record("case.closed", case, by=by)
    owe_mail(case, MailOccasion.SCHOOL_CLOSED, by=by)
    return case


@transaction.atomic
def reopen(case: Case, *, text: str, by: PortalUser) -> Case:
    """The school says what is still wrong. Raises PermissionDenied or ActionRefused."""
    check(by, Permission.RAISE_CASES, case.school)
    text = words_in(text)
    case = lock_case(case)
    if case.is_open:
        raise ActionRefused("The case is open already. Write your answer in it.")
    case.resolved_at = case.resolved_by = None
    with _only_one(case):
        move(case, CaseState.WITH_DESK)
    say(case, Voice.EVENT, "Reopened the case.", by=by)
    say(case, Voice.SCHOOL, text, by=by)
    _record("case.reopened", case, by=by)
    owe_mail(case, MailOccasion.SCHOOL_WROTE, by=by)
    return case


def _asked(school: School, code: str) -> Kind:
    try:
        asked = case_kinds.kind(code)
    except KeyError:
        raise ActionRefused("Choose what the case is about.") from None
    in_use = mis_in_use(school)
    why = case_kinds.why_not(asked, product=in_use.product if in_use else "")
    if why:
        raise ActionRefused(f"The case was not raised. {why}")
    return asked


def _checked(asked: Kind, given: Mapping[str, str], *, school: School, message: str) -> Checked:
    choosable = values_of(asked, school_mis=mis_in_use(school))
    found = checked(asked, given, choosable=choosable)
    if asked.message_missing and not message.strip():
        found.errors["message"] = asked.message_missing
    if found.errors:
        raise FieldsRefused(found.errors)
    return found


def _take_in(case: Case, found: Checked) -> None:
    case.details = found.plain
    case.sealed = {code: seal(text) for code, text in found.secret.items()}


@contextmanager
def _only_one(case: Case) -> Iterator[None]:
    """The school must not get a second open case of the same: the database says so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        same = Case.objects.exclude(state=CaseState.RESOLVED).filter(
            school=case.school, kind=case.kind, product=case.product
        )
        number = same.values_list("pk", flat=True)[0]
        raise ActionRefused(
            f"{case.school} has asked for this already, in case {number}. Please write there."
        ) from None


def _record(action: str, case: Case, *, by: PortalUser) -> None:
    record(
        action,
        by=by,
        school=case.school,
        subject=subject_of(case),
        after={"kind": CaseKind(case.kind).value, "mis": case.product, "state": case.state},
    )
