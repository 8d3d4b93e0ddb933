"""Local authorities: what the audit trail calls one, and why one cannot be removed. It changes
nothing."""

from __future__ import annotations

import re

from accounts.models import Invitation, LocalAuthority, Membership


def subject_of(authority: LocalAuthority) -> str:
    """What the audit trail calls it: by its code, which stays when the row is gone."""
    return f"authority:{authority.code}"


def fault_of_code(code: str) -> str:
    """Why the code cannot be that of a new authority, in a sentence; "": it can."""
    if re.fullmatch(r"[0-9]{3}", code, re.ASCII) is None:
        return "The code of a local authority has three digits."
    holder = LocalAuthority.objects.filter(code=code).first()
    return f"{code} is the code of {holder}." if holder else ""


def hindrances(authority: LocalAuthority) -> list[str]:
    """Why the authority cannot be removed, in sentences; none: it can, as far as is known here."""
    counted = (
        (authority.schools.count(), "It has {num:,} school{s}."),
        (
            Membership.objects.filter(local_authority=authority).count(),
            "{num:,} role{s} in it, in force or ended, {are} kept in the history.",
        ),
        (
            Invitation.objects.filter(local_authority=authority).count(),
            "{num:,} invitation{s} to it, open or ended, {are} kept.",
        ),
    )
    return [
        said.format(num=num, s="" if num == 1 else "s", are="is" if num == 1 else "are")
        for num, said in counted
        if num
    ]
