"""The list of a school's accounts, and the page of one account with its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.restoring import restore
from accounts.models import UsoAccount
from autoupdate.processing.reasons import Code
from autoupdate.queries.history import WORDS
from autoupdate.queries.outcomes import TONES
from autoupdate.views.account_words import LOOKS
from matching.actions.deciding import match_person
from tests.factories import (
    LinkFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def address(cast: Cast, *args: int) -> str:
    return reverse(f"autoupdate:account{'' if args else 's'}", args=[cast.school.pk, *args])


def held(cast: Cast, **details: Any) -> UsoAccount:
    made: UsoAccount = SchoolAssociationFactory(school=cast.school, **details).account
    return made


def test_every_code_has_a_tone_and_every_look_has_words() -> None:
    assert set(TONES) == set(Code)
    assert set(LOOKS) <= set(WORDS)


def test_the_list_says_where_each_account_stands(cast: Cast) -> None:
    linked = held(cast, account__legal_surname="Linked")
    LinkFactory(account=linked, mis_person__school_mis=cast.school_mis)
    held(cast, account__legal_surname="Hand", source="hand")
    left_account(cast.school, account__legal_surname="Gone")
    moved = left_account(cast.school, account__legal_surname="Moved")
    UsoAccount.objects.filter(pk=moved.pk).update(unallocated_at=None)
    SchoolAssociationFactory(school=cast.outsider_school, account__legal_surname="Foreign")
    page: Any = cast.client(cast.la_user).get(address(cast))
    rows = page.context["table"].rows
    states = {row.record.account.legal_surname: row.record.state for row in rows}
    assert states == {
        "Linked": "mis",
        "Hand": "hand",
        "Gone": "unallocated",
        "Moved": "elsewhere",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=abbott", {"Abbott"}),
        ("q=abb+zo", {"Abbott"}),
        ("kind=staff", {"Baker"}),
        ("source=hand", {"Baker"}),
        ("year_group=R", {"Abbott"}),
        ("sort=place", {"Abbott", "Baker"}),
        ("sort=-latest_move_at", {"Abbott", "Baker"}),
        ("q=%00", {"Abbott", "Baker"}),
    ],
)
def test_accounts_are_found(cast: Cast, query: str, expected: set[str]) -> None:
    zoe = held(
        cast, account__legal_surname="Abbott", account__preferred_forename="Zoë", year_group="R"
    )
    LinkFactory(account=zoe, mis_person__school_mis=cast.school_mis)
    held(cast, account__legal_surname="Baker", account__kind="staff", source="hand")
    page: Any = cast.client(cast.head).get(f"{address(cast)}?{query}")
    found = {row.record.account.legal_surname for row in page.context["table"].rows}
    assert found == expected


def test_the_list_is_downloaded(cast: Cast) -> None:
    account = held(cast, account__legal_forename="+44", account__legal_surname="")
    answer: Any = cast.client(cast.head).get(f"{address(cast)}?download=csv")
    content = b"".join(answer.streaming_content).decode()
    assert f"'+44,{account.username},Pupil" in content


def test_an_account_that_comes_twice_is_listed_once(cast: Cast) -> None:
    account = left_account(cast.school)
    restore([account.pk], school=cast.school, by=cast.head)
    page: Any = cast.client(cast.head).get(address(cast))
    [row] = page.context["table"].rows
    assert row.record.state == "hand"


def test_the_page_says_who_where_and_from_what(cast: Cast) -> None:
    account = held(
        cast,
        account__upn="B801200005001",
        account__preferred_forename="Sasha",
        year_group="9",
        reg_group="9B",
    )
    link = LinkFactory(account=account, mis_person__school_mis=cast.school_mis)
    SchoolAssociationFactory(account=account, school=cast.outsider_school)
    shown = cast.client(cast.head).get(address(cast, account.pk)).content.decode()
    for words in (
        account.username,
        "Alex (known as Sasha)",
        "•001",
        "Year 9, 9B",
        "And at 1 other school.",
        "SIMS at Ashmead Primary School",
        "which describes the account",
        str(link.mis_person),
    ):
        assert words in shown
    assert "B801200005001" not in shown
    assert cast.outsider_school.name not in shown
    assert cast.outsider_school.name in (
        cast.client(cast.desk).get(address(cast, account.pk)).content.decode()
    )


def test_an_account_of_nobody_is_kept_by_hand(cast: Cast) -> None:
    account = held(cast, source="hand")
    shown = cast.client(cast.head).get(address(cast, account.pk)).content.decode()
    assert "No MIS names this person" in shown
    assert "Nothing has happened to this account" in shown
    assert ">Restore<" not in shown


def test_accounts_that_the_school_never_had_are_not_found(cast: Cast) -> None:
    theirs = SchoolAssociationFactory(school=cast.outsider_school).account
    for user in (cast.head, cast.desk):
        assert cast.client(user).get(address(cast, theirs.pk)).status_code == 404


def test_the_history_tells_both_what_staff_and_what_nights_did(cast: Cast) -> None:
    question = ask(cast.school_mis)
    match_person(question.person, account=question.account, by=cast.colleague, reason="I know him")
    run = ProcessingRunFactory(
        school_mis=cast.school_mis,
        status="done",
        claimed_at=timezone.now(),
        finished_at=timezone.now() + timedelta(hours=1),
    )
    detail = {"changes": {"legal_surname": ["Smith", "Jones"]}}
    OutcomeFactory(
        run=run,
        mis_person=question.person,
        account=question.account,
        code="updated",
        detail=detail,
    )
    OutcomeFactory(
        run__school_mis=cast.outsider_mis, account=question.account, code="linked_by_upn"
    )
    page: Any = cast.client(cast.head).get(address(cast, question.account.pk))
    titles = [each["title"] for each in page.context["events"]]
    shown = page.content.decode()
    assert titles == ["Updated", "Matched a person to an account"]
    assert "Smith → Jones" in shown
    assert "the night of" in shown
    assert str(cast.colleague) in shown
    assert "I know him" in shown


def test_processing_on_demand_is_said_as_such(cast: Cast) -> None:
    account = held(cast)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True, forced=True)
    OutcomeFactory(run=run, account=account, code="created")
    shown = cast.client(cast.head).get(address(cast, account.pk)).content.decode()
    assert "processing on demand" in shown


def test_long_histories_and_lists_cost_no_more_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    account = held(cast)
    for _ in range(30):
        held(cast)
        run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
        OutcomeFactory(run=run, account=account, code="updated")
    client = cast.client(cast.head)
    for page in (address(cast), address(cast, account.pk)):
        client.get(page)  # the first one notes the session; each costs five statements for it
        with django_assert_max_num_queries(16):
            client.get(page)
    second: Any = client.get(f"{address(cast, account.pk)}?page=2")
    assert len(second.context["events"]) == 5
