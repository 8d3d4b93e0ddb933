"""The cells of one column, with what is the same for every row found out once.

django-tables2 looks for the arguments of a column's function, and for the field behind it, anew in
each cell: half of what a cell costs. What a cell shows is the same. It knows no particular table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django_tables2.columns import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.utils import signature

#: What a column's function may ask for.
_GIVEN: Final = frozenset({"value", "record", "column", "bound_column", "bound_row", "table"})


class Cells:
    """Shows the cells of ``column``, a BoundColumn of ``table``."""

    def __init__(self, column: Any, table: Any) -> None:
        self._column, self._table = column, table
        names, takes_all = signature(column.render)
        self._names = _GIVEN if takes_all else frozenset(names)
        self._steps = tuple(str(column.accessor).split("__"))
        self._displays: dict[type[Model], str] = {}
        of_its_own = isinstance(column.column, (ManyToManyColumn, BaseLinkColumn))
        self._is_plain = not of_its_own and not column.link and self._names <= _GIVEN

    def of(self, row: Any) -> Any:
        """The cell of a BoundRow: words, or markup."""
        column, record = self._column, row.record
        if not self._is_plain or not self._is_known(record):
            return row.get_cell(column.name)
        value = self._value(record)
        if value in column.column.empty_values:
            return column.default
        given = {
            "value": value,
            "record": record,
            "column": column.column,
            "bound_column": column,
            "bound_row": row,
            "table": self._table,
        }
        render: Callable[..., Any] = column.render
        return render(**{name: given[name] for name in self._names})

    def _is_known(self, record: Any) -> bool:
        """Whether it is a model, or holds what is shown by itself, as rows made for a table do."""
        return isinstance(record, Model) or len(self._steps) == 1

    def _value(self, record: Any) -> Any:
        """What stands there: the words of a choice; None for what cannot be had."""
        try:
            if not isinstance(record, Model):
                return self._column.accessor.resolve(record)
            owner: Any = record
            for step in self._steps[:-1]:
                owner = getattr(owner, step)
                if not isinstance(owner, Model):
                    return self._column.accessor.resolve(record)
            display = self._display(record)
            return _called(getattr(owner, display or self._steps[-1]))
        except Exception:  # as in django-tables2: a column need not be a field
            return None

    def _display(self, record: Model) -> str:
        """The method that words the field's choices; "" where it has none."""
        kind = type(record)
        if kind not in self._displays:
            try:
                field = self._column.accessor.get_field(record)
            except FieldDoesNotExist:
                field = None
            has_words = field is not None and bool(getattr(field, "choices", None))
            self._displays[kind] = f"get_{self._steps[-1]}_display" if has_words else ""
        return self._displays[kind]


def _called(found: Any) -> Any:
    """A method's answer, unless it changes something; anything else as it is."""
    if not callable(found) or getattr(found, "do_not_call_in_templates", False):
        return found
    return None if getattr(found, "alters_data", False) else found()
