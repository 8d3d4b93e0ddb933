"""Taking decisions back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, UsoAccount
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.actions.undoing import UNDO, UNDONE_BY, undo, undoable
from matching.bulk.links import end_links
from matching.models import (
    Candidate,
    Decision,
    LinkEnd,
    MatchDecision,
    MisPerson,
    RejectedPair,
    Standing,
)
from tests.factories import CandidateFactory, LinkFactory, UsoAccountFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def decision_on(person: MisPerson) -> MatchDecision:
    decision = person.decisions.first()
    assert decision is not None
    return decision


def is_undoable(decision: MatchDecision) -> bool:
    return decision.pk in undoable(decision.mis_person)


def test_the_tables_agree() -> None:
    assert set(UNDO) == set(UNDONE_BY)


def test_a_match_taken_back_asks_the_same_question_again(cast: Cast) -> None:
    question, rival = ask(cast.school_mis), ask(cast.school_mis)
    CandidateFactory(mis_person=rival.person, account=question.account, score=55)
    question.account.associations.update(year_group="8", starts_on=date(2026, 9, 1))
    before = set(Candidate.objects.values_list("mis_person", "account", "score", "scope"))
    place = question.account.associations.values().get()
    link = match_person(question.person, account=question.account, by=cast.head)
    decision = decision_on(question.person)
    assert is_undoable(decision)

    undo(decision, by=cast.colleague, reason="A mistake")
    question.person.refresh_from_db()
    link.refresh_from_db()
    assert (link.end_reason, question.person.standing) == (
        LinkEnd.STAFF,
        Standing.REQUIRES_MATCHING,
    )
    assert set(Candidate.objects.values_list("mis_person", "account", "score", "scope")) == before
    assert question.account.associations.values().get() == place
    assert decision_on(question.person).decision == Decision.MATCH_UNDONE
    assert not is_undoable(decision)
    event = AuditEvent.objects.get(action="match.undone")
    assert (event.by, event.reason) == (cast.colleague, "A mistake")


def test_the_association_that_a_match_made_goes_with_it(cast: Cast) -> None:
    question = ask(cast.school_mis)
    account: UsoAccount = UsoAccountFactory(
        local_authority=cast.local_authority, unallocated_at=timezone.now() - timedelta(days=3)
    )
    CandidateFactory(mis_person=question.person, account=account, scope="recent")
    match_person(question.person, account=account, by=cast.head)
    undo(decision_on(question.person), by=cast.head)
    account.refresh_from_db()
    assert not account.associations.filter(ended_at__isnull=True).exists()
    assert account.unallocated_at is not None


def test_another_school_leads_once_the_match_is_taken_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head)
    theirs = LinkFactory(
        account=question.account, mis_person__school_mis=cast.outsider_mis, is_leading=False
    )
    undo(decision_on(question.person), by=cast.head)
    theirs.refresh_from_db()
    assert theirs.is_leading


def test_taking_back_twice_is_harmless(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head)
    decision = decision_on(question.person)
    undo(decision, by=cast.head)
    undo(decision, by=cast.head)
    assert MatchDecision.objects.filter(decision=Decision.MATCH_UNDONE).count() == 1


def test_a_match_that_a_night_ended_cannot_be_taken_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    link = match_person(question.person, account=question.account, by=cast.head)
    end_links([(link.pk, LinkEnd.LEFT)], at=timezone.now())
    decision = decision_on(question.person)
    assert not is_undoable(decision)
    with pytest.raises(ActionRefused, match="nothing to take back"):
        undo(decision, by=cast.head)


def test_a_new_account_that_is_taken_back_is_let_go_and_never_offered_again(cast: Cast) -> None:
    question = ask(cast.school_mis)
    long_ago = timezone.now() - timedelta(days=12)
    MisPerson.objects.filter(pk=question.person.pk).update(standing_since=long_ago)
    account = create_new(question.person, by=cast.head)
    decision = decision_on(question.person)
    assert is_undoable(decision)

    undone = undo(decision, by=cast.colleague, reason="A slip")
    account.refresh_from_db()
    question.person.refresh_from_db()
    assert undone.decision == Decision.CREATE_UNDONE
    assert question.person.standing == Standing.REQUIRES_MATCHING
    assert question.person.standing_since == long_ago
    assert question.offered == {question.account.pk, question.other.pk}
    assert account.unallocated_at is not None
    assert not account.links.filter(ended_at__isnull=True).exists()
    assert RejectedPair.objects.filter(mis_person=question.person, account=account).exists()
    assert undoable(question.person) == frozenset()
    assert AuditEvent.objects.get(action="match.creation_undone").by == cast.colleague
    assert undo(decision, by=cast.head) == undone
    assert create_new(question.person, by=cast.head) != account


def test_a_decision_that_takes_back_cannot_be_taken_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    create_new(question.person, by=cast.head)
    undone = undo(decision_on(question.person), by=cast.head)
    with pytest.raises(ActionRefused, match="cannot be taken back"):
        undo(undone, by=cast.head)


def test_taking_back_too_late_says_who_did_what(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head)
    matched = decision_on(question.person)
    undo(matched, by=cast.colleague)
    create_new(question.person, by=cast.colleague)
    RejectedPair.objects.all().delete()
    MatchDecision.objects.create(
        mis_person=question.person,
        account=question.account,
        decision=Decision.NOT_SAME_UNDONE,
        decided_by=cast.colleague,
    )
    with pytest.raises(ActionRefused, match=str(cast.colleague)):
        undo(matched, by=cast.head)


def test_not_the_same_person_can_be_taken_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    reject_pair(question.person, account=question.account, by=cast.head)
    decision = decision_on(question.person)
    assert is_undoable(decision)
    undo(decision, by=cast.head)
    undo(decision, by=cast.head)
    assert question.offered == {question.account.pk, question.other.pk}
    assert not RejectedPair.objects.exists()
    assert not is_undoable(decision)
    assert AuditEvent.objects.filter(action="match.rejection_undone").count() == 1


def test_what_was_ruled_out_meanwhile_is_not_offered_again(cast: Cast) -> None:
    question, rival = ask(cast.school_mis), ask(cast.school_mis)
    CandidateFactory(mis_person=rival.person, account=question.account)
    match_person(question.person, account=question.account, by=cast.head)
    matched = decision_on(question.person)
    RejectedPair.objects.create(
        mis_person=rival.person,
        account=question.account,
        decision=MatchDecision.objects.create(
            mis_person=rival.person,
            account=question.account,
            decision=Decision.NOT_SAME_PERSON,
            decided_by=cast.head,
        ),
    )
    LinkFactory(account=question.other, mis_person__school_mis=cast.school_mis)
    undo(matched, by=cast.head)
    assert question.account.pk not in rival.offered
    assert question.offered == {question.account.pk}


def test_a_rejection_without_a_trace_in_the_audit_is_still_taken_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    decision = MatchDecision.objects.create(
        mis_person=question.person,
        account=question.account,
        decision=Decision.NOT_SAME_PERSON,
        decided_by=cast.head,
    )
    RejectedPair.objects.create(
        mis_person=question.person, account=question.account, decision=decision
    )
    undo(decision, by=cast.head)
    assert not RejectedPair.objects.exists()


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_taking_back_needs_the_permission(cast: Cast, who: str) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head)
    with pytest.raises(PermissionDenied):
        undo(decision_on(question.person), by=getattr(cast, who))
