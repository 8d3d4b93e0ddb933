"""The headers and rows of a table: sorted by a link, told to whoever cannot see the arrow."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
import pytest
from django.http import QueryDict
from django.test.html import parse_html
from django.urls import reverse

from accounts.components.headers import headers_of
from accounts.components.rows import rows_of
from accounts.icons import icon_svg
from accounts.tables import PortalTable, RowAddress, SelectColumn


class Samples(PortalTable):
    """A box, a column to sort by, and one that is not sorted by."""

    chosen = SelectColumn(accessor="name", describe=lambda row: row["name"])
    name = tables.Column(verbose_name="Name & place")
    size = tables.Column(orderable=False, attrs={"th": {"class": "uso-number"}})


def headers(query: str = "", **options: Any) -> list[str]:
    """The markup of each header."""
    table = Samples([{"name": "a", "size": 1}], **options)
    return headers_of(table, query=QueryDict(query)).strip().split("\n")


@pytest.mark.parametrize(
    ("sort", "shown", "icon", "link"),
    [
        (None, "", "up-down", "?q=x&amp;sort=name"),
        ("name", ' aria-sort="ascending"', "arrow-up", "?q=x&amp;sort=-name"),
        ("-name", ' aria-sort="descending"', "arrow-down", "?q=x&amp;sort=name"),
    ],
)
def test_a_header_says_how_it_is_sorted(sort: Any, shown: str, icon: str, link: str) -> None:
    _, name, _ = headers("q=x&sort=-size", order_by=sort)
    expected = (
        f'<th scope="col" role="columnheader" class="uso-table__header {{}}"{shown}>'
        f'<a class="uso-table__sort" href="{link}">Name &amp; place{icon_svg(icon)}</a></th>'
    )
    classes = {None: "orderable", "name": "asc orderable", "-name": "desc orderable"}
    assert parse_html(name) == parse_html(expected.format(classes[sort]))


def test_what_is_not_sorted_by_is_no_link() -> None:
    box, _, size = headers(prefix="p-")
    assert size == (
        '<th scope="col" role="columnheader" class="uso-table__header uso-number">Size</th>'
    )
    assert 'id="p-bulk-all"' in box
    assert "<a " not in box


def test_rows_have_the_attributes_that_a_table_gives_them() -> None:
    rows = [{"name": "a"}, {"name": "<b>"}]
    plain, own = (Samples(rows, row_attrs=each) for each in (None, {"data-kind": "pupil"}))
    assert rows_of(plain).count('<tr role="row" class="even">') == 1
    assert rows_of(own).count('data-kind="pupil"') == 2
    assert "&lt;b&gt;" in rows_of(plain)
    assert 'class="uso-table__cell uso-table__cell--select"' in rows_of(plain)


def test_an_address_of_each_row_is_the_one_that_is_looked_up() -> None:
    account = RowAddress("autoupdate:account", 10)
    assert account.of(0) == reverse("autoupdate:account", args=[10, 0])
    assert account.of(205) == reverse("autoupdate:account", args=[10, 205])
    assert RowAddress("autoupdate:school").of(7) == reverse("autoupdate:school", args=[7])
