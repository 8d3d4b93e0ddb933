"""User Request Single on its pages: details, who is similar, a confirmation, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.actions.refused import ActionRefused
from accounts.models import SchoolAssociation, UsoAccount
from matching.actions import requesting
from matching.models import ExcludedName
from tests.factories import (
    ExcludedNameFactory,
    MisPersonFactory,
    SchoolAssociationFactory,
    UsoAccountFactory,
)
from tests.integration.conftest import Cast
from tests.integration.matching.requested import BORN, entered, with_keys

STAFF = {"year_group": "", "job_title": "Supply teacher", "date_of_birth_year": "1985"}


def page(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"matching:{name}", args=[cast.school.pk, *args])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def enter(cast: Cast, client: Any, kind: str = "student", **more: Any) -> Any:
    return client.post(page(cast, "request_details", kind), entered(**more), follow=True)


def similar(cast: Cast) -> UsoAccount:
    account: UsoAccount = UsoAccountFactory(
        local_authority=cast.local_authority,
        legal_forename="Ada",
        legal_surname="Okonkwo",
        date_of_birth=BORN,
    )
    return with_keys(account)


@pytest.mark.parametrize(("kind", "more"), [("student", {}), ("staff", STAFF)])
def test_from_the_first_page_to_an_account_and_back(
    cast: Cast, kind: str, more: dict[str, str]
) -> None:
    client = cast.client(cast.nominated_contact)
    start = text_of(client.get(page(cast, "request")))
    assert page(cast, "request_details", kind) in start
    assert "Nobody has asked for an account by hand yet" in start
    asked = enter(cast, client, kind, **more)
    assert asked.redirect_chain[-1][0] == page(cast, "request_confirm", kind)
    assert "Create an account for Ada Okonkwo?" in text_of(asked)
    assert not UsoAccount.objects.exists()

    done = client.post(page(cast, "request_confirm", kind), follow=True)
    account = UsoAccount.objects.get()
    assert f"with the username {account.username}" in text_of(done)
    undo = page(cast, "request_undo", account.pk)
    assert undo in text_of(done)
    assert undo in text_of(client.get(page(cast, "request")))
    assert "Take back the account of Ada Okonkwo?" in text_of(client.get(undo))
    assert "is at no school" in text_of(client.post(undo, follow=True))
    assert not SchoolAssociation.objects.filter(ended_at__isnull=True).exists()

    again = client.post(page(cast, "request_confirm", kind), follow=True)
    assert "Enter the details first" in text_of(again)


def test_somebody_similar_is_offered_and_taken(cast: Cast) -> None:
    account, client = similar(cast), cast.client(cast.head)
    asked = enter(cast, client)
    assert "Is Ada Okonkwo one of these?" in text_of(asked)
    assert account.username in text_of(asked)
    pressed = client.post(page(cast, "request_alike", "student"), follow=True)
    assert "Press one of the buttons" in text_of(pressed)
    taken = client.post(page(cast, "request_alike", "student"), {"use": account.pk}, follow=True)
    assert "is at the school now" in text_of(taken)
    assert account.associations.get(school=cast.school).source == "hand"
    enter(cast, client)
    again = client.post(page(cast, "request_alike", "student"), {"use": account.pk}, follow=True)
    assert "has an account here already" in text_of(again)
    assert UsoAccount.objects.count() == 1


def test_none_of_these_makes_a_new_one_unless_somebody_new_is_similar(cast: Cast) -> None:
    account, client = similar(cast), cast.client(cast.head)
    enter(cast, client)
    confirm = page(cast, "request_confirm", "student")
    asked = text_of(client.get(confirm))
    assert f'value="account:{account.pk}"' in asked
    assert "None of these is the same person" in asked
    refused = client.post(confirm, {"seen": "nonsense"}, follow=True)
    assert "was not there when you looked" in text_of(refused)
    client.post(confirm, {"seen": f"account:{account.pk}"})
    assert UsoAccount.objects.count() == 2


def test_somebody_who_waits_in_the_mis_is_led_to(cast: Cast) -> None:
    person = MisPersonFactory(
        school_mis=cast.school_mis,
        legal_forename="Ada",
        legal_surname="Okonkwo",
        date_of_birth=BORN,
        standing="not_started",
    )
    client = cast.client(cast.head)
    assert "In SIMS: not started yet" in text_of(enter(cast, client))
    led = client.post(page(cast, "request_alike", "student"), {"person": person.pk}, follow=True)
    assert led.redirect_chain[-1][0] == reverse("matching:person", args=[cast.school.pk, person.pk])
    assert "No account was made by hand" in text_of(led)


def test_what_was_entered_stays_while_one_looks(cast: Cast) -> None:
    client = cast.client(cast.head)
    enter(cast, client, starts_on_day="1", starts_on_month="1", starts_on_year="2020")
    form = client.get(page(cast, "request_details", "student")).context["form"]
    assert form.initial["legal_surname"] == "Okonkwo"
    assert form.initial["starts_on"].year == 2020
    assert "Enter the details first" in text_of(
        client.get(page(cast, "request_alike", "staff"), follow=True)
    )


def test_what_is_wrong_is_said_on_the_page(cast: Cast) -> None:
    answer = text_of(enter(cast, cast.client(cast.head), year_group=""))
    assert "Choose the year" in answer
    assert "Error:" in answer


def test_a_preferred_name_that_is_the_legal_one_is_none(cast: Cast) -> None:
    client = cast.client(cast.head)
    enter(cast, client, legal_forename="  Ada  Mae ", preferred_forename="Ada Mae")
    client.post(page(cast, "request_confirm", "student"))
    account = UsoAccount.objects.get()
    assert (account.legal_forename, account.preferred_forename) == ("Ada Mae", "")


def test_an_undo_that_comes_too_late_is_refused(cast: Cast) -> None:
    account = SchoolAssociationFactory(school=cast.school, source="hand").account
    answer = cast.client(cast.head).post(page(cast, "request_undo", account.pk), follow=True)
    assert "too long ago" in text_of(answer)


def test_a_busy_school_refuses_kindly(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account, client = similar(cast), cast.client(cast.head)
    enter(cast, client)
    monkeypatch.setattr(requesting, "lock_school", _busy)
    refused = client.post(page(cast, "request_alike", "student"), {"use": account.pk}, follow=True)
    assert "Please try again" in text_of(refused)


def _busy(school_id: int) -> None:
    raise ActionRefused("Please try again in a minute.")


def test_a_name_that_should_not_be_in_uso_is_a_warning(cast: Cast) -> None:
    client = cast.client(cast.head)
    name = ExcludedNameFactory(
        school=cast.school, forename="ada", surname="Okonkwo", reason="A test pupil"
    )
    warned = text_of(enter(cast, client))
    assert "This name should not be in USO" in warned
    assert f"{name.added_by} put ada Okonkwo on the list" in warned
    assert "A test pupil" in warned
    assert "is linked by itself" not in warned.replace("\n", " ")
    similar(cast)
    answer = client.get(page(cast, "request_alike", "student"))
    assert "This name should not be in USO" in text_of(answer)
    ExcludedName.objects.update(kind="staff")
    assert "should not be in USO" not in text_of(
        client.get(page(cast, "request_confirm", "student"))
    )
