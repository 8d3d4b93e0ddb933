"""Arbor's staff and students → rows: those who belong to the school today."""

from __future__ import annotations

from collections.abc import Iterator

from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.groups import forms_of_students
from autoupdate.connectors.arbor.reading import Fields, merged, text
from autoupdate.connectors.arbor.standing import Standing
from autoupdate.connectors.pulling import Row


def staff_rows(graph: Graph, standing: Standing, fields: Fields) -> Iterator[Row]:
    """One row for each member of staff with a contract of today."""
    employed = standing.employed
    listing = graph.open(fields.ask("Staff", is_counted=True))
    for item in listing:
        if text(item, "id") in employed:
            yield fields.row("Staff", item, listing.properties)


def student_rows(graph: Graph, standing: Standing, fields: Fields) -> Iterator[Row]:
    """One row for each student on roll, with UPN and registration form from lists of their own."""
    on_roll = standing.on_roll
    joined = _joined(graph, standing, fields)
    listing = graph.open(fields.ask("Student", is_counted=True))
    for item in listing:
        student = text(item, "id")
        if student in on_roll:
            own = fields.row("Student", item, listing.properties)
            others = {caption: table.get(student, "") for caption, table in joined.items()}
            yield merged((own, others))


def _joined(graph: Graph, standing: Standing, fields: Fields) -> dict[str, dict[str, str]]:
    """Column → student → text, for the columns that come from other lists and are let through."""
    tables = {}
    if "upn" in fields:
        tables["upn"] = standing.upns(label=fields.label("upn"))
    if "reg_group" in fields:
        tables["reg_group"] = forms_of_students(graph, label=fields.label("reg_group"))
    return {fields.caption(code): table for code, table in tables.items() if table is not None}
