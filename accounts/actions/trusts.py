"""Adding, renaming and removing trusts, and putting schools into them or taking them out.

A school that moves is locked first: a night reads where it belongs. Nothing but who may look
depends on a trust.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.given import given_name, given_reason
from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School, Trust
from accounts.permissions import Permission, check, check_everywhere
from accounts.queries.trusts import (
    JOINED,
    LEFT,
    MOVED,
    going_back,
    hindrances,
    live_trusts,
    subject_of,
)

#: As many schools as somebody can read through before they confirm.
MOST = 50
_WHAT = "the trust"


@transaction.atomic
def add_trust(name: str, *, by: PortalUser) -> Trust:
    """A new trust, without schools. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_TRUSTS)
    trust = Trust(name=given_name(name, of=_WHAT))
    _save(trust)
    record("trust.added", by=by, subject=subject_of(trust), after={"name": trust.name})
    return trust


@transaction.atomic
def rename_trust(trust: Trust, *, name: str, reason: str, by: PortalUser) -> Trust:
    """Call it otherwise. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_TRUSTS)
    trust = _locked(trust)
    was, trust.name = trust.name, given_name(name, of=_WHAT)
    if trust.name == was:
        raise ActionRefused(f"Nothing was changed: {was} is its name already.", field="name")
    _save(trust)
    before, after = {"was": was}, {"name": trust.name}
    record(
        "trust.renamed",
        by=by,
        subject=subject_of(trust),
        before=before,
        after=after,
        reason=given_reason(reason),
    )
    return trust


@transaction.atomic
def remove_trust(trust: Trust, *, reason: str, by: PortalUser) -> Trust:
    """Remove it, if nothing belongs to it any more. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_TRUSTS)
    trust = _locked(trust)
    why_not = hindrances(trust)
    if why_not:
        raise ActionRefused(f"{trust} was not removed. {' '.join(why_not)}")
    trust.removed_at, trust.removed_by = timezone.now(), by
    trust.save(update_fields=["removed_at", "removed_by"])
    record("trust.removed", by=by, subject=subject_of(trust), reason=given_reason(reason))
    return trust


@transaction.atomic
def put_back_trust(trust: Trust, *, by: PortalUser) -> Trust:
    """A removed trust is one again. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_TRUSTS)
    trust = Trust.objects.select_for_update().get(pk=trust.pk)
    if trust.removed_at is None:
        raise ActionRefused(f"Nothing was changed: {trust} is not removed.")
    trust.removed_at = trust.removed_by = None
    _save(trust)
    record("trust.put_back", by=by, subject=subject_of(trust))
    return trust


@transaction.atomic
def move_schools(
    schools: Iterable[School], *, to: Trust | None, reason: str, by: PortalUser
) -> list[School]:
    """Put the schools into ``to``, or (None) out of whatever trust they are in.

    The schools are as ``by`` has seen them. Returns those that moved; one that is there already is
    passed over. Raises PermissionDenied, and ActionRefused where none would move or somebody else
    has moved one since.
    """
    reason = given_reason(reason)
    seen = list(schools)
    return _move(
        {each.pk: to for each in seen},
        seen={each.pk: each.trust_id for each in seen},
        reason=reason,
        by=by,
    )


@transaction.atomic
def take_move_back(move: UUID, *, reason: str, by: PortalUser) -> list[School]:
    """Put each school of a move back, if it is still where the move put it.

    Returns those that went back. Raises PermissionDenied, and ActionRefused where none does.
    """
    reason = given_reason(reason)
    back = going_back(move)
    return _move(
        {school.pk: to for school, to in back},
        seen={school.pk: school.trust_id for school, _ in back},
        reason=reason,
        by=by,
    )


def _move(
    targets: Mapping[int, Trust | None],
    *,
    seen: Mapping[int, int | None],
    reason: str,
    by: PortalUser,
) -> list[School]:
    """Move each school (by id) to its trust, in one deed that can be taken back.

    ``seen``: in which trust each was when the move was chosen.
    """
    check_everywhere(by, Permission.MANAGE_TRUSTS)
    if len(targets) > MOST:
        raise ActionRefused(f"Nothing was changed: choose at most {MOST} schools at once.")
    schools = [lock_school(each) for each in sorted(targets)]
    _check_unmoved(schools, seen=seen, targets=targets)
    there = {each.pk: each for each in targets.values() if each is not None}
    for _, trust in sorted(there.items()):
        _locked(trust)
    moved, move = [], uuid4()
    joined: dict[int, list[School]] = {}
    left: dict[int, list[School]] = {}
    for school in schools:
        was, to = school.trust, targets[school.pk]
        if was == to:
            continue
        _move_one(school, to=to, move=move, reason=reason, by=by)
        moved.append(school)
        if was is not None:
            left.setdefault(was.pk, []).append(school)
        if to is not None:
            joined.setdefault(to.pk, []).append(school)
    if not moved:
        raise ActionRefused("Nothing was changed: every school is there already.")
    _tell(JOINED, joined, move=move, reason=reason, by=by)
    _tell(LEFT, left, move=move, reason=reason, by=by)
    return moved


def _check_unmoved(
    schools: Iterable[School],
    *,
    seen: Mapping[int, int | None],
    targets: Mapping[int, Trust | None],
) -> None:
    """Raises ActionRefused where somebody else moved a school elsewhere since it was ``seen``."""
    for school in schools:
        if school.trust_id != seen[school.pk] and school.trust != targets[school.pk]:
            where = f"into {school.trust}" if school.trust else "out of its trust"
            raise ActionRefused(
                f"Nothing was changed: somebody else moved {school} {where} meanwhile. Look "
                "whether it belongs there, and move it again if it does not."
            )


def _move_one(school: School, *, to: Trust | None, move: UUID, reason: str, by: PortalUser) -> None:
    check(by, Permission.MANAGE_TRUSTS, school)
    before = _as_told(school.trust)
    school.trust = to
    school.save(update_fields=["trust"])
    record(
        MOVED,
        by=by,
        school=school,
        subject=f"move:{move}",
        before=before,
        after=_as_told(to),
        reason=reason,
    )


def _as_told(trust: Trust | None) -> dict[str, Any]:
    return {"trust": trust.pk if trust else None, "name": trust.name if trust else ""}


def _tell(
    action: str,
    moved: Mapping[int, list[School]],
    *,
    move: UUID,
    reason: str,
    by: PortalUser,
) -> None:
    """Write down at each trust which schools it won or lost."""
    for trust, schools in moved.items():
        after = {"schools": [str(each) for each in schools], "move": str(move)}
        record(action, by=by, subject=f"trust:{trust}", after=after, reason=reason)


def _locked(trust: Trust) -> Trust:
    """The trust, locked and read afresh. Raises ActionRefused where it was removed."""
    found = live_trusts().select_for_update().filter(pk=trust.pk).first()
    if found is None:
        raise ActionRefused(f"Nothing was changed: {trust} was removed meanwhile.")
    return found


def _save(trust: Trust) -> None:
    """Raises ActionRefused where another trust has the name: the database says so."""
    try:
        with transaction.atomic():
            trust.save()
    except IntegrityError:
        raise ActionRefused(
            f"Nothing was changed: there is a trust called {trust.name} already.", field="name"
        ) from None
