"""Correcting the preferred name of an account by hand, and releasing it to the MIS again.

Until it is released no night changes it. It knows nothing of runs or exports.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import (
    CORRECTABLE,
    NameCorrection,
    PortalUser,
    School,
    SchoolAssociation,
    UsoAccount,
)
from accounts.permissions import Permission, check
from matching.actions.settling import rewrite
from matching.models import Link

CORRECTED = "account.name_corrected"
RELEASED = "account.name_released"


@transaction.atomic
def correct_name(
    account: UsoAccount,
    *,
    school: School,
    forename: str,
    surname: str,
    by: PortalUser,
    reason: str,
) -> NameCorrection:
    """Give the account this preferred name; "" means that the legal one is used.

    A correction that is in force already gives way. Raises PermissionDenied, or ActionRefused
    without a reason, where nothing differs, or where the school does not hold the account.
    """
    check(by, Permission.CORRECT_NAMES, school)
    account = _held(account, school)
    told = reason.strip()[:200]
    if not told:
        raise ActionRefused("Say why the name is corrected. Nothing was changed.", field="reason")
    before = _names(account)
    given = (forename, surname)
    after = {name: _spaced(text) for name, text in zip(CORRECTABLE, given, strict=True)}
    if after == before and account.keeps_name:
        raise ActionRefused(
            f"{account.display_name} has this name already. Nothing was changed.", field="forename"
        )
    former = _release(account, by=by)
    _write(account, after, keeps_name=True)
    correction = NameCorrection.objects.create(
        account=account,
        **after,
        former_forename=former.former_forename if former else before["preferred_forename"],
        former_surname=former.former_surname if former else before["preferred_surname"],
        reason=told,
        made_at=timezone.now(),
        made_by=by,
    )
    _tell(CORRECTED, account, school, by=by, before=before, after=after, reason=told)
    return correction


@transaction.atomic
def release_name(account: UsoAccount, *, school: School, by: PortalUser, reason: str = "") -> bool:
    """Let the MIS describe the name again; says whether there was anything to release.

    The name becomes at once what the MIS record says that leads the account, or what it was before
    the correction where none does. Raises PermissionDenied or ActionRefused as ``correct_name``.
    """
    check(by, Permission.CORRECT_NAMES, school)
    account = _held(account, school)
    former = _release(account, by=by)
    if former is None:
        return False
    before, after = _names(account), _described(account, former)
    _write(account, after, keeps_name=False)
    _tell(RELEASED, account, school, by=by, before=before, after=after, reason=reason.strip()[:200])
    return True


def _held(account: UsoAccount, school: School) -> UsoAccount:
    """The account, locked and read afresh, if the school holds it."""
    lock_school(school.pk)
    locked = lock_accounts([account.pk])[account.pk]
    here = SchoolAssociation.objects.filter(account=account, school=school, ended_at__isnull=True)
    if not here.exists():
        raise ActionRefused(
            f"{school} does not hold the account of {account.display_name}. Restore it first. "
            "Nothing was changed."
        )
    return locked


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _names(account: UsoAccount) -> dict[str, str]:
    return {name: getattr(account, name) for name in CORRECTABLE}


def _release(account: UsoAccount, *, by: PortalUser) -> NameCorrection | None:
    """End the correction in force; returns it."""
    live = NameCorrection.objects.filter(account=account, released_at__isnull=True).first()
    if live is not None:
        live.released_at, live.released_by = timezone.now(), by
        live.save(update_fields=["released_at", "released_by"])
    return live


def _described(account: UsoAccount, former: NameCorrection) -> dict[str, str]:
    leading = Link.objects.filter(account=account, ended_at__isnull=True, is_leading=True)
    link = leading.select_related("mis_person").first()
    if link is not None:
        return {name: getattr(link.mis_person, name) for name in CORRECTABLE}
    return dict(zip(CORRECTABLE, (former.former_forename, former.former_surname), strict=True))


def _write(account: UsoAccount, names: dict[str, str], *, keeps_name: bool) -> None:
    rewrite(account, dict(names))
    UsoAccount.objects.filter(pk=account.pk).update(keeps_name=keeps_name)


def _tell(action: str, account: UsoAccount, school: School, **details: Any) -> None:
    record(action, account=account, school=school, **details)
