"""The rows of a django-tables2 table as markup, made in Python: a template takes three times as
long over a cell, and a page has hundreds. Knows how cells stand, never what they hold."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.components.cells import Cells


def rows_of(table: Any) -> SafeString:
    """Every row in view; cells are escaped unless they are markup already."""
    columns = [(_before(each), Cells(each, table)) for each in table.columns]
    return mark_safe("".join(_rows(table, columns)))  # noqa: S308 - each part is escaped


def _rows(table: Any, columns: list[tuple[str, Cells]]) -> Iterator[str]:
    for row in table.paginated_rows:
        yield f'<tr role="row" {_attrs(row, table)}>'
        for start, cells in columns:
            yield start
            yield conditional_escape(cells.of(row))
            yield "</div></td>"
        yield "</tr>\n"


def _attrs(row: Any, table: Any) -> str:
    """The attributes of a row; most tables give theirs none of its own."""
    if table.row_attrs:
        return str(row.attrs.as_html())
    return f'class="{row.get_even_odd_css_class()}"'


def _before(column: Any) -> str:
    """What stands before each cell of a column: its label for narrow windows, and its classes."""
    is_select = getattr(column.column, "is_select", False)
    own = (column.attrs["td"]["class"], "uso-table__cell--select" if is_select else "")
    return format_html(
        '<td role="cell" data-label="{}" class="{}"><div class="uso-table__content">',
        column.header,
        " ".join(("uso-table__cell", *filter(None, own))),
    )
