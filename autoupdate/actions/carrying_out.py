"""Doing what a case asks for, all of it or nothing, and saying so in the case.

How each thing is done other actions know; this one calls them under one lock and one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, check
from autoupdate.actions import connecting, handover, nights, opt_outs
from autoupdate.actions.case_writing import lock_case, only_open, say, subject_of
from autoupdate.actions.changing_mis import change_mis
from autoupdate.actions.desk_cases import settle, take_on
from autoupdate.actions.into_connections import keep_waiting, put_into_connection
from autoupdate.models import Case, CaseDeed, Deed, Voice
from autoupdate.queries.case_plans import NOW, Plan, plans_of, product_of
from autoupdate.queries.cases import kind_of
from autoupdate.queries.reports import mis_in_use

CHANGED = (
    "Nothing was done: something has changed since the page was opened. Look at what will happen "
    "now, and confirm again."
)


@dataclass(frozen=True, slots=True)
class _Doing:
    """What every deed is told. ``case`` is locked, and so is its school."""

    case: Case
    school: School
    by: PortalUser

    @property
    def product(self) -> str:
        """The MIS that the case asks for."""
        return product_of(self.case)

    @property
    def in_use(self) -> SchoolMis:
        """The MIS in use. Raises ActionRefused where there is none."""
        found = mis_in_use(self.school)
        if found is None:
            raise ActionRefused(CHANGED)
        return found

    @property
    def reason(self) -> str:
        """Why, for the audit trail and the run."""
        return f"Case {self.case.pk}: {self.case.subject}"


@transaction.atomic
def carry_out(case: Case, *, by: PortalUser, expected: str, way: str = NOW) -> Case:
    """Do what the case asks for, and resolve it.

    ``expected`` is the signature of the plan that ``by`` was shown; ``way`` as in
    ``queries.case_plans``. Raises PermissionDenied, or ActionRefused with nothing done.
    """
    check(by, Permission.WORK_CASES, case.school)
    school = lock_school(case.school_id)
    case = only_open(lock_case(case))
    plan = _plan(case, way, expected=expected)
    doing = _Doing(case, school, by)
    for deed in plan.deeds:
        subject = _HANDS[deed](doing)
        CaseDeed.objects.create(case=case, deed=deed, subject=subject, done_by=by)
    take_on(case, by=by)
    say(case, Voice.EVENT, " ".join([*plan.did, kind_of(case).then]), by=by)
    record(
        "case.carried_out",
        by=by,
        school=school,
        subject=subject_of(case),
        after={"deeds": [str(deed) for deed in plan.deeds]},
    )
    settle(case, by=by)
    return case


def _plan(case: Case, way: str, *, expected: str) -> Plan:
    plan = plans_of(case).get(way)
    if plan is None:
        raise ActionRefused(
            "A case of this kind is not carried out by a click. Answer it, and resolve it."
        )
    if plan.why_not:
        raise ActionRefused(f"Nothing was done. {plan.why_not}")
    if plan.signature != expected:
        raise ActionRefused(CHANGED)
    return plan


def _offer(doing: _Doing) -> str:
    connecting.offer_mis(doing.school, product=doing.product, by=doing.by)
    return f"mis:{doing.product}"


def _start(doing: _Doing) -> str:
    connecting.start_mis(doing.school, product=doing.product, by=doing.by)
    return f"mis:{doing.product}"


def _change(doing: _Doing) -> str:
    change = change_mis(doing.school, product=doing.product, by=doing.by)
    return f"mis_change:{change.pk}"


def _take(doing: _Doing) -> str:
    put_into_connection(doing.case, doing.in_use, by=doing.by)
    _taken(doing.case)
    return f"mis:{doing.product}"


def _keep(doing: _Doing) -> str:
    keep_waiting(doing.case, by=doing.by)
    _taken(doing.case)
    return f"mis:{doing.product}"


def _taken(case: Case) -> None:
    case.sealed, case.taken_at = {}, timezone.now()
    case.save(update_fields=["sealed", "taken_at"])


def _issue_keys(doing: _Doing) -> str:
    keys = connecting.issue_push_keys(doing.in_use, by=doing.by)
    handover.hand_over(doing.case, keys)
    return f"mis:{doing.product}"


def _opt_out(doing: _Doing) -> str:
    sub_report, _, field = doing.case.details.get("field", "").partition(".")
    opt_outs.opt_out(
        doing.school, sub_report=sub_report, field=field, reason=doing.reason[:200], by=doing.by
    )
    return f"field:{sub_report}.{field}"


def _force(doing: _Doing) -> str:
    check(doing.by, Permission.FORCE_PROCESSING, doing.school)
    try:
        run = nights.force(doing.school, by=doing.by, reason=doing.reason)
    except nights.AlreadyUnderWayError:
        raise ActionRefused(
            f"Nothing was started: {doing.school} is being processed already."
        ) from None
    return f"run:{run.pk}"


_HANDS: Mapping[Deed, Callable[[_Doing], str]] = MappingProxyType(
    {
        Deed.OFFER: _offer,
        Deed.START: _start,
        Deed.CHANGE: _change,
        Deed.TAKE: _take,
        Deed.KEEP: _keep,
        Deed.KEYS: _issue_keys,
        Deed.OPT_OUT: _opt_out,
        Deed.FORCE: _force,
    }
)
