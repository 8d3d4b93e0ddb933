"""Checks before any decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from autoupdate.processing import check
from autoupdate.processing.facts import ExcludedPattern, expect, values_of
from autoupdate.processing.react import Situation
from autoupdate.records import Kind
from matching.engine.normalise import fold
from tests.unit.processing.builders import STAFF, TODAY, export, known, student


def test_a_name_and_a_date_of_birth_are_enough() -> None:
    assert check.lacking(student()) is None


def test_one_name_is_enough() -> None:
    assert check.lacking(student(legal_forename="")) is None


def test_without_any_name_there_is_no_account() -> None:
    assert check.lacking(student(legal_forename="", legal_surname="")) is Situation.WITHOUT_NAME


def test_without_a_date_of_birth_there_is_no_account() -> None:
    assert check.lacking(student(date_of_birth=None)) is Situation.WITHOUT_DATE_OF_BIRTH


def test_a_problem_of_the_row_bars_an_account() -> None:
    assert check.lacking(student(no_account_code="id_shared")) is Situation.UNUSABLE


def test_only_problems_of_identity_make_a_record_ambiguous() -> None:
    assert check.is_ambiguous(student(no_account_code="rows_disagree"))
    assert not check.is_ambiguous(student(no_account_code="birth_date_missing"))


@pytest.mark.parametrize(
    ("pattern", "excluded"),
    [
        (ExcludedPattern("", "ada", "okonkwo", None), True),
        (ExcludedPattern("student", "ada", "okonkwo", date(2015, 3, 4)), True),
        (ExcludedPattern("staff", "ada", "okonkwo", None), False),
        (ExcludedPattern("", "ada", "okonkwo", date(2015, 3, 5)), False),
        (ExcludedPattern("", "ada", "other", None), False),
    ],
)
def test_names_that_should_not_be_in_uso(pattern: ExcludedPattern, excluded: bool) -> None:
    assert check.is_excluded(student(), [pattern]) is excluded


def test_no_pattern_excludes_nobody() -> None:
    assert not check.is_excluded(student(), [])


def test_the_preferred_name_counts_too() -> None:
    record = student(preferred_forename="Adé")
    assert check.is_excluded(record, [ExcludedPattern("", "ade", "okonkwo", None)])


def test_a_name_without_latin_letters_still_compares() -> None:
    assert fold("…") == "…"


class TestDescribesAnother:
    """Two descriptions under one id."""

    def test_all_three_must_differ(self) -> None:
        kept = values_of(student())
        given = values_of(
            student(legal_forename="Zoe", legal_surname="Smith", date_of_birth=date(2014, 1, 1))
        )
        assert check.describes_another(kept, given)

    def test_a_marriage_is_the_same_person(self) -> None:
        kept, given = values_of(STAFF), values_of(student(legal_forename="Grace"))
        assert not check.describes_another(kept, given)

    def test_without_a_date_nobody_can_say(self) -> None:
        kept = values_of(student(date_of_birth=None))
        given = values_of(student(legal_forename="Zoe", legal_surname="Smith"))
        assert not check.describes_another(kept, given)
        assert not check.describes_another(given, kept)

    def test_a_shared_surname_is_not_enough_to_be_another(self) -> None:
        kept = values_of(student())
        given = values_of(student(legal_forename="Zoe", date_of_birth=date(2014, 1, 1)))
        assert not check.describes_another(kept, given)


class TestAnotherSchools:
    """Another school's file."""

    def test_hardly_anybody_is_known(self) -> None:
        ours = [known(student(str(n), legal_surname=f"Ours{n}")) for n in range(1, 21)]
        theirs = export(*(student(str(n), legal_surname=f"Theirs{n}") for n in range(1, 21)))
        assert check.is_another_schools(theirs, ours)

    def test_new_ids_alone_raise_no_alarm(self) -> None:
        ours = [known(student(str(n), legal_surname=f"Ours{n}")) for n in range(1, 21)]
        again = export(*(student(str(500 + n), legal_surname=f"Ours{n}") for n in range(1, 21)))
        assert not check.is_another_schools(again, ours)

    def test_few_people_are_not_judged(self) -> None:
        ours = [known(student(str(n), legal_surname=f"Ours{n}")) for n in range(1, 5)]
        assert not check.is_another_schools(export(student("9", legal_surname="New")), ours)


def test_a_start_to_come_waits_unless_future_people_are_accepted() -> None:
    later = student(starts_on=TODAY + timedelta(days=1))
    assert check.waits_for_start(later, today=TODAY, accepts_future=False)
    assert not check.waits_for_start(later, today=TODAY, accepts_future=True)
    assert not check.waits_for_start(student(starts_on=TODAY), today=TODAY, accepts_future=False)
    assert not check.waits_for_start(student(), today=TODAY, accepts_future=False)


def test_a_broken_promise_is_an_error() -> None:
    assert expect(Kind.STAFF) is Kind.STAFF
    with pytest.raises(ValueError, match="promised"):
        expect(None)
