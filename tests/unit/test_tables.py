"""Every table of the portal is shown by the portal's own component."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import get_resolver

from accounts.tables import PortalTable


def _made_from(table: type[PortalTable]) -> Iterator[type[PortalTable]]:
    for each in table.__subclasses__():
        yield each
        yield from _made_from(each)


def test_every_table_has_our_template() -> None:
    assert get_resolver().url_patterns  # the views, and with them all tables, are there
    tables = set(_made_from(PortalTable))
    assert len(tables) > 20
    assert {each._meta.template_name for each in tables} == {"components/table.html"}
