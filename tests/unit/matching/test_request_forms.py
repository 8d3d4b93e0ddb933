"""What the form of an account made by hand refuses, in words."""

from __future__ import annotations

import pytest

from matching.views.request_forms import FORMS, ORDER
from tests.integration.matching.requested import entered

STAFF = {"year_group": "", "job_title": "Supply teacher", "date_of_birth_year": "1985"}


@pytest.mark.parametrize(
    ("kind", "wrong", "told"),
    [
        ("student", {"legal_forename": " "}, "Enter the legal forename"),
        ("student", {"legal_surname": "123"}, "Legal surname: a name has letters in it"),
        ("student", {"date_of_birth_day": "31", "date_of_birth_month": "2"}, "Enter a real date"),
        ("student", {"date_of_birth_year": "2999"}, "must be in the past"),
        ("student", {"date_of_birth_year": "1950"}, "Check the date of birth"),
        ("student", {"year_group": ""}, "Choose the year"),
        ("student", {"reason": ""}, "Say why the account is needed"),
        (
            "student",
            {"starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2999"},
            "within the next year and a half",
        ),
        (
            "student",
            {"starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2001"},
            "must be after the date of birth",
        ),
        ("staff", {"date_of_birth_year": "1985"}, "Enter the role"),
        ("staff", {**STAFF, "title": "x" * 21}, "use 20 letters or fewer"),
    ],
)
def test_what_is_wrong_is_said_in_words(kind: str, wrong: dict[str, str], told: str) -> None:
    form = FORMS[kind](entered(**wrong))
    assert not form.is_valid()
    assert told in str(form.errors)


@pytest.mark.parametrize("kind", FORMS)
def test_every_field_has_its_place(kind: str) -> None:
    assert set(ORDER[kind]) == set(FORMS[kind].base_fields)
