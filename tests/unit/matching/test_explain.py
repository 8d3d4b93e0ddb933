"""Reasons in plain words, in the names' own spelling, never with a date or a UPN."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from matching.engine import Agreement, FieldReason, Person
from matching.engine.compare import compare
from matching.engine.explain import WHY, explain, levels_of
from matching.engine.levels import Level
from matching.engine.normalise import profile
from tests.unit.matching.people import UPNS, people, staff, student


def reasons(one: Person, other: Person) -> dict[str, FieldReason]:
    found = compare(profile(one), profile(other))
    assert found is not None
    return {reason.field: reason for reason in explain(found, people=(one, other))}


def test_every_level_has_words() -> None:
    assert set(WHY) == set(Level)
    wordless = {level for level, words in WHY.items() if not words}
    assert wordless == {level for level in Level if level.agreement is not Agreement.CLOSE}


def test_fields_come_in_one_order() -> None:
    assert list(reasons(student(), student())) == [
        "forename",
        "surname",
        "date_of_birth",
        "upn",
        "middle_names",
        "year_group",
    ]
    assert list(reasons(staff(), staff())) == [
        "forename",
        "surname",
        "date_of_birth",
        "middle_names",
    ]


@pytest.mark.parametrize(
    ("one", "other", "field", "why"),
    [
        ({"forename": "ROBERT"}, {"forename": "Bob"}, "forename", "Bob is short for ROBERT"),
        (
            {"forename": "Mohammed"},
            {"forename": "Muhammad"},
            "forename",
            "Mohammed and Muhammad are spellings of one name",
        ),
        (
            {"forename": "Mohammed", "preferred_forename": "Ali"},
            {"forename": "Mohammed", "preferred_forename": "Hassan"},
            "forename",
            "the same legal forename, but known as Ali and Hassan",
        ),
        (
            {"surname": "Smith-O’Neill"},
            {"surname": "O’Neill"},
            "surname",
            "O’Neill is part of the other’s longer name",
        ),
        (
            {"surname": "Okafor", "former_surname": "Eze"},
            {"surname": "Eze"},
            "surname",
            "Eze is a former surname",
        ),
        (
            {"forename": "Zuri"},
            {"forename": "Okafor", "surname": "Zuri"},
            "surname",
            "forename and surname are swapped",
        ),
        (
            {"surname": "Smith Okafor"},
            {"surname": "Smithokafro"},
            "surname",
            "Smith Okafor and Smithokafro differ by a letter or two",
        ),
    ],
)
def test_why(one: dict[str, Any], other: dict[str, Any], field: str, why: str) -> None:
    reason = reasons(student(**({"surname": "Okafor"} | one)), student(**other))[field]
    assert (reason.agreement, reason.why) == (Agreement.CLOSE, why)


def test_a_name_that_nobody_writes_apart_is_capitalised() -> None:
    found = reasons(student(forename="Xanthe(Zuri)"), student(forename="zuri"))
    assert found["forename"].why == "zuri is part of the other’s longer name"
    found = reasons(student(forename="Xanthe(Zuri)"), student(forename="Zuri2"))
    assert found["forename"].why == "Zuri2 is part of the other’s longer name"
    found = reasons(student(surname="Quux(Adu)Eze"), student(surname="ADU/Eze"))
    assert found["surname"].agreement is Agreement.DIFFERS


def test_nothing_to_say_about_same_differs_and_missing() -> None:
    found = reasons(student(), student(surname="Quux"))
    assert found["forename"] == FieldReason("forename", Agreement.SAME)
    assert found["surname"] == FieldReason("surname", Agreement.DIFFERS)
    assert found["upn"] == FieldReason("upn", Agreement.MISSING)


@given(people(), people())
def test_no_reason_tells_a_date_or_a_upn(one: Person, other: Person) -> None:
    found = compare(profile(one), profile(other))
    if one.kind == other.kind and found:
        for reason in explain(found, people=(one, other)):
            assert not re.search(r"\d", reason.why)
            assert not any(upn in reason.why for upn in UPNS)


@given(people(), people())
def test_stored_reasons_tell_their_levels_again(one: Person, other: Person) -> None:
    found = compare(profile(one), profile(other))
    if one.kind == other.kind and found:
        stored = [
            {"field": each.field, "agreement": each.agreement.value, "why": each.why}
            for each in explain(found, people=(one, other))
        ]
        told = found._asdict() | {
            field: getattr(found, field).level for field in ("forename", "surname")
        }
        assert dict(levels_of(stored)) == {each["field"]: told[each["field"]] for each in stored}


def test_words_that_no_level_has_are_left_out() -> None:
    reasons = [{"field": "forename", "agreement": "close", "why": "as told by the stars"}]
    assert not list(levels_of(reasons))
