"""The page of one MIS person beside the candidates, and the two pages that ask first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.ending import end_here
from matching.actions.deciding import create_new, match_person
from matching.actions.undoing import undo
from matching.models import Candidate, MatchDecision, MisPerson, Standing
from tests.factories import (
    CandidateFactory,
    MisPersonFactory,
    SchoolAssociationFactory,
)
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def page_of(person: MisPerson) -> str:
    return reverse("matching:person", args=[person.school_mis.school_id, person.pk])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_record_stands_beside_the_candidates(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_forename="Jonathan", legal_surname="Hartley")
    shown = text_of(cast.client(cast.nominated_contact), page_of(question.person))
    assert "1 of 1 to match" in shown
    assert "Jon is short for Jonathan" in shown
    assert "Likely (82 of 100)" in shown
    assert "Possible (61 of 100)" in shown
    assert question.account.username in shown
    assert reverse("autoupdate:account", args=[cast.school.pk, question.account.pk]) in shown
    assert shown.count('name="match"') == shown.count('name="reject"') == 2


def test_it_is_said_how_far_each_account_leads_and_who_else_waits_for_it(cast: Cast) -> None:
    question = ask(cast.school_mis)
    rival = ask(cast.school_mis, legal_forename="Nell", legal_surname="Ward").person
    client = cast.client(cast.nominated_contact)
    shown = text_of(client, page_of(question.person))
    assert "The next best is far behind" in shown
    assert "Another account is likelier" in shown
    assert "Also offered to" not in shown
    CandidateFactory(mis_person=rival, account=question.account, score=50)
    question.other.candidacies.all().delete()
    shown = text_of(client, page_of(question.person))
    assert "The only account on offer. Also offered to Nell Ward" in shown


def test_an_account_that_staff_let_go_of_says_so(cast: Cast) -> None:
    question = ask(cast.school_mis)
    end_here(question.account, school=cast.school, by=cast.head, reason="Made twice")
    shown = text_of(cast.client(cast.nominated_contact), page_of(question.person))
    assert shown.count("staff here let go of it on") == 1


def test_whoever_may_not_decide_sees_no_buttons(cast: Cast) -> None:
    question = ask(cast.school_mis)
    shown = text_of(cast.client(cast.la_user), page_of(question.person))
    assert question.account.username in shown
    assert 'name="match"' not in shown
    assert reverse("matching:create", args=[cast.school.pk, question.person.pk]) not in shown


def test_upns_are_masked_and_so_are_birth_dates_of_others(cast: Cast) -> None:
    person = MisPersonFactory(school_mis=cast.school_mis, upn="B801200005001")
    local = CandidateFactory(
        mis_person=person,
        scope="local",
        account__upn="B801200005001",
        account__date_of_birth=date(2013, 8, 19),
    )
    place = SchoolAssociationFactory(account=local.account, school__name="Oakfield Primary School")
    CandidateFactory(mis_person=person, account__date_of_birth=date(2012, 2, 28))
    shown = text_of(cast.client(cast.head), page_of(person))
    assert "B801200005001" not in shown
    assert "19 August 2013" not in shown
    assert "2013" in shown
    assert "28 February 2012" in shown
    assert place.school.name in shown
    assert reverse("autoupdate:account", args=[cast.school.pk, local.account_id]) not in shown


def test_staff_have_no_year_and_no_upn(cast: Cast) -> None:
    person = MisPersonFactory(school_mis=cast.school_mis, kind="staff", job_title="Teacher")
    CandidateFactory(mis_person=person, account__kind="staff", scope="recent")
    shown = text_of(cast.client(cast.head), page_of(person))
    assert "Teacher" in shown
    assert "UPN" not in shown
    assert "At no school" in shown


def test_matching_goes_on_with_the_next_one_and_offers_an_undo(cast: Cast) -> None:
    first = ask(cast.school_mis, legal_surname="Adams")
    second = ask(cast.school_mis, legal_surname="Baker")
    client = cast.client(cast.head)
    answer: Any = client.post(page_of(first.person), {"match": first.account.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(second.person)
    decision = MatchDecision.objects.get()
    assert reverse("matching:undo", args=[cast.school.pk, decision.pk]) in answer.content.decode()

    answer = client.post(page_of(second.person), {"match": second.account.pk}, follow=True)
    waiting = reverse("autoupdate:not_matched", args=[cast.school.pk, "student"])
    assert answer.redirect_chain[-1][0] == waiting


def test_the_queue_goes_round(cast: Cast) -> None:
    first = ask(cast.school_mis, legal_surname="Adams")
    middle = ask(cast.school_mis, legal_surname="Baker")
    last = ask(cast.school_mis, legal_surname="Baker")
    client = cast.client(cast.head)
    shown = text_of(client, page_of(last.person))
    assert "3 of 3 to match" in shown
    assert page_of(first.person) in shown
    assert page_of(middle.person) in shown
    answer: Any = client.post(page_of(last.person), {"match": last.account.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(first.person)


def test_ruling_out_stays_and_then_offers_a_new_account(cast: Cast) -> None:
    question = ask(cast.school_mis)
    client = cast.client(cast.head)
    for account in (question.account, question.other):
        answer: Any = client.post(page_of(question.person), {"reject": account.pk}, follow=True)
        assert answer.redirect_chain[-1][0] == page_of(question.person)
    shown = answer.content.decode()
    assert "Nobody similar is left" in shown
    assert 'name="create"' in shown
    assert shown.count(">Undo") == 3  # two decisions in the list, and the newest message


def test_the_second_of_two_is_told_what_the_first_did(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.colleague)
    answer: Any = cast.client(cast.head).post(
        page_of(question.person), {"match": question.other.pk}, follow=True
    )
    shown = answer.content.decode()
    assert "decided about" in shown
    assert str(cast.colleague) in shown
    assert question.account.username in shown


@pytest.mark.parametrize("pressed", [{}, {"match": "x"}, {"delete": "1"}])
def test_a_press_of_nothing_is_answered_kindly(cast: Cast, pressed: dict[str, str]) -> None:
    question = ask(cast.school_mis)
    answer: Any = cast.client(cast.head).post(page_of(question.person), pressed, follow=True)
    assert "Press one of the buttons" in answer.content.decode()
    assert not MatchDecision.objects.exists()


def test_an_account_that_is_not_there_is_not_found(cast: Cast) -> None:
    question = ask(cast.school_mis)
    answer = cast.client(cast.head).post(page_of(question.person), {"match": 10**9})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("standing", "words"), [(Standing.LINKED, "has the account"), (Standing.EXCLUDED, "Why, and")]
)
def test_somebody_who_asks_nothing(cast: Cast, standing: Standing, words: str) -> None:
    question, other = ask(cast.school_mis), ask(cast.school_mis)
    if standing == Standing.LINKED:
        match_person(question.person, account=question.account, by=cast.head)
    else:
        MisPerson.objects.filter(pk=question.person.pk).update(standing=standing)
    shown = text_of(cast.client(cast.head), page_of(question.person))
    assert "Nothing to match" in shown
    assert words in shown
    assert page_of(other.person) in shown


def test_creating_asks_first_and_names_who_it_is_not(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_surname="Adams")
    ask(cast.school_mis, legal_surname="Baker")
    client = cast.client(cast.nominated_contact)
    address = reverse("matching:create", args=[cast.school.pk, question.person.pk])
    shown = text_of(client, address)
    assert question.account.username in shown
    assert "You can take it back" in shown
    assert not MatchDecision.objects.exists()

    answer: Any = client.post(address, follow=True)
    question.person.refresh_from_db()
    assert question.person.standing == Standing.LINKED
    assert "has a new account" in answer.content.decode()


def test_creating_too_late_says_so(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.colleague)
    address = reverse("matching:create", args=[cast.school.pk, question.person.pk])
    answer: Any = cast.client(cast.head).post(address, follow=True)
    assert str(cast.colleague) in answer.content.decode()
    assert answer.redirect_chain[-1][0] == page_of(question.person)


def test_taking_back_asks_first(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head)
    decision = MatchDecision.objects.get()
    address = reverse("matching:undo", args=[cast.school.pk, decision.pk])
    client = cast.client(cast.colleague)
    assert "Take back the match" in text_of(client, address)
    answer: Any = client.post(address, follow=True)
    assert "requires matching again" in answer.content.decode()
    assert Candidate.objects.filter(mis_person=question.person).count() == 2
    answer = client.get(address, follow=True)
    assert "taken back already" in answer.content.decode()


def test_taking_back_what_a_colleague_took_back_says_so(cast: Cast) -> None:
    question = ask(cast.school_mis)
    create_new(question.person, by=cast.head)
    decision = MatchDecision.objects.get()
    address = reverse("matching:undo", args=[cast.school.pk, decision.pk])
    assert "Take back the new account" in text_of(cast.client(cast.head), address)
    undo(decision, by=cast.colleague)
    for answer in (
        cast.client(cast.head).post(address, follow=True),
        cast.client(cast.head).get(address, follow=True),
    ):
        shown = answer.content.decode()
        assert f"{cast.colleague} took back the account" in shown


def test_what_cannot_be_taken_back_says_so(cast: Cast) -> None:
    question = ask(cast.school_mis)
    create_new(question.person, by=cast.head)
    undone = undo(MatchDecision.objects.get(), by=cast.head)
    address = reverse("matching:undo", args=[cast.school.pk, undone.pk])
    answer: Any = cast.client(cast.head).post(address, follow=True)
    assert "cannot be taken back" in answer.content.decode()


def test_many_candidates_cost_no_more_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    question = ask(cast.school_mis)
    for _ in range(8):
        candidate = CandidateFactory(mis_person=question.person)
        SchoolAssociationFactory(account=candidate.account, school=cast.school)
    for _ in range(20):
        ask(cast.school_mis)
    client = cast.client(cast.head)
    client.get(page_of(question.person))  # the first one also notes the session
    with django_assert_max_num_queries(17):
        client.get(page_of(question.person))


def test_an_id_that_the_mis_knew_an_account_by_before_is_told(cast: Cast) -> None:
    question = ask(cast.school_mis)
    assert "the same in this MIS before" not in text_of(
        cast.client(cast.head), page_of(question.person)
    )
    found = Candidate.objects.filter(mis_person=question.person)
    found.update(reasons=[{"field": "mis_id", "agreement": "same", "why": ""}])
    CandidateFactory(mis_person=question.person)
    shown = text_of(cast.client(cast.head), page_of(question.person))
    assert shown.count("the same in this MIS before") == found.count() - 1
