"""The page that asks before many new accounts are made, and what it says afterwards."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.models import AccountKind
from matching.actions.deciding import create_new
from matching.models import MatchDecision, MisPerson
from tests.factories import MisPersonFactory, SchoolAssociationFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask
from tests.integration.matching.test_bulk_creating import weakly_asked

PUPILS = AccountKind.STUDENT


def page_of(cast: Cast) -> str:
    return reverse("autoupdate:create_many", args=[cast.school.pk, PUPILS])


def list_of(cast: Cast) -> str:
    return reverse("autoupdate:not_matched", args=[cast.school.pk, PUPILS])


def press(cast: Cast, *people: MisPerson, query: str = "", **also: str) -> Any:
    data: dict[str, Any] = {"chosen": [each.pk for each in people], **also}
    client = cast.client(cast.nominated_contact)
    return client.post(page_of(cast) + query, data, follow=True)


def test_the_list_has_boxes_for_the_weak_only(cast: Cast) -> None:
    weak, likely = weakly_asked(cast.school_mis), ask(cast.school_mis).person
    shown = cast.client(cast.head).get(list_of(cast)).content.decode()
    assert f'id="chosen_{weak.pk}"' in shown
    assert f'id="chosen_{likely.pk}"' not in shown
    assert f'id="chosen_{weak.pk}"' not in (
        cast.client(cast.la_user).get(list_of(cast)).content.decode()
    )


def test_where_nobody_is_weak_there_is_no_column_of_boxes(cast: Cast) -> None:
    ask(cast.school_mis)
    client = cast.client(cast.head)
    assert "data-bulk-all" not in client.get(list_of(cast)).content.decode()
    weakly_asked(cast.school_mis)
    assert "data-bulk-all" in client.get(list_of(cast)).content.decode()


def test_rare_filters_are_folded_until_they_are_asked(cast: Cast) -> None:
    client, closed = cast.client(cast.head), '<details class="govuk-details uso-filters__more">'
    assert closed in client.get(list_of(cast)).content.decode()
    shown = client.get(list_of(cast) + "?year_group=3").content.decode()
    assert closed not in shown
    assert closed.replace(">", " open>") in shown


def test_it_names_everybody_before_anything_is_made(cast: Cast) -> None:
    weak, likely = weakly_asked(cast.school_mis), ask(cast.school_mis).person
    nobody_left = MisPersonFactory(school_mis=cast.school_mis)
    answer = press(cast, weak, likely, nobody_left)
    shown = answer.content.decode()
    assert "Create new accounts for 2 pupils?" in shown
    for words in (
        weak.display_name,
        nobody_left.display_name,
        f"is not {weak.candidates.get().account.display_name}",
        "all that were offered have been ruled out",
        "may well have an account already",
        "Create 2 accounts",
    ):
        assert words in shown
    assert not MatchDecision.objects.exists()
    assert shown.count('name="chosen"') == 2


def test_it_says_where_each_account_is_with_no_birth_date_of_another_school(cast: Cast) -> None:
    weak = weakly_asked(cast.school_mis)
    weak.candidates.update(scope="local", reasons=[])
    account = weak.candidates.get().account
    assert account.date_of_birth is not None
    place = SchoolAssociationFactory(account=account)
    shown = press(cast, weak).text
    born = f"born •• ••• {account.date_of_birth.year}"
    assert f"({account.username}), {born}, at {place.school.name}" in shown
    place.delete()
    assert f"({account.username}), {born}, at no school" in press(cast, weak).text


def test_confirmed_it_makes_them_and_keeps_the_list_as_it_was(cast: Cast) -> None:
    people = [weakly_asked(cast.school_mis) for _ in range(6)]
    answer = press(cast, *people, query="?likely=weak&page=1", confirmed="yes")
    shown = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{list_of(cast)}?likely=weak"
    assert "6 accounts created" in shown
    assert "and 1 more" in shown
    assert MatchDecision.objects.count() == 6


def test_pressed_a_second_time_it_says_who_was_quicker(cast: Cast) -> None:
    people = [weakly_asked(cast.school_mis) for _ in range(6)]
    for each in people:
        create_new(each, by=cast.colleague)
    for also in ({}, {"confirmed": "yes"}):
        shown = press(cast, *people, **also).content.decode()
        assert f"{cast.colleague} created the account" in shown
        assert "1 more got no account" in shown
    assert MatchDecision.objects.count() == 6


def test_one_is_named_in_the_question(cast: Cast) -> None:
    weak = weakly_asked(cast.school_mis)
    assert f"Create a new account for {weak}?" in press(cast, weak).content.decode()


def test_nothing_or_too_much_is_answered_kindly(cast: Cast) -> None:
    assert "Tick the pupils" in press(cast).content.decode()
    client = cast.client(cast.head)
    answer: Any = client.post(page_of(cast), {"chosen": range(1, 52)}, follow=True)
    assert "51 are too many at once" in answer.content.decode()
    answer = client.get(page_of(cast), follow=True)
    assert answer.redirect_chain[-1][0] == list_of(cast)


def test_a_busy_school_is_answered_kindly(cast: Cast, monkeypatch: Any) -> None:
    from accounts.actions.refused import ActionRefused
    from autoupdate.views import creating

    def refuse(*args: object, **kwargs: object) -> None:
        raise ActionRefused("Being processed.")

    monkeypatch.setattr(creating, "create_for_many", refuse)
    answer = press(cast, weakly_asked(cast.school_mis), confirmed="yes")
    assert "Being processed." in answer.content.decode()
