"""A sub-report without some of its optional fields, as a stored file is read after an opt-out."""

from __future__ import annotations

from autoupdate.connectors import registry
from autoupdate.stored import without

STUDENTS = registry.get("sims").sub_report("students")


def codes(*fields: str) -> set[str]:
    return {each.code for each in without(STUDENTS, fields).fields}


def test_nothing_opted_out_changes_nothing() -> None:
    assert without(STUDENTS, ()) is STUDENTS


def test_an_optional_field_is_gone_and_a_mandatory_one_stays() -> None:
    assert "house" in codes("email")
    assert "email" not in codes("email")
    assert "mis_id" in codes("mis_id", "email")


def test_nobody_falls_back_on_a_field_that_is_gone() -> None:
    surname = without(STUDENTS, ["preferred_surname"]).field("legal_surname")
    assert surname.falls_back_on == ""
    assert without(STUDENTS, ["email"]).field("legal_surname").falls_back_on == "preferred_surname"
