"""Sealing every short secret anew after an encryption key was added, so that the older can go."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import record
from autoupdate.actions.keys import reseal_keys
from autoupdate.models import Case, MisConnection, WaitingCredentials
from autoupdate.secret_box import reseal


@transaction.atomic
def reseal_all() -> dict[str, int]:
    """Licence keys, connections and what cases hold; returns how many rows of each, by its name.

    Raises UnsealError, with nothing changed, where one cannot be opened.
    """
    num_rows = {
        "Licence keys": reseal_keys(),
        "Connections": _connections(),
        "Cases": _cases(),
        "Waiting credentials": _waiting(),
    }
    record("secrets.resealed", by=None, after=num_rows)
    return num_rows


def _connections() -> int:
    rows = list(MisConnection.objects.select_for_update(no_key=True).exclude(sealed=""))
    for row in rows:
        row.sealed = reseal(row.sealed)
    MisConnection.objects.bulk_update(rows, ["sealed"])
    return len(rows)


def _cases() -> int:
    found = Case.objects.select_for_update(no_key=True, of=("self",))
    rows = list(found.exclude(sealed={}, handover=""))
    for row in rows:
        row.sealed = _each(row.sealed)
        row.handover = reseal(row.handover) if row.handover else ""
    Case.objects.bulk_update(rows, ["sealed", "handover"])
    return len(rows)


def _waiting() -> int:
    found = WaitingCredentials.objects.select_for_update(no_key=True, of=("self",))
    rows = list(found.exclude(sealed={}))
    for row in rows:
        row.sealed = _each(row.sealed)
    WaitingCredentials.objects.bulk_update(rows, ["sealed"])
    return len(rows)


def _each(sealed: dict[str, str]) -> dict[str, str]:
    return {code: reseal(token) for code, token in sealed.items()}
