"""Adding and renaming local authorities, and removing one that was added by mistake.

The code of an authority never changes: usernames end in it.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.actions.given import given_name, given_reason
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import LocalAuthority, PortalUser
from accounts.permissions import Permission, check_everywhere
from accounts.queries.authorities import fault_of_code, hindrances, subject_of

_WHAT = "the local authority"


@transaction.atomic
def add_authority(code: str, *, name: str, by: PortalUser) -> LocalAuthority:
    """A new local authority, without schools. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_SCHOOLS)
    code = code.strip()
    if said := fault_of_code(code):
        raise ActionRefused(f"Nothing was added. {said}", field="code")
    authority = LocalAuthority(code=code, name=given_name(name, of=_WHAT))
    try:
        with transaction.atomic():
            authority.save()
    except IntegrityError:
        raise ActionRefused(
            f"Nothing was added: a local authority with the code {code} was added meanwhile.",
            field="code",
        ) from None
    after = {"code": code, "name": authority.name}
    record("authority.added", by=by, subject=subject_of(authority), after=after)
    return authority


@transaction.atomic
def rename_authority(
    authority: LocalAuthority, *, name: str, reason: str, by: PortalUser
) -> LocalAuthority:
    """Call it otherwise. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_SCHOOLS)
    authority = _locked(authority)
    was, authority.name = authority.name, given_name(name, of=_WHAT)
    if authority.name == was:
        raise ActionRefused(f"Nothing was changed: {was} is its name already.", field="name")
    authority.save(update_fields=["name"])
    record(
        "authority.renamed",
        by=by,
        subject=subject_of(authority),
        before={"name": was},
        after={"name": authority.name},
        reason=given_reason(reason),
    )
    return authority


@transaction.atomic
def remove_authority(authority: LocalAuthority, *, reason: str, by: PortalUser) -> None:
    """Remove one to which nothing ever belonged. Raises PermissionDenied, ActionRefused."""
    check_everywhere(by, Permission.MANAGE_SCHOOLS)
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
        reason=given_reason(reason),
    )
    try:
        authority.delete()
    except ProtectedError:
        raise ActionRefused(
            f"{authority} was not removed: USO accounts or nights of it are kept."
        ) from None


def _locked(authority: LocalAuthority) -> LocalAuthority:
    """The authority, locked and read afresh. Raises ActionRefused where it was removed."""
    found = LocalAuthority.objects.select_for_update().filter(pk=authority.pk).first()
    if found is None:
        raise ActionRefused(f"Nothing was changed: {authority} was removed meanwhile.")
    return found
