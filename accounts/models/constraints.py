"""Small builders for the constraints that every app's models declare; they know no model."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint


def one_of(field: str, choices: type[TextChoices], *, prefix: str) -> CheckConstraint:
    """Hold ``field`` to the values of ``choices`` in the database itself."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}), name=f"{prefix}_{field}_known"
    )


def together(first: str, second: str, *, prefix: str) -> CheckConstraint:
    """Hold two nullable columns to being set or empty together (a "who" and its "when")."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(condition=both | neither, name=f"{prefix}_{first}_with_{second}")


def only_with(detail: str, when: str, *, prefix: str) -> CheckConstraint:
    """Allow ``detail`` to be set only where ``when`` is set (a machine has a when but no who)."""
    return CheckConstraint(
        condition=Q(**{f"{detail}__isnull": True}) | Q(**{f"{when}__isnull": False}),
        name=f"{prefix}_{detail}_only_with_{when}",
    )


def one_live(*fields: str, where: Q, name: str) -> UniqueConstraint:
    """Allow at most one row for ``fields`` among those that ``where`` calls live."""
    return UniqueConstraint(fields=fields, condition=where, name=name)
