"""What is known of a school's set-up, from what the database holds."""

from __future__ import annotations

from typing import Any

import pytest

from autoupdate.models import Case
from autoupdate.queries.setup import Turn, steps_of
from autoupdate.queries.setup_facts import prospective_facts, setup_facts
from tests.factories import (
    CaseFactory,
    MisPersonFactory,
    NonMisReviewFactory,
    ProcessingRunFactory,
    PullFactory,
    SchoolAssociationFactory,
    UploadFactory,
    accept_reports,
)
from tests.integration.autoupdate.fake_mis import FakeVendor, put, put_arbor
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


def use(cast: Cast, product: str) -> Any:
    cast.school_mis.product = product
    cast.school_mis.save()
    return cast.school_mis


def test_dates_of_birth_that_the_newest_export_lacks(cast: Cast) -> None:
    school_mis = use(cast, "scholarpack")
    assert setup_facts(school_mis).num_no_birth_date is None
    counts = {"problem_counts": {"birth_date_missing": 2}}
    UploadFactory(school_mis=school_mis, state="ready", **counts)
    assert setup_facts(school_mis).num_no_birth_date == 2
    UploadFactory(school_mis=school_mis, state="received")  # nobody has looked at it yet
    assert setup_facts(school_mis).num_no_birth_date == 2
    UploadFactory(school_mis=school_mis, state="ready")
    assert setup_facts(school_mis).num_no_birth_date == 0


def test_people_to_match_count_once_a_night_has_been(cast: Cast) -> None:
    MisPersonFactory(school_mis=cast.school_mis, standing="requires_matching")
    assert setup_facts(cast.school_mis).num_to_match == 0
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    assert setup_facts(cast.school_mis).num_to_match == 1


def test_accounts_without_the_mis_count_once_a_night_has_been(cast: Cast) -> None:
    SchoolAssociationFactory(school=cast.school)
    assert setup_facts(cast.school_mis).num_to_review == 0
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    assert setup_facts(cast.school_mis).num_to_review == 1
    NonMisReviewFactory(school_mis=cast.school_mis)
    assert setup_facts(cast.school_mis).num_to_review == 0


def test_what_is_being_fetched_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    put_arbor(monkeypatch, FakeVendor())
    school_mis = use(cast, "arbor")
    assert not setup_facts(school_mis).is_fetching
    PullFactory(school_mis=school_mis, school=cast.school)
    assert setup_facts(school_mis).is_fetching


def test_another_mis_of_before_counts_for_nothing(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    UploadFactory(school_mis=cast.school_mis)
    before = setup_facts(cast.school_mis)
    assert (before.accepts, before.num_uploads) == (True, 1)
    after = setup_facts(cast.outsider_mis)
    assert (after.accepts, after.num_uploads, after.is_over) == (False, 0, False)


def test_what_a_school_has_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    iris = put(monkeypatch, "iris")
    assert not prospective_facts(cast.school, iris).has_case
    CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    known = prospective_facts(cast.school, iris)
    assert known.has_case
    steps = {each.code: each.turn for each in steps_of(known)}
    assert (steps["ask_desk"], steps["configure"]) == (Turn.DONE, Turn.DESK)
    assert not prospective_facts(cast.outsider_school, iris).has_case
    Case.objects.update(state="with_school")
    again = {each.code: each for each in steps_of(prospective_facts(cast.school, iris))}
    assert again["ask_desk"].turn is Turn.SCHOOL
    assert "waits for your answer" in again["ask_desk"].hint


def test_a_few_queries_are_enough(cast: Cast, django_assert_max_num_queries: Any) -> None:
    school_mis = use(cast, "scholarpack")
    with django_assert_max_num_queries(9):
        setup_facts(school_mis)
