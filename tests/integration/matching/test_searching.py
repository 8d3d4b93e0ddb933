"""Looking for an account that the engine did not offer, and matching with it all the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, UsoAccount
from matching.actions.deciding import create_new, match_found, reject_pair
from matching.actions.undoing import undo
from matching.models import LinkMade, MatchDecision, MisPerson, RejectedPair
from matching.queries.finding import (
    MOST_SHOWN,
    Found,
    Reason,
    find_by_upn,
    find_by_words,
    find_one,
)
from tests.factories import (
    CandidateFactory,
    LinkFactory,
    MisPersonFactory,
    SchoolAssociationFactory,
    UsoAccountFactory,
)
from tests.integration.conftest import Cast

UPN = "B801200005001"


@pytest.fixture
def person(cast: Cast) -> MisPerson:
    """Ada Lovelace, whose account is under the name she had before."""
    made: MisPerson = MisPersonFactory(
        school_mis=cast.school_mis, legal_forename="Ada", legal_surname="Lovelace", upn=UPN
    )
    return made


def account(cast: Cast, *, at_school: bool = True, **details: Any) -> UsoAccount:
    """Somebody called Byron, in the authority of the school."""
    told = {"legal_forename": "Zelda", "legal_surname": "Byron", **details}
    made: UsoAccount = UsoAccountFactory(local_authority=cast.local_authority, **told)
    if at_school:
        SchoolAssociationFactory(account=made, school=cast.school)
    return made


def reasons(found: list[Found]) -> dict[UsoAccount, Reason]:
    return {each.candidate.account: each.reason for each in found}


def test_accounts_are_found_with_a_reason_for_each(cast: Cast, person: MisPerson) -> None:
    little = account(cast)
    taken = account(cast)
    holder = LinkFactory(account=taken, mis_person__school_mis=cast.school_mis).mis_person
    ruled_out = CandidateFactory(mis_person=person, account=account(cast)).account
    reject_pair(person, account=ruled_out, by=cast.colleague)
    offered = CandidateFactory(mis_person=person, account=account(cast)).account
    long_ago = timezone.now() - timedelta(days=1000)
    gone = account(cast, at_school=False, unallocated_at=long_ago)
    rival = account(
        cast, legal_forename="Ada", former_surname="Lovelace", date_of_birth=person.date_of_birth
    )
    found = find_by_words(person, "byron")
    assert len(found) == MOST_SHOWN
    assert reasons(found) == {
        little: Reason.LITTLE,
        taken: Reason.TAKEN,
        ruled_out: Reason.RULED_OUT,
        offered: Reason.OFFERED,
        gone: Reason.LONG_GONE,
        rival: Reason.RIVAL,
    }
    assert found[0].candidate.account == rival
    told = {each.reason: each.sentence for each in found}
    assert str(holder) in told[Reason.TAKEN]
    assert f"{cast.colleague} said that" in told[Reason.RULED_OUT]
    assert {each.reason for each in found if each.may_match} == {
        Reason.LITTLE,
        Reason.LONG_GONE,
        Reason.RIVAL,
    }


def test_only_accounts_within_reach_are_found(cast: Cast, person: MisPerson) -> None:
    local = account(cast, at_school=False)
    guest: UsoAccount = UsoAccountFactory(legal_surname="Byron")
    SchoolAssociationFactory(account=guest, school=cast.school)
    UsoAccountFactory(legal_surname="Byron")
    account(cast, kind="staff")
    assert set(reasons(find_by_words(person, "byron"))) == {local, guest}
    assert set(reasons(find_by_words(person, local.username))) == {local}
    assert find_by_words(person, "  ") == []
    person.date_of_birth = None
    assert len(find_by_words(person, "byron")) == 2


def test_the_persons_own_upn_finds_without_being_typed(cast: Cast, person: MisPerson) -> None:
    theirs = account(cast, upn=UPN)
    account(cast)
    assert set(reasons(find_by_upn(person))) == {theirs}
    assert find_by_upn(MisPersonFactory(school_mis=cast.school_mis)) == []


def test_a_match_with_one_that_was_found_is_a_decision_like_any_other(
    cast: Cast, person: MisPerson
) -> None:
    theirs = account(cast)
    link = match_found(person, account=theirs, by=cast.nominated_contact, reason="Adopted")
    assert (link.made, link.account) == (LinkMade.STAFF_MATCHED, theirs)
    assert {each["field"] for each in link.reasons} >= {"forename", "surname"}
    assert MatchDecision.objects.get().reason == "Adopted"
    assert AuditEvent.objects.get(action="match.made").reason == "Adopted"
    assert match_found(person, account=theirs, by=cast.head, reason="Again") == link
    undo(MatchDecision.objects.get(), by=cast.head)
    person.refresh_from_db()
    assert person.standing == "requires_matching"


def test_what_cannot_be_matched_is_refused(cast: Cast, person: MisPerson) -> None:
    far: UsoAccount = UsoAccountFactory()
    taken = account(cast)
    LinkFactory(account=taken, mis_person__school_mis=cast.school_mis)
    ruled_out = CandidateFactory(mis_person=person, account=account(cast)).account
    reject_pair(person, account=ruled_out, by=cast.colleague)
    for each, words in ((far, "neither at"), (taken, "belongs to"), (ruled_out, "Take that back")):
        with pytest.raises(ActionRefused, match=words):
            match_found(person, account=each, by=cast.head, reason="Sure")
    for who in (cast.la_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            match_found(person, account=account(cast), by=who, reason="Sure")


def test_a_new_account_that_was_taken_back_can_be_found_again(
    cast: Cast, person: MisPerson
) -> None:
    made = create_new(person, by=cast.head)
    undo(MatchDecision.objects.get(), by=cast.head)
    found = find_one(person, made.pk)
    assert found is not None
    assert (found.reason, found.may_match) == (Reason.TAKEN_BACK, True)
    match_found(person, account=made, by=cast.head, reason="Needed after all")
    made.refresh_from_db()
    assert made.is_allocated
    assert not RejectedPair.objects.exists()


def page_of(cast: Cast, person: MisPerson, *args: int) -> str:
    name = "matching:found" if args else "matching:search"
    return reverse(name, args=[cast.school.pk, person.pk, *args])


def test_the_search_shows_the_two_side_by_side(cast: Cast, person: MisPerson) -> None:
    theirs = account(cast, upn=UPN)
    taken = account(cast)
    LinkFactory(account=taken, mis_person__school_mis=cast.school_mis)
    client, page = cast.client(cast.nominated_contact), page_of(cast, person)
    shown = client.get(page).content.decode()
    assert 'value="Lovelace"' in shown
    assert UPN not in shown
    shown = client.post(page, {"words": "byron"}).content.decode()
    assert theirs.username in shown
    assert "Why it was not offered" in shown
    assert shown.count('name="found"') == 1
    assert theirs.username in client.post(page, {"upn": "1"}).content.decode()
    assert "Enter two letters" in client.post(page, {"words": "b"}).content.decode()
    assert "Nobody was found" in client.post(page, {"words": "nobody"}).content.decode()
    answer: Any = client.post(f"{page}?sort=name", {"found": theirs.pk})
    assert answer["Location"] == f"{page_of(cast, person, theirs.pk)}?sort=name"


def test_birth_dates_of_other_schools_stay_masked(cast: Cast, person: MisPerson) -> None:
    local = account(cast, at_school=False, date_of_birth=date(2013, 8, 19))
    SchoolAssociationFactory(account=local, school__local_authority=cast.local_authority)
    for user, is_open in ((cast.head, False), (cast.desk, True)):
        shown = cast.client(user).post(page_of(cast, person), {"words": "byron"}).content.decode()
        assert ("19 August 2013" in shown) is is_open


def test_matching_asks_why_and_goes_on(cast: Cast, person: MisPerson) -> None:
    theirs, after = account(cast), MisPersonFactory(school_mis=cast.school_mis)
    client, page = cast.client(cast.head), page_of(cast, person, theirs.pk)
    shown = client.get(page).content.decode()
    assert "Little agrees between the two" in shown
    assert "Say why" in client.post(page).content.decode()
    assert not MatchDecision.objects.exists()
    answer: Any = client.post(page, {"reason": "Adopted"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse(
        "matching:person", args=[cast.school.pk, after.pk]
    )
    assert f"Ada Lovelace is matched to {theirs.username}" in answer.content.decode()


def test_a_rival_is_called_what_it_is(cast: Cast, person: MisPerson) -> None:
    rival = account(
        cast, legal_forename="Ada", former_surname="Lovelace", date_of_birth=person.date_of_birth
    )
    shown = cast.client(cast.head).get(page_of(cast, person, rival.pk)).content.decode()
    assert "The account was not on offer" in shown


def test_whoever_comes_too_late_is_told(cast: Cast, person: MisPerson) -> None:
    theirs = account(cast)
    client = cast.client(cast.head)
    match_found(person, account=theirs, by=cast.colleague, reason="Adopted")
    for answer in (
        client.get(page_of(cast, person), follow=True),
        client.post(page_of(cast, person), {"words": "byron"}, follow=True),
        client.get(page_of(cast, person, theirs.pk), follow=True),
        client.post(page_of(cast, person, theirs.pk), {"reason": "x"}, follow=True),
    ):
        assert f"{cast.colleague} matched Ada Lovelace" in answer.content.decode()


def test_what_cannot_be_matched_leads_back(cast: Cast, person: MisPerson) -> None:
    taken = account(cast)
    LinkFactory(account=taken, mis_person__school_mis=cast.school_mis)
    client = cast.client(cast.head)
    answer: Any = client.get(page_of(cast, person, taken.pk), follow=True)
    assert "It belongs to" in answer.content.decode()
    assert client.get(page_of(cast, person, UsoAccountFactory().pk)).status_code == 404


@pytest.mark.parametrize("does_it_first", [True, False])
def test_at_the_very_same_moment(
    cast: Cast, person: MisPerson, monkeypatch: pytest.MonkeyPatch, *, does_it_first: bool
) -> None:
    from matching.views import searching

    theirs = account(cast)

    def meanwhile(who: MisPerson, **about: Any) -> None:
        if not does_it_first:
            raise ActionRefused("Somebody was quicker.")
        match_found(who, **{**about, "by": cast.colleague})

    monkeypatch.setattr(searching, "match_found", meanwhile)
    answer: Any = cast.client(cast.head).post(
        page_of(cast, person, theirs.pk), {"reason": "Adopted"}, follow=True
    )
    words = f"{cast.colleague} matched" if does_it_first else "Somebody was quicker."
    assert words in answer.content.decode()


def test_upns_that_either_had_before_are_compared_as_a_night_compares_them(
    cast: Cast, person: MisPerson
) -> None:
    found = account(cast, legal_surname="Lovelace", upn="Q801200005002")
    LinkFactory(account=found, mis_person__former_upns=[UPN])
    [ours] = find_by_words(person, "lovelace")
    told = {each["field"]: each["why"] for each in ours.candidate.reasons}
    assert told["upn"] == "the UPN of one is a former UPN of the other"
