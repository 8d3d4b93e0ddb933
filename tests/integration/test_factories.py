"""Every factory makes a row that the database's own rules accept."""

from __future__ import annotations

import pytest
from factory.django import DjangoModelFactory

from tests import factories
from tests.integration.conftest import Cast

FACTORIES = [
    each
    for name in factories.__all__
    if isinstance(each := getattr(factories, name), type) and issubclass(each, DjangoModelFactory)
]


@pytest.mark.django_db
@pytest.mark.parametrize("made_by", FACTORIES, ids=lambda each: each.__name__)
def test_makes_two_rows(made_by: type[DjangoModelFactory]) -> None:
    first, second = made_by(), made_by()
    assert first.pk != second.pk
    assert str(first)


def test_the_cast_is_of_two_schools_in_two_authorities(cast: Cast) -> None:
    assert cast.school.local_authority_id != cast.outsider_school.local_authority_id
    assert len({user.pk for user in cast.everybody().values()}) == 8


def test_a_made_licence_key_remembers_what_the_software_sends(licence_key: str) -> None:
    assert licence_key.startswith("USO-")
