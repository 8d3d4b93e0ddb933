"""From the declared fields to what is asked of Arbor, and from its items back to rows.

Data only: which lists belong together it must not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from autoupdate.connectors.arbor.query import Ask, Item
from autoupdate.connectors.base import ReportField, SubReport
from autoupdate.connectors.pulling import Row, text_of
from autoupdate.connectors.trouble import VendorTrouble

#: Where somebody has several e-mail addresses, the school's own comes before a private one.
_OWN_TYPES = ("work", "school")
_EMAILS, _EMAIL_TYPES = "emailAddresses.displayName", "emailAddresses.emailAddressType"


class Fields:
    """The fields of one sub-report that the school uploads, by the entity they come from."""

    def __init__(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        self._by_code = {
            each.code: each
            for each in sub_report.fields
            if each.is_mandatory or each.code in wanted
        }

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def label(self, code: str) -> str:
        """What people call the field."""
        return self._by_code[code].label

    def caption(self, code: str) -> str:
        """The name of the field's column."""
        return self._by_code[code].captions[0]

    def of(self, entity: str) -> dict[str, ReportField]:
        """Property → field, of those that this entity has."""
        return {
            name: each
            for each in self._by_code.values()
            for of, _, name in [each.captions[0].partition(".")]
            if of == entity and name
        }

    def ask(
        self,
        entity: str,
        *,
        needed: Mapping[str, str] | None = None,
        helpful: Collection[str] = (),
        filters: Mapping[str, str] | None = None,
        is_counted: bool = False,
    ) -> Ask:
        """What is asked of an entity: its fields, and what is ``needed`` to read them by.

        What is ``helpful`` can be done without, and nobody need hear of it.
        """
        own = self.of(entity)
        optional = {name: each.label for name, each in own.items() if not each.is_mandatory}
        if _EMAILS in optional:
            helpful = (*helpful, _EMAIL_TYPES)
        mandatory = {name: each.label for name, each in own.items() if each.is_mandatory}
        return Ask(
            entity=entity,
            needed={**mandatory, **(needed or {})},
            optional={**optional, **dict.fromkeys(helpful, "")},
            filters=filters or {},
            is_counted=is_counted,
        )

    def row(self, entity: str, item: Item, properties: Collection[str]) -> Row:
        """The columns of an entity that come, from one of its items."""
        return {
            each.captions[0]: text(item, name)
            for name, each in self.of(entity).items()
            if name in properties
        }


def text(item: Item, name: str) -> str:
    """One property's text, "" where it or what it is in is unknown."""
    outer, _, inner = name.partition(".")
    value = item.get(outer)
    if isinstance(value, list):
        value = _preferred(value)
    if inner:
        value = value.get(inner) if isinstance(value, dict) else None
    return text_of(value) if not isinstance(value, dict | list) else ""


def _preferred(values: list[Any]) -> Any:
    """Of several addresses the school's own, else the one that Arbor puts first."""
    known = [each for each in values if isinstance(each, dict)]
    own = [each for each in known if str(each.get("emailAddressType")).lower() in _OWN_TYPES]
    return next(iter(own or known), None)


def day(item: Item, name: str) -> date | None:
    """A property's date, None where it is unknown. Raises VendorTrouble: answer_unusable."""
    found = text(item, name)
    try:
        return date.fromisoformat(found[:10]) if found else None
    except ValueError as error:
        raise VendorTrouble("answer_unusable", host="Arbor", status="200", resource=name) from error


def is_current(item: Item, *, start: str, end: str, today: date) -> bool:
    """Whether today is between the two dates; an unknown one is no limit."""
    starts_on, ends_on = day(item, start), day(item, end)
    return (starts_on is None or starts_on <= today) and (ends_on is None or ends_on >= today)


def merged(parts: Iterable[Mapping[str, str]]) -> Row:
    """One row of several entities' columns."""
    return {caption: found for part in parts for caption, found in part.items()}
