"""The headers of a django-tables2 table as markup, made in Python as its rows are: a template asks
each of them ten times how it is sorted. Knows how a header looks, never what is under it."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from accounts.icons import icon_svg

#: How a column is sorted now → the icon that says so.
_ICONS: Final = {"": "up-down", "ascending": "arrow-up", "descending": "arrow-down"}


def headers_of(table: Any, *, query: QueryDict) -> SafeString:
    """A header for each column in view, with the link that sorts by it where it can be sorted by.

    ``query`` is what the page was asked for, which the links keep.
    """
    return SafeString("".join(_header(each, table, query) for each in table.columns))


def _header(column: Any, table: Any, query: QueryDict) -> str:
    alias, sorted_now = column.order_by_alias, ""
    if column.is_ordered:
        sorted_now = "ascending" if alias.is_ascending else "descending"
    if getattr(column.column, "is_select", False):
        shown = _of_boxes(column, table)
    elif column.orderable:
        shown = _link(column, _address(table, query, by=alias.next), sorted_now)
    else:
        shown = conditional_escape(column.header)
    return format_html(
        '<th scope="col" role="columnheader" class="{}"{}>{}</th>\n',
        " ".join(("uso-table__header", *filter(None, [column.attrs["th"]["class"]]))),
        format_html(' aria-sort="{}"', sorted_now) if sorted_now else "",
        shown,
    )


def _link(column: Any, address: str, sorted_now: str) -> SafeString:
    return format_html(
        '<a class="uso-table__sort" href="{}">{}{}</a>',
        address,
        column.header,
        icon_svg(_ICONS[sorted_now]),
    )


def _address(table: Any, query: QueryDict, *, by: str) -> str:
    asked = {**dict(query.lists()), table.prefixed_order_by_field: by}
    return f"?{urlencode(asked, doseq=True)}"


def _of_boxes(column: Any, table: Any) -> SafeString:
    """The box that ticks all of the page, which scripts bring to light."""
    return format_html(
        '<span data-bulk-all-cell hidden class="uso-tick"><input class="uso-tick__input" '
        'type="checkbox" id="{0}bulk-all" data-bulk-all><label class="uso-tick__label" '
        'for="{0}bulk-all"><span class="govuk-visually-hidden">Select every row on this page'
        '</span></label></span><span class="govuk-visually-hidden">{1}</span>',
        table.prefix,
        column.header,
    )
