"""What people keep of lists for themselves: named filters and a choice of columns.

They are nobody's business but their owner's: no permission is asked for, and no event written.
Taking a list away as a file is somebody else's business, and is written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import ColumnChoice, PortalUser, SavedFilter, School
from accounts.permissions import Permission, check

DOWNLOADED = "account.list_downloaded"
#: Nobody finds a filter among more.
MOST_FILTERS = 30


@transaction.atomic
def save_filter(name: str, *, query: str, by: PortalUser) -> SavedFilter:
    """Keep a filter under a name; one of that name is replaced.

    Raises ActionRefused where nothing is filtered, the name is blank, or there are too many.
    """
    name = " ".join(name.split())[:60]
    if not query:
        raise ActionRefused(
            "The filter was not saved. Filter the list first, then save the filter."
        )
    if not name:
        raise ActionRefused("The filter was not saved. Give it a name.", field="name")
    own = SavedFilter.objects.filter(user=by)
    kept = own.filter(name__iexact=name).first()
    if kept is None and own.count() >= MOST_FILTERS:
        raise ActionRefused(
            f"The filter was not saved: you have {MOST_FILTERS} already. Delete one of them first."
        )
    saved = kept or SavedFilter(user=by)
    saved.name, saved.query = name, query
    saved.save()
    return saved


@transaction.atomic
def delete_filter(filter_id: int, *, by: PortalUser) -> str:
    """Forget one's own filter; returns its name, "" where there is none (any more)."""
    kept = SavedFilter.objects.filter(user=by, pk=filter_id).first()
    if kept is None:
        return ""
    kept.delete()
    return kept.name


@transaction.atomic
def choose_columns(columns: Sequence[str], *, of_list: str, by: PortalUser) -> None:
    """Keep which columns of a list somebody wants to see."""
    ColumnChoice.objects.update_or_create(
        user=by, list_name=of_list, defaults={"columns": list(columns)}
    )


@transaction.atomic
def note_download(
    asked: Mapping[str, Any], *, columns: Sequence[str], by: PortalUser, school: School | None
) -> None:
    """Write down that a list of accounts leaves the portal as a file, and which.

    ``school`` is None for a list across schools. Raises PermissionDenied.
    """
    if school is not None:
        check(by, Permission.SEE_ACCOUNTS, school)
    record(
        DOWNLOADED,
        by=by,
        school=school,
        after={"filter": dict(asked), "columns": list(columns)},
    )
