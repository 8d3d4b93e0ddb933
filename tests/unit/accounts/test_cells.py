"""Cells say what django-tables2 would have said, for every kind of column; only sooner."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
import pytest

from accounts.components.cells import Cells
from accounts.models import PortalUser, School, SchoolAssociation, UsoAccount


class Samples(tables.Table):
    """Columns of every kind."""

    kind = tables.Column(accessor="account__kind")
    name = tables.Column(accessor="account__display_name")
    school = tables.Column()
    job_title = tables.Column(default="none")
    reg_group = tables.Column(empty_values=())
    nothing = tables.Column()
    nothing_further = tables.Column(accessor="account__kind__nothing__more")
    deletes = tables.Column(accessor="delete")
    asked = tables.Column(accessor="account__get_kind_display")
    linked = tables.Column(accessor="pk", linkify=lambda: "/there/")
    wide = tables.Column(accessor="account__kind")
    bare = tables.Column(accessor="pk")
    of_too_much = tables.Column(accessor="pk")

    def render_wide(self, **given: Any) -> str:
        return ", ".join(sorted(given)) + f": {given['value']}"

    def render_bare(self) -> str:
        return "bare"

    def render_of_too_much(self, weather: str) -> str:
        return weather


ACCOUNT = UsoAccount(pk=3, kind="student", legal_forename="Mia", legal_surname="Okafor")
ASSOCIATION = SchoolAssociation(
    pk=7, account=ACCOUNT, school=School(name="Ashfield"), reg_group="7B"
)


@pytest.mark.parametrize("name", list(Samples.base_columns))
@pytest.mark.parametrize(
    "record",
    [ASSOCIATION, {"pk": 1, "account": {"kind": "staff"}, "job_title": "Head"}, PortalUser(pk=2)],
    ids=["a model", "a dict", "another model"],
)
def test_a_cell_says_the_same(name: str, record: Any) -> None:
    table = Samples([record, record])
    first, second = table.rows
    cells = Cells(table.columns[name], table)
    assert cells.of(first) == cells.of(second) == first.get_cell(name)


def test_a_choice_is_worded_and_nothing_is_deleted() -> None:
    table = Samples([ASSOCIATION])
    (row,) = table.rows
    shown = {each.name: Cells(each, table).of(row) for each in table.columns}
    assert shown["kind"] == shown["asked"] == ACCOUNT.get_kind_display()
    assert (shown["deletes"], shown["job_title"], shown["linked"]) == (
        "—",
        "none",
        '<a href="/there/">7</a>',
    )
