"""Restoring from the list and from an account's page, and confirming that held people have left."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import locking
from accounts.actions.refused import ActionRefused
from accounts.models import AccountKind, AssociationSource, UsoAccount
from autoupdate.models import HeldRemoval, Hold, HoldState
from autoupdate.views import holds, restoring
from matching.models import LinkEnd
from tests.factories import (
    HeldRemovalFactory,
    HoldFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.conftest import Cast

PUPILS = AccountKind.STUDENT


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *args])


def press(client: Client, page: str, **pressed: Any) -> Any:
    return client.post(page, pressed, follow=True)


def is_held(account: UsoAccount, cast: Cast) -> bool:
    return account.associations.filter(school=cast.school, ended_at__isnull=True).exists()


def test_restoring_asks_first_then_can_be_undone(cast: Cast) -> None:
    accounts = [left_account(cast.school) for _ in range(3)]
    ids = [each.pk for each in accounts]
    client, page = cast.client(cast.nominated_contact), address(cast, "restore", PUPILS)
    asked = press(client, page, chosen=ids)
    assert "Restore 3 accounts?" in asked.content.decode()
    assert all(each.username in asked.content.decode() for each in accounts)
    assert not any(is_held(each, cast) for each in accounts)

    done = press(client, page, chosen=ids, confirmed="yes")
    undo = address(cast, "restore_undo", PUPILS)
    assert "and 2 others restored" in done.content.decode()
    assert undo in done.content.decode()
    assert all(is_held(each, cast) for each in accounts)

    assert "Take back restoring" in client.get(undo).content.decode()
    back = press(client, undo)
    assert "unallocated again" in back.content.decode()
    assert not any(is_held(each, cast) for each in accounts)
    assert "nothing to take back" in client.get(undo, follow=True).content.decode()


def test_a_double_submission_is_answered_kindly(cast: Cast) -> None:
    account = left_account(cast.school)
    client, page = cast.client(cast.head), address(cast, "restore", PUPILS)
    press(client, page, chosen=account.pk, confirmed="yes")
    again = press(client, page, chosen=account.pk, confirmed="yes")
    assert "restored already" in again.content.decode()
    asked_again = press(client, page, chosen=account.pk)
    assert "have been restored already" in asked_again.content.decode()


def test_an_undo_says_who_is_kept(cast: Cast) -> None:
    accounts = [left_account(cast.school) for _ in range(2)]
    client = cast.client(cast.head)
    press(
        client,
        address(cast, "restore", PUPILS),
        chosen=[each.pk for each in accounts],
        confirmed="yes",
    )
    for account in accounts:
        account.associations.filter(ended_at__isnull=True).update(source=AssociationSource.MIS)
    back = press(client, address(cast, "restore_undo", PUPILS))
    assert "in SIMS again" in back.content.decode()
    assert all(is_held(each, cast) for each in accounts)


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"]])
def test_an_empty_choice_is_answered_with_a_sentence(cast: Cast, chosen: list[str]) -> None:
    answer = press(cast.client(cast.head), address(cast, "restore", PUPILS), chosen=chosen)
    assert "Tick the pupils to restore first" in answer.content.decode()


def test_staff_are_not_restored_from_the_list_of_pupils(cast: Cast) -> None:
    staff = left_account(cast.school, account__kind="staff")
    answer = press(cast.client(cast.head), address(cast, "restore", PUPILS), chosen=staff.pk)
    assert "Restore" not in answer.context.get("confirm_heading", "")


def test_restoring_from_the_accounts_page_returns_there(cast: Cast) -> None:
    account = left_account(cast.school)
    client, page = cast.client(cast.head), address(cast, "account", account.pk)
    assert address(cast, "restore", PUPILS) in client.get(page).content.decode()
    asked = press(client, address(cast, "restore", PUPILS), chosen=account.pk, one="yes")
    assert f"Restore {account.display_name}?" in asked.content.decode()
    assert "with the same username." in asked.content.decode()
    assert 'name="one"' in asked.content.decode()
    done = press(
        client, address(cast, "restore", PUPILS), chosen=account.pk, one="yes", confirmed="yes"
    )
    assert done.redirect_chain[-1][0] == page


def refuse(*args: Any, **kwargs: Any) -> None:
    raise ActionRefused(locking.BUSY)


def test_a_night_at_work_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account = left_account(cast.school)
    client = cast.client(cast.head)
    press(client, address(cast, "restore", PUPILS), chosen=account.pk, confirmed="yes")
    monkeypatch.setattr(restoring, "restore", refuse)
    monkeypatch.setattr(restoring, "undo_restore", refuse)
    monkeypatch.setattr(holds, "release", refuse)
    hold, _ = hold_of(cast)
    for page, pressed in (
        (address(cast, "restore", PUPILS), {"chosen": account.pk, "confirmed": "yes"}),
        (address(cast, "restore_undo", PUPILS), {}),
        (address(cast, "hold_release", hold.pk), {"which": "all", "confirmed": "yes"}),
    ):
        assert "being processed just now" in press(client, page, **pressed).content.decode()


def hold_of(
    cast: Cast, *, kind: str = "student", number: int = 2
) -> tuple[Hold, list[HeldRemoval]]:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    hold: Hold = HoldFactory(run=run, kind=kind, num_removals=number)
    removals: list[HeldRemoval] = [
        HeldRemovalFactory(
            hold=hold,
            code="left_not_in_export",
            link__mis_person__kind=kind,
            link__account__kind=kind,
        )
        for _ in range(number)
    ]
    for each in removals:
        SchoolAssociationFactory(account=each.link.account, school=cast.school)
    return hold, removals


def test_one_hold_is_shown_at_once_two_are_listed(cast: Cast) -> None:
    client, page = cast.client(cast.head), address(cast, "holds")
    assert "Nobody is held" in client.get(page).content.decode()
    hold, removals = hold_of(cast)
    answer: Any = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == address(cast, "hold", hold.pk)
    assert all(each.link.account.username in answer.content.decode() for each in removals)

    hold_of(cast, kind="staff", number=1)
    shown = client.get(page).content.decode()
    assert "2 pupils held" in shown
    assert "1 member of staff held" in shown


def test_chosen_people_are_released_after_asking(cast: Cast) -> None:
    hold, [first, second] = hold_of(cast)
    client, page = cast.client(cast.head), address(cast, "hold_release", hold.pk)
    assert "Tick the pupils who have left" in press(client, page, which="chosen").content.decode()
    asked = press(client, page, which="chosen", chosen=first.pk)
    assert "1 pupil has left?" in asked.content.decode()
    assert "stay held until" in asked.content.decode()

    done = press(client, page, which="chosen", chosen=first.pk, confirmed="yes")
    assert "1 pupil removed" in done.content.decode()
    assert done.redirect_chain[-1][0] == address(cast, "hold", hold.pk)
    assert not is_held(first.link.account, cast)
    assert is_held(second.link.account, cast)


def test_all_are_released_after_asking(cast: Cast) -> None:
    hold, removals = hold_of(cast, number=25)
    client, page = cast.client(cast.desk), address(cast, "hold_release", hold.pk)
    asked = press(client, page, which="all").content.decode()
    assert "25 pupils have left?" in asked
    assert "and 5 more" in asked
    assert "stay held until" not in asked

    removals[0].link.ended_at = removals[0].link.made_at
    removals[0].link.end_reason = LinkEnd.STAFF
    removals[0].link.save()
    done = press(client, page, which="all", confirmed="yes")
    assert "24 pupils removed" in done.content.decode()
    assert "1 pupil left alone" in done.content.decode()
    assert done.redirect_chain[-1][0] == address(cast, "unallocated", PUPILS)


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        (HoldState.REPLACED, "head", "A newer night"),
        (HoldState.RELEASED, "head", "Everybody on this list"),
        (HoldState.OPEN, "nominated_contact", "confirms who has left"),
        (HoldState.OPEN, "head", "Have they left?"),
    ],
)
def test_a_hold_says_how_it_stands(cast: Cast, state: HoldState, who: str, words: str) -> None:
    hold, _ = hold_of(cast)
    Hold.objects.filter(pk=hold.pk).update(state=state, state_by=cast.head)
    shown = cast.client(getattr(cast, who)).get(address(cast, "hold", hold.pk)).content.decode()
    assert words in shown
    assert ('name="chosen"' in shown) == (words == "Have they left?")


def test_many_held_people_cost_no_more_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    hold, _ = hold_of(cast, number=40)
    client, page = cast.client(cast.head), address(cast, "hold", hold.pk)
    client.get(page)  # the first one also notes the session
    with django_assert_max_num_queries(15):
        client.get(page)
    download: Any = client.get(f"{page}?download=csv")
    assert b"".join(download.streaming_content).count(b"\r\n") == 41
