"""The text of a GraphQL query to Arbor, and what its answer says: items, or what is refused.

It talks to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: One item as Arbor sends it: property → text, number, object or list of objects.
Item = dict[str, Any]

_REFUSAL = re.compile(r"You do not have access to `(\w+)\.(\w+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One list: properties are ``legalLastName`` or, one level down, ``student.id``.

    ``needed`` are those without which the list is of no use. Both tables go from property to the
    word for people, "" where it is nothing to people; ``filters`` from argument to text.
    ``is_counted``: its items are the people of the report.
    """

    entity: str
    needed: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    is_counted: bool = False

    @property
    def words(self) -> dict[str, str]:
        """Every property and its word; ``id`` is always there, to know items by."""
        return {"id": "ID", **self.needed, **self.optional}

    def named(self, asked: str) -> str:
        """A property in our words and in Arbor's."""
        return f"{self.words[asked]} ({self.entity}.{asked.partition('.')[0]})"

    def needs(self, asked: str) -> bool:
        """Whether the list is of no use without it."""
        return asked == "id" or asked in self.needed


def text_of_query(ask: Ask, asked: Iterable[str], *, size: int, number: int) -> str:
    """The query of one page; ``number`` counts from 0."""
    inner: dict[str, list[str]] = {}
    for each in asked:
        outer, _, name = each.partition(".")
        inner.setdefault(outer, []).extend([name] if name else [])
    selection = " ".join(
        f"{outer} {{ {' '.join(names)} }}" if names else outer for outer, names in inner.items()
    )
    filters = "".join(f', {name}: "{text}"' for name, text in ask.filters.items())
    return f"{{ {ask.entity}(page_size: {size}, page_num: {number}{filters}) {{ {selection} }} }}"


def refusals(told: Any, entity: str, asked: Collection[str]) -> frozenset[str] | None:
    """Which properties are refused; None when the answer does not say that and only that."""
    errors = told.get("errors") if isinstance(told, dict) else None
    if not isinstance(errors, list):
        return None
    lost: set[str] = set()
    for error in errors:
        message = error.get("message", "") if isinstance(error, dict) else ""
        found = _REFUSAL.search(str(message))
        if not found:
            return None
        lost |= _named(found[1], found[2], entity, asked)
    return frozenset(lost)


def _named(of: str, name: str, entity: str, asked: Collection[str]) -> set[str]:
    """What was asked for that a refusal of ``of.name`` means.

    A refusal inside of a reference names the entity that is referred to: ``student { id }`` of a
    ``StaffContract`` may be refused as ``Student.id``.
    """
    if of == entity:
        return {each for each in asked if each.partition(".")[0] == name}
    inner = {each for each in asked if each.partition(".")[2] == name}
    return {each for each in inner if each.partition(".")[0].lower() == of.lower()} or inner


def items_of(told: Any, entity: str, asked: Collection[str]) -> list[Item] | None:
    """The items of an answer; None when it is not in the documented shape."""
    data = told.get("data") if isinstance(told, dict) and not told.get("errors") else None
    items = data.get(entity) if isinstance(data, dict) else None
    outer = {each.partition(".")[0] for each in asked}
    if not isinstance(items, list):
        return None
    for item in items:
        if not isinstance(item, dict) or not outer <= item.keys() or item["id"] in (None, ""):
            return None
    return items
