"""Who is the same person written differently, and who may be a relative or a namesake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matching.engine.compare import compare
from matching.engine.kinship import is_no_namesake, is_no_relative, is_one_sound
from matching.engine.levels import Comparison
from matching.engine.normalise import profile
from tests.unit.matching.people import student


def compared(one: dict[str, Any], other: dict[str, Any]) -> Comparison:
    people = (student(**({"surname": "Okafor", "year_group": "9"} | each)) for each in (one, other))
    found = compare(*map(profile, people))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"forename": "Robert"}, {"forename": "Bob"}),
        ({"forename": "Mohammed"}, {"forename": "Muhammad"}),
        ({"forename": "Olivia", "surname": "Okafor-Eze"}, {"forename": "Olivia"}),
        ({"forename": "Olivia", "surname": "Okafro"}, {"forename": "Olivia"}),
        ({"forename": "Okafor", "surname": "Olivia"}, {"forename": "Olivia"}),
        (
            {"forename": "Grace", "middle_names": "Ann"},
            {"forename": "Jo", "middle_names": "Grace Eve"},
        ),
        ({"forename": "Olvia"}, {"forename": "Olivia"}),
        ({"forename": "Temiloluva"}, {"forename": "Temyloluva"}),
        ({"forename": "Steven"}, {"forename": "Stephen"}),
        (
            {"forename": "Olivia", "middle_names": "Eve"},
            {"forename": "Oliwia", "middle_names": "Eve"},
        ),
        (
            {"forename": "J", "middle_names": "Eve"},
            {"forename": "James", "middle_names": "Eve"},
        ),
    ],
)
def test_one_person_written_differently(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert is_no_relative(compared(one, other))
    assert is_no_relative(compared(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"forename": "Ella"}, {"forename": "Ellie"}),
        ({"forename": "Olivia"}, {"forename": "Oliwia"}),
        ({"forename": "Kehinded"}, {"forename": "Kehindeb"}),
        ({"forename": "Jayden"}, {"forename": "Kayden"}),
        ({"forename": "Tolu"}, {"forename": "Toluwani"}),
        ({"forename": "J"}, {"forename": "James"}),
        ({"forename": "Amara"}, {"forename": "Zuri"}),
        (
            {"forename": "Amara", "middle_names": "Eve"},
            {"forename": "Zuri", "middle_names": "Eve"},
        ),
        (
            {"forename": "Robert", "middle_names": "Ann"},
            {"forename": "Bob", "middle_names": "Eve"},
        ),
        ({"forename": "Olivia", "surname": "Quux"}, {"forename": "Olivia"}),
        ({"forename": "Olivia", "surname": ""}, {"forename": "Olivia"}),
        ({"forename": "Olivia", "date_of_birth": None}, {"forename": "Olivia"}),
    ],
)
def test_perhaps_a_relative_or_a_namesake(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not is_no_relative(compared(one, other))
    assert not is_no_relative(compared(other, one))


def test_swapped_day_and_month_need_the_same_names() -> None:
    one = {"forename": "Robert", "date_of_birth": date(2012, 3, 4)}
    swapped = {"forename": "Robert", "date_of_birth": date(2012, 4, 3)}
    assert is_no_relative(compared(one, swapped))
    assert not is_no_relative(compared(one, swapped | {"forename": "Bob"}))
    middles = ({"middle_names": "Ann"}, {"middle_names": "Eve"})
    assert not is_no_relative(compared(one | middles[0], swapped | middles[1]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mohammed", "muhammad", True),
        ("catherine", "katharine", True),
        ("isabel", "isabelle", True),
        ("kayleigh", "kaylee", True),
        ("sofia", "sophia", True),
        ("olivia", "oliwia", False),
        ("eva", "ewa", False),
        ("amelia", "emilia", False),
        ("anne", "anna", False),
        ("umar", "amar", False),
    ],
)
def test_what_is_heard_as_one_name(one: str, other: str, *, expected: bool) -> None:
    assert is_one_sound(one, other) == is_one_sound(other, one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"date_of_birth": None}, {}, True),
        ({"date_of_birth": date(2012, 3, 15)}, {}, True),
        ({"surname": "Quux"}, {}, True),
        ({"date_of_birth": date(2012, 6, 24)}, {}, False),
        ({"surname": "Quux", "date_of_birth": None}, {}, False),
        ({"forename": "Oliwia", "date_of_birth": None}, {}, False),
        ({"middle_names": "Ann", "surname": "Quux"}, {"middle_names": "Eve"}, False),
        ({"year_group": "8", "surname": "Quux"}, {}, False),
    ],
)
def test_one_field_changed_or_mistyped(
    one: dict[str, Any], other: dict[str, Any], *, expected: bool
) -> None:
    assert is_no_namesake(compared(one, other)) == is_no_namesake(compared(other, one)) == expected
