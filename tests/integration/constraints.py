"""How the tests of the database's rules are written: a case for each rule, and a proof of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from factory.django import DjangoModelFactory


@dataclass(frozen=True, slots=True)
class Case:
    """An attempt to break one rule.

    PostgreSQL names the first rule broken, by name: ``shadowed_by`` are rules that the attempt
    breaks as well and that are taken away first, so that this one has to hold alone.
    """

    attempt: Callable[[], object]
    shadowed_by: tuple[str, ...] = ()


def bad(factory: type[DjangoModelFactory[Any]], **fields: object) -> Case:
    """A row that would be good but for these values."""
    return Case(lambda: factory(**fields))


def twice(factory: type[DjangoModelFactory[Any]], *same: str, **fields: object) -> Case:
    """Two rows that agree in the columns named, and have the other values both."""

    def attempt() -> None:
        first = factory(**fields)
        factory(**{**fields, **{name: getattr(first, name) for name in same}})

    return Case(attempt)


def rules_of(app: str) -> set[str]:
    """Every rule the app's models declare: constraints by name, unique fields as Model.field."""
    found = set()
    for model in apps.get_app_config(app).get_models():
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {
            f"{model.__name__}.{field.name}"
            for field in model._meta.local_fields
            if field.unique and not field.primary_key
        }
    return found


def assert_holds(app: str, rule: str, case: Case) -> None:
    """The database itself refuses the attempt, and names this rule."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for shadow in case.shadowed_by:
            table = _table_with(app, shadow)
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{shadow}"')
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        case.attempt()
    broken = refused.value.__cause__.diag.constraint_name  # type: ignore[union-attr]
    if "." in rule:
        model, field = rule.split(".")
        table = apps.get_model(app, model)._meta.db_table
        assert broken.startswith(f"{table}_{field}_")
    else:
        assert broken == rule


def _table_with(app: str, rule: str) -> str:
    (table,) = [
        model._meta.db_table
        for model in apps.get_app_config(app).get_models()
        if rule in {constraint.name for constraint in model._meta.constraints}
    ]
    return table


def append_only_tables() -> set[str]:
    """The tables whose rows a trigger keeps from being changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgfoid = 'refuse_change'::regproc"
        )
        return {table for (table,) in cursor.fetchall()}


def assert_append_only(row: models.Model) -> None:
    """Neither an update nor a delete of the row gets through."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    column = next(f for f in row._meta.local_fields if isinstance(f, models.CharField))
    for attempt in (lambda: rows.update(**{column.name: "changed"}), rows.delete):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            attempt()


Cases = Mapping[str, Case]
