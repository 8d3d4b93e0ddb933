"""Issuing, showing, rotating and revoking the licence key of a school.

``by`` None is the system itself, when it sets up a school.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from autoupdate.licence_keys import digest_of, ending_of, new_key
from autoupdate.models import LicenceKey
from autoupdate.secret_box import reseal, seal, unseal


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new licence key and what the school types into the software."""

    licence_key: LicenceKey
    plain: str


def live_key(school: School) -> LicenceKey | None:
    """The school's licence key that is not revoked."""
    return LicenceKey.objects.filter(school=school, revoked_at__isnull=True).first()


def show_key(school: School, *, by: PortalUser) -> str:
    """The live key in plain, "" where there is none. Raises PermissionDenied."""
    check(by, Permission.SEE_LICENCE_KEY, school)
    key = live_key(school)
    return unseal(key.encrypted) if key else ""


@transaction.atomic
def issue_key(school: School, *, by: PortalUser | None) -> IssuedKey:
    """The first key of a school that has none. Raises ActionRefused where it has one."""
    _check(school, by)
    lock_school(school.pk)
    if live_key(school):
        raise ActionRefused(f"{school} has a licence key already. Rotate it to get a new one.")
    issued = _new(school, by=by)
    record("licence_key.issued", by=by, school=school, subject=_subject(issued.licence_key))
    return issued


@transaction.atomic
def rotate_key(school: School, *, by: PortalUser | None, reason: str = "") -> IssuedKey:
    """A new key in place of the live one, which stops working at once."""
    _check(school, by)
    lock_school(school.pk)
    old = _revoke_live(school, by=by)
    issued = _new(school, by=by)
    record(
        "licence_key.rotated",
        by=by,
        school=school,
        subject=_subject(issued.licence_key),
        before={"licence_key": old.pk if old else None},
        after={"licence_key": issued.licence_key.pk},
        reason=reason,
    )
    return issued


@transaction.atomic
def revoke_key(school: School, *, by: PortalUser | None, reason: str = "") -> None:
    """Stop the live key working, with none in its place. Raises ActionRefused without one."""
    _check(school, by)
    lock_school(school.pk)
    old = _revoke_live(school, by=by)
    if old is None:
        raise ActionRefused(f"{school} has no licence key that could be revoked.")
    record("licence_key.revoked", by=by, school=school, subject=_subject(old), reason=reason)


@transaction.atomic
def reseal_keys() -> int:
    """Seal every licence key with the newest encryption key, so that the older can be dropped.

    Returns how many. Raises UnsealError, with nothing changed, where one cannot be opened.
    """
    keys = list(LicenceKey.objects.select_for_update())
    for key in keys:
        key.encrypted = reseal(key.encrypted)
    LicenceKey.objects.bulk_update(keys, ["encrypted"])
    record("licence_keys.resealed", by=None, after={"num_keys": len(keys)})
    return len(keys)


def _check(school: School, by: PortalUser | None) -> None:
    if by is not None:
        check(by, Permission.CHANGE_LICENCE_KEY, school)


def _new(school: School, *, by: PortalUser | None) -> IssuedKey:
    plain = new_key()
    key = LicenceKey.objects.create(
        school=school,
        digest=digest_of(plain),
        encrypted=seal(plain),
        ending=ending_of(plain),
        issued_by=by,
    )
    return IssuedKey(key, plain)


def _revoke_live(school: School, *, by: PortalUser | None) -> LicenceKey | None:
    key = live_key(school)
    if key:
        key.revoked_at, key.revoked_by = timezone.now(), by
        key.save(update_fields=["revoked_at", "revoked_by"])
    return key


def _subject(key: LicenceKey) -> str:
    return f"licence_key:{key.pk}"
