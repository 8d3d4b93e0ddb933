"""Showing what is kept hidden: the licence key, and a stored upload. Each look is written down.

It must not know where it is shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.db import transaction

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School
from accounts.permissions import Permission, check
from autoupdate import vault
from autoupdate.actions.keys import live_key, show_key
from autoupdate.connectors.rowsfile import END
from autoupdate.models import Upload
from autoupdate.secret_box import UnsealError

KEY_SHOWN = "licence_key.shown"
DOWNLOADED = "upload.downloaded"


@transaction.atomic
def reveal_key(school: School, *, by: PortalUser) -> str:
    """The live licence key in plain, with who looked at it in the audit trail.

    Raises PermissionDenied, or ActionRefused where there is no key that could be shown.
    """
    try:
        plain = show_key(school, by=by)
    except UnsealError:
        raise ActionRefused(
            "The licence key cannot be shown: it was sealed with a key that the portal no longer "
            "has. Make a new licence key and enter it in the software."
        ) from None
    key = live_key(school)
    if key is None:
        raise ActionRefused(f"{school} has no licence key yet.")
    record(KEY_SHOWN, by=by, school=school, subject=f"licence_key:{key.pk}")
    return plain


@transaction.atomic
def open_kept_file(upload: Upload, *, by: PortalUser) -> Iterator[list[str]]:
    """The kept, filtered rows of an upload, headings first, read as they are asked for.

    Raises PermissionDenied, or ActionRefused where the file is no longer kept.
    """
    school = upload.school_mis.school
    check(by, Permission.DOWNLOAD_UPLOAD, school)
    try:
        stored = vault.open(upload.stored_as) if upload.stored_as else None
    except vault.VaultError:
        stored = None
    if stored is None:
        raise ActionRefused("The file is no longer kept, so there is nothing to download.")
    record(DOWNLOADED, by=by, school=school, subject=f"upload:{upload.pk}")
    return _rows(stored)


def _rows(stored: BinaryIO) -> Iterator[list[str]]:
    """Every row but the last, which is the store's own mark of completeness."""
    with io.TextIOWrapper(stored, encoding="utf-8", newline="") as text:
        for row in csv.reader(text):
            if row and row[0] != END:
                yield row
