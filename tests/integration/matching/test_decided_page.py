"""The list of a school's decisions, with a way to take back each that stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from matching.actions.deciding import create_new, match_person, reject_pair
from matching.actions.undoing import undo
from matching.models import MatchDecision
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def page_of(cast: Cast) -> str:
    return reverse("matching:decided", args=[cast.school.pk])


def test_every_decision_is_listed_and_what_stands_can_be_taken_back(cast: Cast) -> None:
    matched, created, told_apart = (ask(cast.school_mis) for _ in range(3))
    theirs = ask(cast.outsider_mis)
    reject_pair(theirs.person, account=theirs.other, by=cast.outsider)
    match_person(matched.person, account=matched.account, by=cast.colleague, reason="I know him")
    undone = MatchDecision.objects.latest("pk")
    undo(undone, by=cast.head)
    match_person(matched.person, account=matched.account, by=cast.head)
    standing = [MatchDecision.objects.latest("pk")]
    create_new(created.person, by=cast.head)
    standing.append(MatchDecision.objects.latest("pk"))
    reject_pair(told_apart.person, account=told_apart.other, by=cast.head)
    standing.append(MatchDecision.objects.latest("pk"))

    answer = cast.client(cast.nominated_contact).get(page_of(cast))
    shown = answer.content.decode()
    assert len(answer.context["table"].rows) == 5
    assert "I know him" in shown
    assert theirs.person.display_name not in shown
    links = {
        each.pk: reverse("matching:undo", args=[cast.school.pk, each.pk]) in shown
        for each in MatchDecision.objects.filter(mis_person__school_mis=cast.school_mis)
    }
    assert {pk for pk, is_there in links.items() if is_there} == {each.pk for each in standing}
    assert ">Undo" not in cast.client(cast.la_user).get(page_of(cast)).content.decode()


@pytest.mark.parametrize(
    ("query", "number"),
    [("q=adams", 1), ("decision=matched", 1), ("kind=staff", 0), ("sort=person", 2)],
)
def test_decisions_are_filtered(cast: Cast, query: str, number: int) -> None:
    one = ask(cast.school_mis, legal_surname="Adams")
    other = ask(cast.school_mis, legal_surname="Baker")
    match_person(one.person, account=one.account, by=cast.head)
    reject_pair(other.person, account=other.other, by=cast.head)
    table = cast.client(cast.head).get(f"{page_of(cast)}?{query}").context["table"]
    assert len(table.rows) == number


def test_the_list_can_be_downloaded(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.head, reason="Known")
    answer: Any = cast.client(cast.head).get(f"{page_of(cast)}?download=csv")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Matched to an account" in told
    assert question.account.username in told
    assert "Change" not in told
