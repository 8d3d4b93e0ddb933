"""Adding and renaming local authorities, and removing one that was added by mistake.

The code of an authority never changes: usernames end in it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import LocalAuthority, PortalUser
from accounts.permissions import Permission, may_everywhere
from accounts.queries.authorities import fault_of_code, hindrances, subject_of


@transaction.atomic
def add_authority(code: str, *, name: str, by: PortalUser) -> LocalAuthority:
    """A new local authority, without schools. Raises PermissionDenied, ActionRefused."""
    _check(by)
    code = code.strip()
    if said := fault_of_code(code):
        raise ActionRefused(f"Nothing was added. {said}")
    authority = LocalAuthority(code=code, name=_name(name))
    try:
        with transaction.atomic():
            authority.save()
    except IntegrityError:
        raise ActionRefused(
            f"Nothing was added: a local authority with the code {code} was added meanwhile."
        ) from None
    after = {"code": code, "name": authority.name}
    record("authority.added", by=by, subject=subject_of(authority), after=after)
    return authority


@transaction.atomic
def rename_authority(
    authority: LocalAuthority, *, name: str, reason: str, by: PortalUser
) -> LocalAuthority:
    """Call it otherwise. Raises PermissionDenied, ActionRefused."""
    _check(by)
    authority = _locked(authority)
    was, authority.name = authority.name, _name(name)
    if authority.name == was:
        raise ActionRefused(f"Nothing was changed: {was} is its name already.")
    authority.save(update_fields=["name"])
    record(
        "authority.renamed",
        by=by,
        subject=subject_of(authority),
        before={"name": was},
        after={"name": authority.name},
        reason=_reason(reason),
    )
    return authority


@transaction.atomic
def remove_authority(authority: LocalAuthority, *, reason: str, by: PortalUser) -> None:
    """Remove one to which nothing ever belonged. Raises PermissionDenied, ActionRefused."""
    _check(by)
    authority = _locked(authority)
    why_not = hindrances(authority)
    if why_not:
        raise ActionRefused(f"{authority} was not removed. {' '.join(why_not)}")
    before = {"code": authority.code, "name": authority.name}
    record(
        "authority.removed",
        by=by,
        subject=subject_of(authority),
        before=before,
        reason=_reason(reason),
    )
    try:
        authority.delete()
    except ProtectedError:
        raise ActionRefused(
            f"{authority} was not removed: USO accounts or nights of it are kept."
        ) from None


def _check(by: PortalUser) -> None:
    if not may_everywhere(by, Permission.MANAGE_SCHOOLS):
        raise PermissionDenied


def _locked(authority: LocalAuthority) -> LocalAuthority:
    """The authority, locked and read afresh. Raises ActionRefused where it was removed."""
    found = LocalAuthority.objects.select_for_update().filter(pk=authority.pk).first()
    if found is None:
        raise ActionRefused(f"Nothing was changed: {authority} was removed meanwhile.")
    return found


def _name(text: str) -> str:
    name = " ".join(text.split())[:120]
    if not name:
        raise ActionRefused("Nothing was changed: enter the name of the local authority.")
    return name


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ActionRefused("Nothing was changed: say why, for the history.")
    return reason
