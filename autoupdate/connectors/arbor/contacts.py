"""Arbor's guardians → rows: one for each tie to a student on roll, more where one has several
e-mail addresses or telephone numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.reading import Fields, merged, text
from autoupdate.connectors.arbor.standing import Standing
from autoupdate.connectors.pulling import Row

_TIE, _GUARDIAN = "StudentGuardianRelationship", "Guardian"

#: Entity → the reference to whose it is; both kinds come in an order of their own.
_OWNERS: Mapping[str, str] = {"EmailAddress": "emailAddressOwner", "TelephoneNumber": "numberOwner"}
#: Entity → the field without which it is not read at all.
_READ_FOR: Mapping[str, str] = {"EmailAddress": "emails", "TelephoneNumber": "phones"}


def contact_rows(graph: Graph, standing: Standing, fields: Fields) -> Iterator[Row]:
    """Rows of every guardian of every student on roll."""
    on_roll = standing.on_roll
    guardians = _guardians(graph, fields)
    details = [_Details(graph, fields, entity) for entity in _OWNERS]
    listing = graph.open(fields.ask(_TIE, is_counted=True))
    for item in listing:
        if text(item, "student.id") not in on_roll:
            continue
        guardian = text(item, "guardian.id")
        tie = fields.row(_TIE, item, listing.properties)
        person = guardians.get(guardian, {})
        several = zip_longest(*(each.of(guardian) for each in details))
        for parts in list(several) or [(None,) * len(details)]:
            added = (part or each.blank for part, each in zip(parts, details, strict=True))
            yield merged((tie, person, *added))


def _guardians(graph: Graph, fields: Fields) -> dict[str, Row]:
    listing = graph.open(fields.ask(_GUARDIAN))
    return {text(each, "id"): fields.row(_GUARDIAN, each, listing.properties) for each in listing}


class _Details:
    """The e-mail addresses or the telephone numbers of guardians, in Arbor's order.

    ``blank`` is the row part of somebody who has none; {} where they are not read.
    """

    def __init__(self, graph: Graph, fields: Fields, entity: str) -> None:
        self.blank: Row = {}
        self._parts: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        code = _READ_FOR[entity]
        if code not in fields:
            return
        owner = _OWNERS[entity]
        ask = fields.ask(
            entity,
            needed={
                f"{owner}.entityType": "Owner",
                f"{owner}.id": "Owner",
            },
            helpful=("dataOrder",),
        )
        listing = graph.open_if_permitted(ask, label=fields.label(code))
        if listing is None:
            return
        self.blank = fields.row(entity, {}, listing.properties)
        for item in listing:
            if text(item, f"{owner}.entityType") == _GUARDIAN:
                order = text(item, "dataOrder")
                part = fields.row(entity, item, listing.properties)
                self._parts[text(item, f"{owner}.id")].append((_number(order), part))

    def of(self, guardian: str) -> list[Row]:
        """The row parts of one guardian, the first to be used first."""
        ordered = sorted(self._parts.get(guardian, ()), key=lambda each: each[0])
        return [part for _, part in ordered]


def _number(text_: str) -> int:
    """A place in an order; the last when it is not given."""
    return int(text_) if text_.isdecimal() else 1_000_000
