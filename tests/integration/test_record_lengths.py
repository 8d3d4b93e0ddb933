"""The longest text a parser lets through fits the column that keeps it."""

from __future__ import annotations

import pytest
from django.db.models import CharField

from autoupdate.records import MAX_LENGTHS, PERSON_FIELDS
from matching.models import MisPerson


@pytest.mark.parametrize("name", ["mis_id", *PERSON_FIELDS])
def test_a_mis_person_has_room(name: str) -> None:
    column = MisPerson._meta.get_field(name)
    if isinstance(column, CharField):
        assert MAX_LENGTHS[name] <= (column.max_length or 0)
