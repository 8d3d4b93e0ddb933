"""Model instances from rows of a raw statement; knows no particular model.

A statement that the ORM makes anew each time costs more than the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Part(Generic[M]):
    """Some columns of one model in a raw statement, and the instances they make.

    Fields that are not named stay in the database until somebody asks for them.
    """

    def __init__(self, model: type[M], *names: str) -> None:
        wanted = frozenset(names)
        self._model = model
        # Django wants them in the model's own order.
        self.names = tuple(
            each.attname for each in model._meta.concrete_fields if each.attname in wanted
        )
        if len(self.names) != len(wanted):
            raise ValueError(f"{wanted - set(self.names)} are no columns of {model.__name__}")

    def columns(self, table: str) -> str:
        """The columns as SQL, of a table by that name."""
        return ", ".join(f"{table}.{name}" for name in self.names)

    def taken_from(self, values: Sequence[Any]) -> M:
        """The instance of a row's values of these columns."""
        return self._model.from_db(connection.alias, self.names, values)
