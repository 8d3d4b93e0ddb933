"""Matching a person, creating an account for them, ruling a candidate out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AccountOrigin, AssociationSource, AuditEvent, LatestMove, UsoAccount
from matching.actions import settling
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.models import Candidate, Decision, Link, LinkMade, MatchDecision, Standing
from tests.factories import CandidateFactory, LinkFactory, UsoAccountFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import REASONS, ask

DECIDERS = ["head", "head_proxy", "nominated_contact", "colleague", "desk"]


@pytest.mark.parametrize("who", DECIDERS)
def test_a_match_takes_effect_at_once(cast: Cast, who: str) -> None:
    question = ask(cast.school_mis)
    by = getattr(cast, who)
    link = match_person(question.person, account=question.account, by=by, reason="I know him")

    question.person.refresh_from_db()
    assert (link.account, link.mis_person) == (question.account, question.person)
    assert (link.made, link.made_by, link.is_leading) == (LinkMade.STAFF_MATCHED, by, True)
    assert link.reasons == REASONS
    assert question.person.standing == Standing.LINKED
    assert question.person.standing_code == "matched_by_staff"
    assert question.offered == set()
    decision = MatchDecision.objects.get()
    assert (decision.decision, decision.decided_by) == (Decision.MATCHED, by)
    event = AuditEvent.objects.get(action="match.made")
    assert (event.by, event.account, event.reason) == (by, question.account, "I know him")
    assert event.subject == f"mis_person:{question.person.pk}"
    assert event.before is not None
    assert len(event.before["offers"]) == 2


def test_a_match_holds_an_unallocated_account_again(cast: Cast) -> None:
    question = ask(cast.school_mis)
    yesterday = timezone.now() - timedelta(days=1)
    account: UsoAccount = UsoAccountFactory(
        local_authority=cast.local_authority, unallocated_at=yesterday
    )
    CandidateFactory(mis_person=question.person, account=account, scope="recent")
    link = match_person(question.person, account=account, by=cast.head)

    account.refresh_from_db()
    association = account.associations.get(school=cast.school, ended_at__isnull=True)
    assert association.source == AssociationSource.MIS
    assert (association.year_group, association.reg_group) == ("9", "9B")
    assert association.started_at == link.made_at
    assert account.unallocated_at is None
    assert account.latest_move == LatestMove.MOVED


def test_a_match_gives_the_association_there_is_to_the_mis(cast: Cast) -> None:
    question = ask(cast.school_mis)
    question.account.associations.update(year_group="8", job_title="Prefect")
    before = question.account.associations.get()
    match_person(question.person, account=question.account, by=cast.head)
    after = question.account.associations.get()
    assert (after.pk, after.source) == (before.pk, AssociationSource.MIS)
    assert (after.year_group, after.reg_group, after.job_title) == ("9", "9B", "Prefect")


def test_a_link_elsewhere_goes_on_leading(cast: Cast) -> None:
    question = ask(cast.school_mis)
    LinkFactory(account=question.account, mis_person__school_mis=cast.outsider_mis)
    link = match_person(question.person, account=question.account, by=cast.head)
    assert not link.is_leading


def test_a_matched_account_is_offered_to_nobody_else_here(cast: Cast) -> None:
    question, rival = ask(cast.school_mis), ask(cast.school_mis)
    elsewhere = ask(cast.outsider_mis)
    CandidateFactory(mis_person=rival.person, account=question.account)
    CandidateFactory(mis_person=elsewhere.person, account=question.account)
    match_person(question.person, account=question.account, by=cast.head)
    assert question.account.pk not in rival.offered
    assert question.account.pk in elsewhere.offered


def test_matching_twice_is_harmless(cast: Cast) -> None:
    question = ask(cast.school_mis)
    first = match_person(question.person, account=question.account, by=cast.head)
    again = match_person(question.person, account=question.account, by=cast.head)
    assert first == again
    assert MatchDecision.objects.count() == 1


def test_the_second_of_two_hears_what_the_first_did(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.colleague)
    with pytest.raises(ActionRefused) as refused:
        match_person(question.person, account=question.other, by=cast.head)
    assert str(cast.colleague) in refused.value.message
    assert question.account.username in refused.value.message
    with pytest.raises(ActionRefused):
        create_new(question.person, by=cast.head)
    assert Link.objects.count() == 1


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.INCOMPLETE, "details missing"),
        (Standing.LEFT, "left the school"),
        (Standing.LINKED, "has a uso account"),
    ],
)
def test_somebody_who_asks_nothing_cannot_be_decided_about(
    cast: Cast, standing: Standing, words: str
) -> None:
    question = ask(cast.school_mis, standing=standing)
    with pytest.raises(ActionRefused) as refused:
        match_person(question.person, account=question.account, by=cast.head)
    assert words in refused.value.message


def test_only_what_is_offered_can_be_matched(cast: Cast) -> None:
    question = ask(cast.school_mis)
    stranger = UsoAccountFactory()
    for decide in (match_person, reject_pair):
        with pytest.raises(ActionRefused, match="not offered"):
            decide(question.person, account=stranger, by=cast.head)


def test_a_pair_that_was_ruled_out_cannot_be_matched(cast: Cast) -> None:
    question = ask(cast.school_mis)
    reject_pair(question.person, account=question.account, by=cast.colleague)
    with pytest.raises(ActionRefused, match="Take that back first"):
        match_person(question.person, account=question.account, by=cast.head)


def test_an_account_that_was_taken_meanwhile_is_refused(cast: Cast) -> None:
    question = ask(cast.school_mis)
    holder = LinkFactory(account=question.account, mis_person__school_mis=cast.school_mis)
    with pytest.raises(ActionRefused, match=str(holder.mis_person)):
        match_person(question.person, account=question.account, by=cast.head)


def test_an_account_of_the_other_kind_is_refused(cast: Cast) -> None:
    question = ask(cast.school_mis)
    UsoAccount.objects.filter(pk=question.account.pk).update(kind="staff")
    with pytest.raises(ActionRefused, match="account for staff"):
        match_person(question.person, account=question.account, by=cast.head)


def test_another_schools_night_at_this_very_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(cast.school_mis)

    def collide(*args: object, **kwargs: object) -> None:
        raise IntegrityError("link_one_leads_per_account")

    monkeypatch.setattr(settling, "start_links", collide)
    with pytest.raises(ActionRefused, match="Another school"):
        match_person(question.person, account=question.account, by=cast.head)
    assert question.offered == {question.account.pk, question.other.pk}


def test_after_a_change_of_mis_nothing_is_decided(cast: Cast) -> None:
    question = ask(cast.school_mis)
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    with pytest.raises(ActionRefused, match="uses another MIS"):
        match_person(question.person, account=question.account, by=cast.head)


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_deciding_needs_the_permission(cast: Cast, who: str) -> None:
    question, by = ask(cast.school_mis), getattr(cast, who)
    with pytest.raises(PermissionDenied):
        match_person(question.person, account=question.account, by=by)
    with pytest.raises(PermissionDenied):
        create_new(question.person, by=by)
    with pytest.raises(PermissionDenied):
        reject_pair(question.person, account=question.account, by=by)
    assert not MatchDecision.objects.exists()


def test_a_new_account_is_made_at_once(cast: Cast) -> None:
    question = ask(
        cast.school_mis, legal_forename="Zoë", legal_surname="O’Neill", preferred_forename="Zo"
    )
    account = create_new(question.person, by=cast.nominated_contact)

    question.person.refresh_from_db()
    link = Link.objects.get()
    association = account.associations.get()
    assert account.username == f"zoneill.{cast.local_authority.code}"
    assert (account.origin, account.legal_forename) == (AccountOrigin.STAFF, "Zoë")
    assert account.blocking_keys
    assert (link.account, link.made, link.is_leading) == (account, LinkMade.STAFF_CREATED, True)
    assert (association.school, association.year_group) == (cast.school, "9")
    assert question.person.standing == Standing.LINKED
    assert question.offered == set()
    assert MatchDecision.objects.get().decision == Decision.CREATED_NEW
    assert AuditEvent.objects.get(action="match.account_created").account == account


def test_creating_twice_gives_one_account(cast: Cast) -> None:
    question = ask(cast.school_mis)
    first = create_new(question.person, by=cast.head)
    assert create_new(question.person, by=cast.head) == first
    assert MatchDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"date_of_birth": None}, "no date of birth"),
        ({"legal_forename": "", "legal_surname": ""}, "no name"),
    ],
)
def test_an_account_needs_a_name_and_a_date_of_birth(
    cast: Cast, details: dict[str, object], words: str
) -> None:
    question = ask(cast.school_mis, **details)
    with pytest.raises(ActionRefused, match=words):
        create_new(question.person, by=cast.head)


def test_ruling_out_leaves_the_other_candidate(cast: Cast) -> None:
    question = ask(cast.school_mis)
    pair = reject_pair(question.person, account=question.account, by=cast.head, reason="Cousin")
    assert question.offered == {question.other.pk}
    assert pair.decision.decision == Decision.NOT_SAME_PERSON
    assert pair.decision.reason == "Cousin"

    assert reject_pair(question.person, account=question.account, by=cast.head) == pair
    reject_pair(question.person, account=question.other, by=cast.head)
    question.person.refresh_from_db()
    assert question.offered == set()
    assert question.person.standing == Standing.REQUIRES_MATCHING
    assert not Candidate.objects.exists()
    assert AuditEvent.objects.filter(action="match.rejected").count() == 2
