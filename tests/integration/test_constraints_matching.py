"""The database's own rules on MIS persons, links, candidates, decisions and excluded names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    CandidateFactory,
    ExcludedNameFactory,
    KeysRenewalFactory,
    LinkFactory,
    MatchDecisionFactory,
    MisPersonFactory,
    PortalUserFactory,
    RejectedPairFactory,
)
from tests.integration.constraints import (
    Case,
    Cases,
    append_only_tables,
    assert_append_only,
    assert_holds,
    bad,
    rules_of,
    twice,
)

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=400)
SOON = timezone.now() + timedelta(days=1)


def _another_person_of_that_account(*, same_mis: bool) -> None:
    first = LinkFactory()
    mis = {"mis_person__school_mis": first.school_mis} if same_mis else {}
    LinkFactory(account=first.account, is_leading=not same_mis, **mis)


def _removed_by_nobody_knows_when() -> object:
    return ExcludedNameFactory(removed_by=PortalUserFactory())


def _the_same_name_in_capitals() -> None:
    first = ExcludedNameFactory(forename="Test", surname="Pupil")
    ExcludedNameFactory(school=first.school, forename="TEST", surname="PUPIL")


CASES: Cases = {
    "mis_person_once_per_mis": twice(MisPersonFactory, "school_mis", "mis_id"),
    "mis_person_kind_known": bad(MisPersonFactory, kind="parent"),
    "mis_person_standing_known": bad(MisPersonFactory, standing="lost"),
    "mis_person_has_mis_id": bad(MisPersonFactory, mis_id=""),
    "mis_person_absent_or_present": bad(MisPersonFactory, absent_since=timezone.now()),
    "link_one_live_per_person": twice(LinkFactory, "mis_person"),
    "link_one_live_per_account_and_mis": Case(
        lambda: _another_person_of_that_account(same_mis=True)
    ),
    "link_one_leads_per_account": Case(lambda: _another_person_of_that_account(same_mis=False)),
    "link_made_known": bad(LinkFactory, made="guessed"),
    "link_end_has_reason": bad(LinkFactory, ended_at=timezone.now()),
    "link_ends_after_start": bad(LinkFactory, ended_at=LONG_AGO, end_reason="left"),
    "candidate_once_per_pair": twice(CandidateFactory, "mis_person", "account"),
    "candidate_scope_known": bad(CandidateFactory, scope="abroad"),
    "candidate_score_0_to_100": bad(CandidateFactory, score=100.5),
    "decision_decision_known": bad(MatchDecisionFactory, decision="perhaps"),
    "keys_renewal_one_open_per_version": twice(KeysRenewalFactory, "version"),
    "rejected_once_per_pair": twice(RejectedPairFactory, "mis_person", "account"),
    "excluded_name_once_while_live": Case(_the_same_name_in_capitals),
    "excluded_name_kind_known": bad(ExcludedNameFactory, kind="parent"),
    "excluded_name_has_a_name": bad(ExcludedNameFactory, forename=""),
    "excluded_name_removed_by_only_with_removed_at": Case(_removed_by_nobody_knows_when),
}


@pytest.mark.parametrize("rule", CASES)
def test_the_database_holds(rule: str) -> None:
    assert_holds("matching", rule, CASES[rule])


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == rules_of("matching")


def test_what_has_ended_makes_room() -> None:
    ended = LinkFactory(ended_at=SOON, end_reason="left", is_leading=False)
    LinkFactory(mis_person=ended.mis_person, account=ended.account)
    removed = ExcludedNameFactory(removed_at=timezone.now(), removed_by=PortalUserFactory())
    ExcludedNameFactory(school=removed.school, forename=removed.forename, surname=removed.surname)


@pytest.mark.parametrize("score", [0, 100])
def test_the_ends_of_the_scale_belong_to_it(score: int) -> None:
    assert CandidateFactory(score=score).score == score


def test_decisions_only_grow() -> None:
    assert "matching_matchdecision" in append_only_tables()
    assert_append_only(MatchDecisionFactory())
