"""One's own filters and columns; nobody else's."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import lists
from accounts.actions.lists import choose_columns, delete_filter, note_download, save_filter
from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, ColumnChoice, SavedFilter
from accounts.queries.lists import chosen_columns, saved_filters
from tests.integration.conftest import Cast


def test_a_filter_is_saved_replaced_and_deleted_by_its_owner_alone(cast: Cast) -> None:
    saved = save_filter("  Leavers  ", query="state=unallocated", by=cast.head)
    again = save_filter("leavers", query="state=elsewhere", by=cast.head)
    assert again.pk == saved.pk
    assert [str(each) for each in saved_filters(cast.head)] == ["leavers"]
    assert not saved_filters(cast.colleague)
    assert delete_filter(saved.pk, by=cast.colleague) == ""
    assert delete_filter(saved.pk, by=cast.head) == "leavers"
    assert not SavedFilter.objects.exists()


def test_a_filter_says_something_and_there_are_not_too_many(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, query in (("", "q=a"), ("Name", "")):
        with pytest.raises(ActionRefused, match="not saved"):
            save_filter(name, query=query, by=cast.head)
    monkeypatch.setattr(lists, "MOST_FILTERS", 1)
    save_filter("One", query="q=a", by=cast.head)
    save_filter("One", query="q=b", by=cast.head)
    with pytest.raises(ActionRefused, match="you have 1 already"):
        save_filter("Two", query="q=a", by=cast.head)


def test_columns_are_remembered(cast: Cast) -> None:
    assert chosen_columns(cast.head, of_list="users") is None
    choose_columns(["kind"], of_list="users", by=cast.head)
    choose_columns(["kind", "made"], of_list="users", by=cast.head)
    assert chosen_columns(cast.head, of_list="users") == frozenset({"kind", "made"})
    assert str(ColumnChoice.objects.get()).endswith(": users")


def test_a_download_is_written_down(cast: Cast) -> None:
    note_download({"q": "a"}, columns=["kind"], by=cast.head, school=cast.school)
    note_download({}, columns=[], by=cast.desk, school=None)
    with pytest.raises(PermissionDenied):
        note_download({}, columns=[], by=cast.outsider, school=cast.school)
    events = AuditEvent.objects.filter(action="account.list_downloaded").order_by("pk")
    assert [each.after for each in events] == [
        {"filter": {"q": "a"}, "columns": ["kind"]},
        {"filter": {}, "columns": []},
    ]
