"""Contacts of Integris: couples become two people, one parent twice one person when certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from autoupdate.connectors.integris.couples import are_a_couple, separated
from autoupdate.connectors.integris.parents import is_certain, united
from autoupdate.records import ContactRecord
from tests.unit.connectors.test_integris import nasty


def contact(contact_id: str = "10", student: str = "1", **more: Any) -> ContactRecord:
    given = {"forename": "David", "surname": "Jones", "mobiles": ("07700 900005",)} | more
    return ContactRecord(mis_contact_id=contact_id, mis_student_id=student, **given)


def couple(title: str, forename: str = "", relationship: str = "Parents") -> list[ContactRecord]:
    return list(separated(contact(title=title, forename=forename, relationship=relationship)))


# --- Two in one ---


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("Mr and Mrs", ["Mr", "Mrs"]),
        ("Mr & Mrs", ["Mr", "Mrs"]),
        ("Mr&Mrs", ["Mr", "Mrs"]),
        ("Mr. AND Mrs.", ["Mr.", "Mrs."]),
        ("Mrs and Mrs", ["Mrs", "Mrs"]),
        ("Dr and Mrs", ["Dr", "Mrs"]),
    ],
)
def test_a_couple_is_two_people(title: str, titles: list[str]) -> None:
    first, second = couple(title)
    assert [first.title, second.title] == titles
    assert [first.mis_contact_id, second.mis_contact_id] == ["10/1", "10/2"]
    assert [first.surname, second.surname] == ["Jones", "Jones"]
    assert first.mobiles == second.mobiles == ("07700 900005",)


@pytest.mark.parametrize(
    ("forename", "forenames"),
    [
        ("", ["", ""]),
        ("John", ["John", ""]),
        ("John and Mary", ["John", "Mary"]),
        ("Minh & Lan", ["Minh", "Lan"]),
        ("Alexandra", ["Alexandra", ""]),
    ],
)
def test_their_forenames_are_taken_apart(forename: str, forenames: list[str]) -> None:
    assert [each.forename for each in couple("Mr and Mrs", forename)] == forenames


@pytest.mark.parametrize(
    ("title", "relationship", "each"),
    [
        ("Mr and Mrs", "Parents", ["Parent", "Parent"]),
        ("Mr and Mrs", "Mother and Father", ["Father", "Mother"]),
        ("Mr and Mrs", "Father & Mother", ["Father", "Mother"]),
        ("Mrs and Mr", "Father and Mother", ["Mother", "Father"]),
        ("Dr and Mrs", "Mother and Father", ["Father", "Mother"]),
        ("Mr and Dr", "Mother and Father", ["Father", "Mother"]),
        ("Mrs and Mrs", "Mother and Father", ["Mother and Father", "Mother and Father"]),
        ("Dr and Dr", "Mother and Father", ["Mother and Father", "Mother and Father"]),
        ("Mr and Mrs", "Grandparents", ["Grandparent", "Grandparent"]),
        ("Mr and Mrs", "Grandmother and Grandfather", ["Grandfather", "Grandmother"]),
        ("Mr and Mrs", "Aunt and Aunt", ["Aunt and Aunt", "Aunt and Aunt"]),
        ("Mr and Mrs", "", ["", ""]),
        ("Mr and Mrs", "Neighbours", ["Neighbours", "Neighbours"]),
    ],
)
def test_what_each_is_to_the_pupil(title: str, relationship: str, each: list[str]) -> None:
    assert [one.relationship for one in couple(title, relationship=relationship)] == each


@pytest.mark.parametrize(
    "one",
    [
        {"title": "Mr"},
        {"title": ""},
        {"title": "", "surname": "Childminder and Co"},
        {"title": "Mr and", "surname": "Jones"},
        {"title": "Trustees and Co"},
        {"title": "Mr and Mrs and Dr"},
        {"title": "Mr", "forename": "Anders and"},
    ],
)
def test_one_person_stays_one(one: dict[str, str]) -> None:
    record = contact(**one)
    assert list(separated(record)) == [record]


# --- One twice ---


def ids(*records: ContactRecord) -> list[str]:
    return [each.mis_contact_id for each in united(records)]


SURE: dict[str, dict[str, Any]] = {
    "the same mobile": {},
    "the same mobile written otherwise": {"mobiles": ("+44 (0)7700 900005",)},
    "the same mobile from abroad": {"mobiles": ("00447700900005",)},
    "the same e-mail": {"mobiles": (), "emails": ("DJ@mail.example",)},
    "another case": {"surname": "JONES", "forename": "DAVID"},
    "a title more": {"title": "Dr"},
    "a general relationship": {"relationship": "Parent"},
}
UNSURE: dict[str, dict[str, Any]] = {
    "another pupil": {"student": "2"},
    "another forename": {"forename": "Dave"},
    "another surname": {"surname": "Jones-Smith"},
    "nothing in common": {"mobiles": ("07700 900006",)},
    "nothing known": {"mobiles": ()},
    "a landline in common": {"mobiles": (), "phones": ("020 7946 0001",)},
    "another generation": {"relationship": "Grandfather"},
    "another sex": {"title": "Mrs"},
}


def first(**more: Any) -> ContactRecord:
    return contact(
        emails=("dj@mail.example",),
        phones=("020 7946 0001",),
        title="Mr",
        relationship="Father",
        **more,
    )


@pytest.mark.parametrize("other", SURE.values(), ids=SURE.keys())
def test_surely_one_parent_is_one(other: dict[str, Any]) -> None:
    assert ids(first(), contact("11", **other)) == ["10"]


@pytest.mark.parametrize("other", UNSURE.values(), ids=UNSURE.keys())
def test_perhaps_one_parent_stays_two(other: dict[str, Any]) -> None:
    assert ids(first(), contact("11", **other)) == ["10", "11"]


def test_without_forenames_nobody_is_certain() -> None:
    assert ids(first(forename=""), contact("11", forename="")) == ["10", "11"]


def test_the_two_of_a_couple_never_become_one() -> None:
    both = couple("Mr and Mrs", "Sam and Sam")
    assert [each.forename for each in both] == ["Sam", "Sam"]
    assert not is_certain(*both)
    assert are_a_couple("10/1", "10/2")
    assert not are_a_couple("10", "11")
    assert ids(*both) == ["10/1", "10/2"]


def test_half_of_a_couple_may_be_there_by_itself_too() -> None:
    records = [*couple("Mr and Mrs", "David and Ann"), first(contact_id="12")]
    assert ids(*records) == ["12", "10/2"]


def test_one_record_is_no_pair() -> None:
    assert not is_certain(first(), first())


def test_all_that_is_known_of_both_is_kept() -> None:
    one = contact(emails=("a@mail.example",), relationship="Parent", phones=("020 1234567",))
    other = contact("11", emails=("b@mail.example",), title="Mr", relationship="Father")
    (found,) = united([one, other])
    assert found.emails == ("a@mail.example", "b@mail.example")
    assert (found.mobiles, found.phones) == (("07700 900005",), ("020 1234567",))
    assert (found.title, found.relationship) == ("Mr", "Father")


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        (True, True, True),
        (True, None, True),
        (None, False, False),
        (True, False, None),
        (None, None, None),
    ],
)
def test_responsibility_is_known_when_nobody_disagrees(
    one: bool | None, other: bool | None, known: bool | None
) -> None:
    (found,) = united(
        [
            contact(has_parental_responsibility=one),
            contact("11", has_parental_responsibility=other),
        ]
    )
    assert found.has_parental_responsibility is known


def test_who_is_one_for_one_pupil_is_one_for_all() -> None:
    found = united([contact("11", "1"), contact("9", "1"), contact("11", "2"), contact("9", "3")])
    assert [(each.mis_contact_id, each.mis_student_id) for each in found] == [
        ("9", "1"),
        ("9", "2"),
        ("9", "3"),
    ]


def test_three_records_of_one_become_one_whatever_their_order() -> None:
    one = contact("30", emails=("a@mail.example",), mobiles=())
    bridge = contact("20", emails=("a@mail.example",))
    last = contact("100")
    for records in ([one, bridge, last], [last, one, bridge], [bridge, last, one]):
        assert set(ids(*records)) == {"20"}


def test_the_nasty_sample_is_put_in_order() -> None:
    found = nasty("contacts")
    assert found.problems == ()
    told: Iterable[Any] = [
        (each.mis_student_id, each.mis_contact_id, each.title, each.forename, each.relationship)
        for each in found.records
    ]
    assert list(told) == [
        ("501", "701/1", "Mr", "", "Parent"),
        ("501", "701/2", "Mrs", "", "Parent"),
        ("502", "702/1", "Mr", "John", "Father"),
        ("502", "702/2", "Mrs", "Mary", "Mother"),
        ("503", "703/1", "Mrs", "Ruth", "Parent"),
        ("503", "703/2", "Mrs", "", "Parent"),
        ("504", "704/1", "Dr", "Minh", "Parent"),
        ("504", "704/2", "Mrs", "Lan", "Parent"),
        ("504", "705", "Mr", "Minh", "Father"),
        ("505", "707", "Mr", "David", "Father"),
        ("506", "709", "Mr", "Paul", "Father"),
        ("506", "710", "Mr", "Paul", "Grandfather"),
        ("506", "711", "", "", "Childminder"),
        ("501", "712", "Ms", "Alexandra", "Aunt"),
    ]
    minh = next(each for each in found.records if each.mis_contact_id == "705")
    assert minh.mobiles == ("07700 900003", "07700 900004")
