"""Two people decide at the same moment, in real transactions: one wins, the other hears of it."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.actions import locking
from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.actions.restoring import restore
from accounts.models import Role, SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.actions.holds import release_all
from matching.actions.deciding import create_new, match_person
from matching.models import Link, MatchDecision
from tests.concurrency.together import at_once
from tests.factories import (
    HeldRemovalFactory,
    HoldFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    SchoolMisFactory,
    user_with_role,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.matching.scenes import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school_mis() -> SchoolMis:
    made: SchoolMis = SchoolMisFactory()
    return made


def test_two_people_match_one_person_to_two_accounts(school_mis: SchoolMis) -> None:
    question = ask(school_mis)
    first, second = (user_with_role(Role.HEAD, school=school_mis.school) for _ in range(2))
    results = at_once(
        lambda: match_person(question.person, account=question.account, by=first),
        lambda: match_person(question.person, account=question.other, by=second),
    )
    refused = [each for each in results if isinstance(each, ActionRefused)]
    assert len(refused) == 1
    assert "decided about" in refused[0].message
    assert Link.objects.count() == MatchDecision.objects.count() == 1


def test_a_double_click_on_create_makes_one_account(school_mis: SchoolMis) -> None:
    question = ask(school_mis)
    by = user_with_role(Role.HEAD, school=school_mis.school)
    before = UsoAccount.objects.count()
    results = at_once(*[lambda: create_new(question.person, by=by)] * 4)
    assert len({each.pk for each in results}) == 1
    assert UsoAccount.objects.count() == before + 1


def test_a_double_click_on_restore_starts_one_association(school_mis: SchoolMis) -> None:
    account = left_account(school_mis.school)
    by = user_with_role(Role.HEAD, school=school_mis.school)
    results = at_once(*[lambda: restore([account.pk], school=school_mis.school, by=by)] * 4)
    assert sum(len(each.done) for each in results) == 1
    live = SchoolAssociation.objects.filter(account=account, ended_at__isnull=True)
    assert live.count() == 1


def test_a_double_click_on_release_removes_once(school_mis: SchoolMis) -> None:
    run = ProcessingRunFactory(school_mis=school_mis, done=True)
    hold = HoldFactory(run=run, num_removals=3)
    for _ in range(3):
        removal = HeldRemovalFactory(hold=hold, code="left_not_in_export")
        SchoolAssociationFactory(account=removal.link.account, school=school_mis.school)
    by = user_with_role(Role.HEAD, school=school_mis.school)
    results = at_once(*[lambda: release_all(hold, by=by)] * 3)
    assert sorted(len(each.done) for each in results) == [0, 0, 3]


def test_a_night_at_work_is_said_in_plain_words(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE", "50ms")
    question = ask(school_mis)
    by = user_with_role(Role.HEAD, school=school_mis.school)
    with transaction.atomic():
        lock_school(school_mis.school_id)
        [result] = at_once(lambda: match_person(question.person, account=question.account, by=by))
    assert isinstance(result, ActionRefused)
    assert "being processed just now" in result.message
    assert not Link.objects.exists()
