"""Setting up the schools of a file, all of them or none, with a few statements for thousands."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.actions.refused import ActionRefused
from accounts.audit import SYSTEM, record
from accounts.models import AuditEvent, LocalAuthority, PortalUser, School, Trust
from accounts.permissions import Permission, check_everywhere
from accounts.queries.authorities import subject_of as subject_of_authority
from accounts.queries.school_details import details_of
from accounts.queries.school_file import Plan, known_now, plan_of
from accounts.queries.trusts import live_trusts
from accounts.queries.trusts import subject_of as subject_of_trust


@transaction.atomic
def import_schools(text: str, *, by: PortalUser | None) -> Plan:
    """Set up every school of the file that is not there yet; returns what was done.

    ``by=None``: whoever looks after the machine. Raises PermissionDenied, and ActionRefused with
    every wrong line.
    """
    if by is not None:
        check_everywhere(by, Permission.MANAGE_SCHOOLS)
    plan = plan_of(text, known_now())
    if plan.faults:
        raise ActionRefused("\n".join(("Nothing was written.", *plan.faults)))
    try:
        with transaction.atomic():
            schools = _write(plan)
    except IntegrityError:
        raise ActionRefused(
            "Nothing was written: a school, local authority or trust of the file was added "
            "meanwhile. Import the file again."
        ) from None
    _write_down(plan, schools, by=by)
    return plan


def _write(plan: Plan) -> list[School]:
    """Add authorities, trusts and schools; returns the schools with what they refer to."""
    LocalAuthority.objects.bulk_create(
        LocalAuthority(code=code, name=name) for code, name in plan.new_authorities.items()
    )
    Trust.objects.bulk_create(Trust(name=name) for name in plan.new_trusts)
    # Locked: a removal of one of them waits until its schools are there.
    authorities = {
        each.code: each for each in LocalAuthority.objects.select_for_update(no_key=True)
    }
    trusts = {each.name.casefold(): each for each in live_trusts().select_for_update()}
    return School.objects.bulk_create(
        School(
            local_authority=authorities[each.code],
            trust=trusts[each.trust.casefold()] if each.trust else None,
            establishment=each.establishment,
            urn=each.urn,
            name=each.name,
            phase=each.phase,
        )
        for each in plan.lines
    )


def _write_down(plan: Plan, schools: list[School], *, by: PortalUser | None) -> None:
    """One event for each school, authority and trust, as if the desk had added them by hand."""
    who = {"by": by, "by_label": str(by) if by else SYSTEM}
    events = [
        AuditEvent(
            action="school.set_up",
            school=each,
            after={**details_of(each).told(), "trust": each.trust.name if each.trust else ""},
            **who,
        )
        for each in schools
    ]
    for authority in LocalAuthority.objects.filter(code__in=plan.new_authorities):
        after = {"code": authority.code, "name": authority.name}
        subject = subject_of_authority(authority)
        events.append(AuditEvent(action="authority.added", subject=subject, after=after, **who))
    for trust in live_trusts().filter(name__in=plan.new_trusts):
        subject = subject_of_trust(trust)
        after = {"name": trust.name}
        events.append(AuditEvent(action="trust.added", subject=subject, after=after, **who))
    AuditEvent.objects.bulk_create(events)
    done = {
        "schools": len(schools),
        "local_authorities": len(plan.new_authorities),
        "trusts": len(plan.new_trusts),
        "there_already": plan.num_there,
    }
    record("schools.imported", by=by, after=done)
