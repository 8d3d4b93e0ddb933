"""What somebody keeps of lists for themselves. It changes nothing."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import ColumnChoice, PortalUser, SavedFilter


def saved_filters(user: PortalUser) -> QuerySet[SavedFilter]:
    """Somebody's own filters, by name."""
    return SavedFilter.objects.filter(user=user)


def chosen_columns(user: PortalUser, *, of_list: str) -> frozenset[str] | None:
    """The columns somebody wants to see of a list; None: they never chose."""
    kept = ColumnChoice.objects.filter(user=user, list_name=of_list).first()
    return None if kept is None else frozenset(kept.columns)
