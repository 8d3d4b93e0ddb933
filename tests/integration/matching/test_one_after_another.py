"""Deciding about one person after the other: what each button does, who is told of what, when the
account's details come."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import UsoAccount
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.actions.excluding import exclude_person, remove
from matching.actions.undoing import undo
from matching.models import MatchDecision, MisPerson, Standing
from matching.queries.queue import Wanted
from matching.views.past import past_of
from tests.factories import (
    CandidateFactory,
    LinkFactory,
    MisPersonFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    UploadFactory,
)
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask
from tests.integration.matching.test_person_page import page_of, text_of


def press(cast: Cast, person: MisPerson, name: str, *, query: str = "") -> Any:
    """Press a button about the person as the head; follows where it leads."""
    client = cast.client(cast.head)
    return client.post(page_of(person) + query, {name: "1"}, follow=True)


def said(answer: Any) -> str:
    return " ".join(str(each) for each in answer.context["messages"])


def test_a_new_account_is_made_at_once_where_nothing_speaks_for_any_other(cast: Cast) -> None:
    person = MisPersonFactory(school_mis=cast.school_mis)
    CandidateFactory(mis_person=person, score=47)
    after = ask(cast.school_mis)
    answer = press(cast, person, "create")
    assert answer.redirect_chain[-1][0] == page_of(after.person)
    assert "has a new account" in said(answer)
    assert reverse("matching:undo", args=[cast.school.pk, MatchDecision.objects.get().pk]) in (
        said(answer)
    )


def test_where_somebody_on_offer_may_be_them_creating_asks_first(cast: Cast) -> None:
    question = ask(cast.school_mis)
    answer = press(cast, question.person, "create", query="?sort=name")
    address = reverse("matching:create", args=[cast.school.pk, question.person.pk])
    assert answer.redirect_chain[-1][0] == f"{address}?sort=name"
    assert not MatchDecision.objects.exists()


def test_not_for_uso_goes_on_with_the_next_one(cast: Cast) -> None:
    question, after = ask(cast.school_mis), ask(cast.school_mis)
    answer = press(cast, question.person, "exclude")
    assert answer.redirect_chain[-1][0] == page_of(after.person)
    assert "is not for USO" in said(answer)
    question.person.refresh_from_db()
    assert question.person.standing == Standing.EXCLUDED
    shown = text_of(cast.client(cast.colleague), page_of(question.person))
    assert f"{cast.head} put {question.person} on the list" in shown
    assert "Not for USO" in shown
    assert "Undo" in shown


def test_taking_not_for_uso_back_leads_to_the_person_in_the_same_part_of_the_queue(
    cast: Cast,
) -> None:
    question = ask(cast.school_mis)
    press(cast, question.person, "exclude")
    query = "?sort=name"
    client, page = cast.client(cast.head), page_of(question.person)
    undo = past_of(question.person, may_undo=True, wanted=Wanted(sort="name"))[0].undo_url
    assert undo in html.unescape(client.get(page + query).text)
    assert "Take the name off" in client.get(undo).text
    answer: Any = client.post(undo, follow=True)
    assert answer.redirect_chain[-1][0] == page + query
    assert "off the list" in said(answer)
    assert client.post(undo).headers["Location"] == page + query  # asked again: told, and led back
    elsewhere = undo.replace(f"person={question.person.pk}", "person=0")
    answer = client.post(elsewhere)
    assert answer.headers["Location"] == reverse("matching:excluded", args=[cast.school.pk])


def test_skipping_changes_nothing_and_goes_on(cast: Cast) -> None:
    question, after = ask(cast.school_mis), ask(cast.school_mis)
    answer = press(cast, question.person, "skip", query="?year_group=9")
    assert answer.redirect_chain[-1][0] == f"{page_of(after.person)}?year_group=9"
    assert said(answer) == ""
    assert not MatchDecision.objects.exists()


def test_the_filter_is_kept_from_one_to_the_next_and_back_to_the_list(cast: Cast) -> None:
    first = ask(cast.school_mis, legal_surname="Baker")
    ask(cast.school_mis, legal_surname="Other")
    last = ask(cast.school_mis, legal_surname="Bakewell")
    client, query = cast.client(cast.head), "?q=bake&sort=name"
    shown = text_of(client, page_of(first.person) + query)
    assert "1 of 2 to match, as filtered" in shown
    answer: Any = client.post(
        page_of(first.person) + query, {"match": first.account.pk}, follow=True
    )
    assert answer.redirect_chain[-1][0] == page_of(last.person) + query
    answer = client.post(page_of(last.person) + query, {"match": last.account.pk}, follow=True)
    waiting = reverse("autoupdate:not_matched", args=[cast.school.pk, "student"])
    assert answer.redirect_chain[-1][0] == waiting + query


def test_on_every_deed_the_second_is_told_what_the_first_did(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.colleague)
    who = f"{cast.colleague} matched {question.person} to {question.account.username}"
    for name in ("create", "exclude", "skip"):
        assert who in said(press(cast, question.person, name)), name
    client = cast.client(cast.head)
    answer: Any = client.post(page_of(question.person), {"match": question.account.pk}, follow=True)
    assert who in said(answer)
    assert "Nothing was left for you to do" in said(answer)
    assert who in text_of(client, page_of(question.person))


def test_the_second_to_rule_out_or_to_create_is_told_too(cast: Cast) -> None:
    question = ask(cast.school_mis)
    reject_pair(question.person, account=question.other, by=cast.colleague)
    client = cast.client(cast.head)
    answer: Any = client.post(page_of(question.person), {"reject": question.other.pk}, follow=True)
    assert f"{cast.colleague} said that" in said(answer)
    answer = client.post(page_of(question.person), {"match": question.other.pk}, follow=True)
    assert f"{cast.colleague} said that" in said(answer)
    create_new(question.person, by=cast.colleague)
    address = reverse("matching:create", args=[cast.school.pk, question.person.pk])
    assert f"{cast.colleague} created the account" in said(client.post(address, follow=True))
    assert f"{cast.colleague} created the account" in said(press(cast, question.person, "create"))


def test_current_data_reach_the_account_at_once(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_forename="Zoë", upn="B801200005001")
    before = UsoAccount.objects.get(pk=question.account.pk)
    client = cast.client(cast.head)
    assert "are current" in text_of(client, page_of(question.person))
    answer: Any = client.post(page_of(question.person), {"match": before.pk}, follow=True)
    assert "details now" in said(answer)
    account = UsoAccount.objects.get(pk=before.pk)
    assert account.legal_forename == "Zoë"
    assert account.blocking_keys != before.blocking_keys
    assert account.upn == before.upn
    UsoAccount.objects.filter(pk=before.pk).update(legal_surname="Renamed")
    undo(MatchDecision.objects.get(), by=cast.head)
    account.refresh_from_db()
    assert (account.legal_forename, account.legal_surname) == (before.legal_forename, "Renamed")
    assert account.date_of_birth == before.date_of_birth


@pytest.mark.parametrize("what", ["upload", "run"])
def test_where_newer_data_wait_the_details_follow(cast: Cast, what: str) -> None:
    question = ask(cast.school_mis, legal_forename="Zoë")
    UploadFactory(school_mis=cast.school_mis, report="staff", sub_report="staff", state="ready")
    if what == "upload":
        UploadFactory(school_mis=cast.school_mis, state="ready")
    else:
        ProcessingRunFactory(school_mis=cast.school_mis)
    client = cast.client(cast.head)
    assert "follow in that run" in text_of(client, page_of(question.person))
    answer: Any = client.post(page_of(question.person), {"match": question.account.pk}, follow=True)
    assert "follow in the next run" in said(answer)
    question.account.refresh_from_db()
    assert question.account.legal_forename != "Zoë"
    assert question.account.links.filter(ended_at__isnull=True).exists()


def test_an_account_that_another_school_leads_keeps_its_details(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_forename="Zoë")
    LinkFactory(account=question.account, mis_person__school_mis=cast.outsider_mis)
    match_person(question.person, account=question.account, by=cast.head)
    question.account.refresh_from_db()
    assert question.account.legal_forename != "Zoë"


def test_whoever_reaches_the_other_school_sees_the_birthday(cast: Cast) -> None:
    person = MisPersonFactory(school_mis=cast.school_mis)
    local = CandidateFactory(
        mis_person=person, scope="local", account__date_of_birth=date(2013, 8, 19)
    )
    SchoolAssociationFactory(account=local.account, school__local_authority=cast.local_authority)
    gone = CandidateFactory(
        mis_person=person, scope="recent", account__date_of_birth=date(2012, 7, 18)
    )
    UsoAccount.objects.filter(pk=gone.account_id).update(unallocated_at=timezone.now())
    for user, is_open in ((cast.head, False), (cast.la_user, True), (cast.desk, True)):
        shown = text_of(cast.client(user), page_of(person))
        assert ("19 August 2013" in shown) is is_open
        assert ("18 July 2012" in shown) is is_open


def test_a_name_that_was_taken_off_the_list_is_told_with_both_ends(cast: Cast) -> None:
    question = ask(cast.school_mis)
    name = exclude_person(question.person, by=cast.head)
    remove(name, by=cast.colleague)
    told = [each.deed for each in past_of(question.person, may_undo=True)]
    assert told == ["“Not for USO” taken back", "Not for USO"]
    assert all(not each.undo_url for each in past_of(question.person, may_undo=True))
