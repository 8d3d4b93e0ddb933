"""Names that should not be in USO: adding one, with effect at once, and taking it off again.

Whoever has an account keeps it; the list only stops new ones. It knows nothing of exports or runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.audit import record
from accounts.models import AuditEvent, PortalUser, School, SchoolMis
from accounts.permissions import Permission, check
from matching import codes
from matching.actions import questions
from matching.actions.offers import Snapshot, renew_offers, withdraw_offers
from matching.bulk.people import set_standings
from matching.models import Candidate, ExcludedName, MisPerson, Standing
from matching.queries import excluded

ADDED = "excluded_name.added"
REMOVED = "excluded_name.removed"
#: Those who lack an account and may lose the prospect of one.
WAITING = (Standing.REQUIRES_MATCHING, Standing.INCOMPLETE, Standing.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Name:
    """A name to add. Blank ``kind`` means both; a date of birth, where given, must agree too."""

    forename: str
    surname: str = ""
    kind: str = ""
    date_of_birth: date | None = None
    reason: str = ""


@transaction.atomic
def add(name: Name, *, school: School, by: PortalUser) -> ExcludedName:
    """Put ``name`` on the school's list. People of that name who wait for an account wait no more.

    A name that is on the list already stays as it is. Raises PermissionDenied, or ActionRefused
    while busy.
    """
    check(by, Permission.EXCLUDE_NAMES, school)
    school = lock_school(school.pk)
    known = _live(name, school)
    if known is not None:
        return known
    added = ExcludedName.objects.create(
        school=school,
        kind=name.kind,
        forename=name.forename,
        surname=name.surname,
        date_of_birth=name.date_of_birth,
        reason=name.reason,
        added_by=by,
    )
    people = _concerned(added, school, standings=WAITING)
    before = [
        {"id": each.pk, "standing": each.standing, "code": each.standing_code} for each in people
    ]
    offers = _exclude(people)
    record(
        ADDED,
        by=by,
        school=school,
        subject=subject_of(added),
        before={"people": before, "offers": offers},
        after=_details(added),
        reason=name.reason,
    )
    return added


@transaction.atomic
def exclude_person(mis_person: MisPerson, *, by: PortalUser, reason: str = "") -> ExcludedName:
    """Say that one person who requires matching is not for USO: their name and date of birth go on
    the list, so that it stays so after a change of MIS.

    Raises PermissionDenied, or ActionRefused where somebody else decided meanwhile.
    """
    person = questions.lock_person(mis_person, by=by)
    questions.require_question(person)
    name = Name(
        forename=person.legal_forename or person.legal_surname,
        surname=person.legal_surname if person.legal_forename else "",
        kind=person.kind,
        date_of_birth=person.date_of_birth,
        reason=reason,
    )
    return add(name, school=person.school_mis.school, by=by)


def subject_of(name: ExcludedName) -> str:
    """What audit events call an excluded name."""
    return f"excluded_name:{name.pk}"


def _live(name: Name, school: School) -> ExcludedName | None:
    return ExcludedName.objects.filter(
        school=school,
        kind=name.kind,
        forename__iexact=name.forename,
        surname__iexact=name.surname,
        date_of_birth=name.date_of_birth,
        removed_at__isnull=True,
    ).first()


def _concerned(
    name: ExcludedName, school: School, *, standings: tuple[Standing, ...]
) -> list[MisPerson]:
    school_mis = SchoolMis.objects.filter(school=school, ended_at__isnull=True).first()
    if school_mis is None:
        return []
    people = excluded.present_people(school_mis)
    found = excluded.concerned([name], people).get(name.pk, [])
    return [each for each in found if each.standing in standings]


def _exclude(people: list[MisPerson]) -> Snapshot:
    """Set people's standing and withdraw what was offered to them."""
    code = codes.NAME_EXCLUDED
    set_standings([(each.pk, Standing.EXCLUDED, code) for each in people], at=timezone.now())
    return withdraw_offers(Candidate.objects.filter(mis_person__in=people))


def _details(name: ExcludedName) -> dict[str, Any]:
    born = name.date_of_birth.isoformat() if name.date_of_birth else None
    return {
        "kind": name.kind,
        "forename": name.forename,
        "surname": name.surname,
        "date_of_birth": born,
    }


@transaction.atomic
def remove(name: ExcludedName, *, by: PortalUser) -> list[MisPerson]:
    """Take ``name`` off the list; returns those who stand again where they stood before.

    People whom a night excluded are looked at again in the next one. A name that is off the list
    already stays off. Raises PermissionDenied, or ActionRefused while busy.
    """
    check(by, Permission.EXCLUDE_NAMES, name.school)
    school = lock_school(name.school_id)
    live = ExcludedName.objects.filter(pk=name.pk, removed_at__isnull=True)
    if not live.update(removed_at=timezone.now(), removed_by=by):
        return []
    people = _concerned(name, school, standings=(Standing.EXCLUDED,))
    returned = _return(people, name, school)
    record(REMOVED, by=by, school=school, subject=subject_of(name), before=_details(name))
    return returned


def _return(people: list[MisPerson], name: ExcludedName, school: School) -> list[MisPerson]:
    """Put back those whom adding the name moved, unless another name still concerns them."""
    event = AuditEvent.objects.filter(subject=subject_of(name), action=ADDED).first()
    kept: dict[str, Any] = (event.before or {}) if event else {}
    stood = {each["id"]: each for each in kept.get("people", [])}
    others = excluded.live_names(school.pk)
    returned = [
        each
        for each in people
        if each.pk in stood and not any(excluded.concerns(other, each) for other in others)
    ]
    set_standings(
        [(p.pk, Standing(stood[p.pk]["standing"]), stood[p.pk]["code"]) for p in returned],
        at=timezone.now(),
    )
    renew_offers(kept.get("offers", []))
    return returned
