"""Raise an Issue for schools: the list, a new case, one case; by the cast."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from autoupdate.actions import cases, desk_cases
from autoupdate.actions.carrying_out import carry_out
from autoupdate.models import Case
from autoupdate.queries.case_plans import NOW, plans_of
from tests.factories import CaseFactory, CaseMessageFactory
from tests.factories.cases import IRIS_SECRETS, IRIS_URL
from tests.integration.autoupdate.test_cases import IRIS
from tests.integration.conftest import Cast

SCHOOL_PEOPLE = ("head", "head_proxy", "nominated_contact", "colleague")


def page(cast: Cast, name: str, case: Case | None = None, **query: str) -> str:
    args = [cast.school.pk, *([case.pk] if case else [])]
    return reverse(f"autoupdate:{name}", args=args, query=query)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.raise_case(
        cast.school, kind="iris_connection", given=IRIS, message="On Monday.", by=cast.head
    )


def test_a_school_that_asked_for_nothing_is_told_what_it_can_ask(cast: Cast) -> None:
    head = text_of(cast.client(cast.head).get(page(cast, "cases")))
    assert "has not asked for anything yet" in head
    assert page(cast, "case_new") in head
    la_user = text_of(cast.client(cast.la_user).get(page(cast, "cases")))
    assert "can raise an issue" in la_user
    assert page(cast, "case_new") not in la_user


def test_the_list_says_whose_turn_it_is(cast: Cast, case: Case) -> None:
    desk_cases.answer(case, text="Which day?", by=cast.desk)
    CaseFactory(school=cast.school, resolved=True)
    CaseFactory(subject="Of another school")
    for who, words in (("head", "Your turn"), ("la_user", "With the school")):
        answer = cast.client(getattr(cast, who)).get(page(cast, "cases"))
        assert words in text_of(answer)
        assert "Connect IRIS" in text_of(answer)
        assert "Of another school" not in text_of(answer)
    rows = cast.client(cast.head).get(page(cast, "cases", state="resolved")).context["table"].rows
    assert len(rows) == 1
    told = cast.client(cast.head).get(page(cast, "cases", download="csv"))
    lines = b"".join(told).decode()
    assert f"Case {case.pk}: Connect IRIS,Your turn" in lines


def test_the_list_costs_the_same_however_long(cast: Cast) -> None:
    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            cast.client(cast.head).get(page(cast, "cases"))
        return len(told)

    CaseMessageFactory(case__school=cast.school)
    before = num_queries()
    CaseMessageFactory.create_batch(9, case__school=cast.school)
    assert num_queries() == before


def test_first_the_kind_is_chosen_and_then_its_fields_are_asked_for(cast: Cast) -> None:
    client = cast.client(cast.nominated_contact)
    choose = text_of(client.get(page(cast, "case_new")))
    assert "Connect IRIS (iSAMS or Ed:gen)" in choose
    assert "MISSING ENDPOINT URL" not in choose  # the school does not use Arbor
    asked = text_of(client.get(page(cast, "case_new", kind="iris_connection")))
    assert "Client secret" in asked
    assert "School reference number" not in asked
    assert asked.count('type="password"') == 2
    assert "Choose what it is about" in text_of(client.get(page(cast, "case_new", kind="")))
    assert "Select a valid choice" in text_of(client.get(page(cast, "case_new", kind="cake")))
    no_arbor = text_of(client.get(page(cast, "case_new", kind="arbor_endpoint")))
    assert "Your school does not use Arbor." in no_arbor


def test_a_case_is_raised_and_its_secrets_are_never_shown_again(cast: Cast) -> None:
    client = cast.client(cast.nominated_contact)
    url = page(cast, "case_new", kind="iris_connection")
    answer = client.post(url, {**IRIS, "message": "We change on Monday."}, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == page(cast, "case", case)
    text = text_of(answer)
    for words in (
        f"Case {case.pk} is with the Service Desk.",
        "With the Service Desk",
        "We change on Monday.",
        IRIS_URL,
        "Received, kept sealed",
    ):
        assert words in text
    again = text_of(client.get(page(cast, "case_details", case)))
    assert IRIS_URL in again
    for secret in IRIS_SECRETS.values():
        assert secret not in text
        assert secret not in again


def test_what_is_wrong_is_said_at_its_field_and_no_secret_comes_back(cast: Cast) -> None:
    client = cast.client(cast.head)
    url = page(cast, "case_new", kind="iris_connection")
    answer = client.post(url, {**IRIS, "endpoint": "http://10.0.0.1/"})
    assert answer.status_code == 422
    assert "it begins with https://" in text_of(answer)
    assert IRIS_SECRETS["client_secret"] not in text_of(answer)
    assert client.post(page(cast, "case_new"), IRIS).status_code == 422
    assert not Case.objects.exists()


def test_what_only_the_action_finds_out_is_said_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.client(cast.head)
    url = page(cast, "case_new", kind="iris_connection")

    def changed_meanwhile(*_: Any, **__: Any) -> None:
        raise cases.FieldsRefused({"endpoint": "It is gone", "elsewhere": "So is this"})

    monkeypatch.setattr(cases, "raise_case", changed_meanwhile)
    text = text_of(client.post(url, IRIS))
    assert "It is gone" in text
    assert "So is this" in text


def test_who_asks_for_the_same_again_is_led_to_the_case(cast: Cast, case: Case) -> None:
    client = cast.client(cast.head)
    url = page(cast, "case_new", kind="iris_connection")
    assert client.get(url, follow=True).redirect_chain[-1][0] == page(cast, "case", case)
    answer = client.post(url, IRIS, follow=True)
    assert f"in case {case.pk}. Please write there." in text_of(answer)
    assert client.get(page(cast, "case_new", kind="other")).status_code == 200


def test_the_conversation_goes_on_until_it_is_over(cast: Cast, case: Case) -> None:
    client = cast.client(cast.colleague)
    desk_cases.note(case, text="They are cross.", by=cast.desk)
    desk_cases.answer(case, text="Which day?\n\nAnd when?", by=cast.desk)
    text = text_of(client.get(page(cast, "case", case)))
    assert "Your turn" in text
    assert "Which day?" in text
    assert "They are cross." not in text
    assert "Write something first" in text_of(client.post(page(cast, "case_answer", case)))
    answer = client.post(
        page(cast, "case_answer", case), {"text": "Monday & <b>early"}, follow=True
    )
    assert "Monday &amp; &lt;b&gt;early" in text_of(answer)
    assert "Close case" in text_of(client.get(page(cast, "case_close", case)))
    answer = client.post(page(cast, "case_close", case), follow=True)
    assert "The case is closed." in text_of(answer)
    assert "Erased" in text_of(answer)
    late = client.post(page(cast, "case_answer", case), {"text": "Late"}, follow=True)
    assert f"Case {case.pk} is resolved, so nothing was changed." in text_of(late)
    assert "Write something first" in text_of(client.post(page(cast, "case_reopen", case)))
    answer = client.post(page(cast, "case_reopen", case), {"text": "Still wrong."}, follow=True)
    assert "What was sealed in this case has been erased." in text_of(answer)


def test_details_are_entered_again(cast: Cast, case: Case) -> None:
    client = cast.client(cast.head)
    url = page(cast, "case_details", case)
    assert client.post(url, {}).status_code == 422
    new = {**IRIS, "endpoint": "https://other.edgen.cloud"}
    answer = client.post(url, new, follow=True)
    assert "The details are with the Service Desk." in text_of(answer)
    assert "https://other.edgen.cloud" in text_of(answer)
    cases.close(case, by=cast.head)
    assert client.get(url).status_code == 302


def test_a_case_without_fields_has_none_to_enter_again(cast: Cast) -> None:
    case = CaseFactory(school=cast.school, kind="process_now", subject="Process now")
    client = cast.client(cast.head)
    assert client.get(page(cast, "case_details", case)).status_code == 302
    assert page(cast, "case_details", case) not in text_of(client.get(page(cast, "case", case)))


@pytest.mark.parametrize("who", [*SCHOOL_PEOPLE, "la_user", "desk"])
def test_everybody_of_the_school_reads_and_the_school_answers(
    cast: Cast, case: Case, who: str
) -> None:
    text = text_of(cast.client(getattr(cast, who)).get(page(cast, "case", case)))
    assert (page(cast, "case_answer", case) in text) is (who in SCHOOL_PEOPLE)
    assert (reverse("autoupdate:desk_case", args=[case.pk]) in text) is (who == "desk")


def test_a_case_of_another_school_is_not_there(cast: Cast, case: Case) -> None:
    there = reverse("autoupdate:case", args=[cast.outsider_school.pk, case.pk])
    assert cast.client(cast.outsider).get(there).status_code == 404
    assert cast.client(cast.outsider).get(page(cast, "case", case)).status_code == 404
    assert cast.anonymous.get(page(cast, "case", case)).status_code == 302


def test_a_choice_is_made_among_what_there_is(cast: Cast) -> None:
    client = cast.client(cast.head)
    url = page(cast, "case_new", kind="opt_out_field")
    text = text_of(client.get(url))
    assert '<optgroup label="Students">' in text
    assert "Legal forename" not in text  # mandatory
    assert "Choose the field" in text_of(client.post(url, {}))
    assert "Choose the field" in text_of(client.post(url, {"field": "students.mis_id"}))
    answer = client.post(url, {"field": "students.email"}, follow=True)
    assert "E-mail address of Students" in text_of(answer)
    mis = text_of(client.get(page(cast, "case_new", kind="change_mis")))
    assert '<option value="bromcom">Bromcom</option>' in mis
    assert 'value="arbor"' not in mis


def test_keys_are_shown_to_the_school_once(cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    case = cases.raise_case(cast.school, kind="bromcom_keys", given={}, message="", by=cast.head)
    expected = plans_of(case)[NOW].signature
    carry_out(case, by=cast.desk, expected=expected)
    client, url = cast.client(cast.nominated_contact), page(cast, "case_keys", case)
    ready = "Your keys are ready"
    assert ready not in text_of(cast.client(cast.la_user).get(page(cast, "case", case)))
    assert ready not in text_of(cast.client(cast.desk).get(page(cast, "case", case)))
    assert ready in text_of(client.get(page(cast, "case", case)))
    shown = client.post(url)
    assert "USO-" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    again = client.post(url, follow=True)
    assert "There are no keys to look at in this case." in text_of(again)
    assert ready not in text_of(again)
    assert "USO-" not in text_of(again)


def test_without_an_mis_there_is_no_field_to_choose_again(cast: Cast) -> None:
    given = {"field": "students.email"}
    case = cases.raise_case(
        cast.school, kind="opt_out_field", given=given, message="", by=cast.head
    )
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    url = page(cast, "case_details", case)
    assert 'value="students.email"' not in text_of(cast.client(cast.head).get(url))
    assert cast.client(cast.head).post(url, given).status_code == 422
