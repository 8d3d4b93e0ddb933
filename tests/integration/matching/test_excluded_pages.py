"""MIS names that should not be in USO: the list, adding, taking off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.actions.locking import BUSY
from accounts.actions.refused import ActionRefused
from matching.actions.excluding import Name, add, remove
from matching.models import ExcludedName, Standing
from matching.views import excluded
from tests.factories import ExcludedNameFactory, MisPersonFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def address(cast: Cast, name: str = "excluded", *args: int) -> str:
    return reverse(f"matching:{name}", args=[cast.school.pk, *args])


def test_the_list_says_whom_each_name_concerns(cast: Cast) -> None:
    person = ask(cast.school_mis, legal_forename="Test", legal_surname="Pupil").person
    kept = MisPersonFactory(school_mis=cast.school_mis, standing=Standing.LINKED)
    ExcludedNameFactory(school=cast.school, forename="test", surname="pupil", reason="Training")
    ExcludedNameFactory(
        school=cast.school, forename=kept.legal_forename, surname=kept.legal_surname, kind="student"
    )
    ExcludedNameFactory(school=cast.school, forename="No", date_of_birth=date(2014, 5, 17))
    theirs = ExcludedNameFactory(school=cast.outsider_school, surname="Elsewhere")
    shown = cast.client(cast.head).get(address(cast)).content.decode()
    assert reverse("matching:person", args=[cast.school.pk, person.pk]) in shown
    assert "gets no account" in shown
    assert "keeps the account" in shown
    assert "Nobody in SIMS" in shown
    assert "Training" in shown
    assert "Born 17 May 2014" in shown
    assert theirs.surname not in shown


def test_an_empty_list_says_what_it_is_for(cast: Cast) -> None:
    assert "No name is on the list" in cast.client(cast.head).get(address(cast)).content.decode()


def test_whoever_may_not_change_it_sees_no_way_to(cast: Cast) -> None:
    name = ExcludedNameFactory(school=cast.school)
    shown = cast.client(cast.la_user).get(address(cast)).content.decode()
    assert name.surname in shown
    assert address(cast, "excluded_add") not in shown
    assert "Take off" not in shown


def test_adding_and_taking_off(cast: Cast) -> None:
    person = ask(cast.school_mis, legal_forename="Test", legal_surname="Pupil").person
    client = cast.client(cast.nominated_contact)
    typed = {"forename": "Test", "surname": "Pupil", "kind": "", "reason": "Training"}
    answer: Any = client.post(address(cast, "excluded_add"), typed, follow=True)
    name = ExcludedName.objects.get()
    person.refresh_from_db()
    assert answer.redirect_chain[-1][0] == address(cast)
    assert address(cast, "excluded_remove", name.pk) in answer.content.decode()
    assert person.standing == Standing.EXCLUDED

    remove = address(cast, "excluded_remove", name.pk)
    assert "off the list?" in client.get(remove).content.decode()
    answer = client.post(remove, follow=True)
    person.refresh_from_db()
    assert "back where they were before" in answer.content.decode()
    assert person.standing == Standing.REQUIRES_MATCHING


def test_a_name_is_taken_from_a_person_who_was_not_matched(cast: Cast) -> None:
    person = ask(cast.school_mis, legal_forename="Zoë", legal_surname="O’Neill").person
    only = ask(cast.school_mis, legal_forename="", legal_surname="Madonna").person
    theirs = ask(cast.outsider_mis, legal_forename="Far", legal_surname="Away").person
    client = cast.client(cast.head)
    page = address(cast, "excluded_add")
    shown = client.get(f"{page}?person={person.pk}").content.decode()
    assert 'value="Zoë"' in shown
    assert 'value="O’Neill"' in shown
    assert 'value="2014"' in shown
    assert 'value="Madonna"' in client.get(f"{page}?person={only.pk}").content.decode()
    assert "Away" not in client.get(f"{page}?person={theirs.pk}").content.decode()
    assert client.get(f"{page}?person=x").status_code == 200


def test_what_was_typed_wrongly_is_said_beside_the_field(cast: Cast) -> None:
    typed = {"forename": "", "date_of_birth_0": "31", "date_of_birth_1": "2"}
    shown = cast.client(cast.head).post(address(cast, "excluded_add"), typed).content.decode()
    assert "There is a problem" in shown
    assert "Enter a forename" in shown
    assert not ExcludedName.objects.exists()


def test_a_night_at_work_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ActionRefused(BUSY)

    name = ExcludedNameFactory(school=cast.school)
    monkeypatch.setattr(excluded, "add", refuse)
    monkeypatch.setattr(excluded, "remove", refuse)
    client = cast.client(cast.head)
    added: Any = client.post(address(cast, "excluded_add"), {"forename": "Test"}, follow=True)
    assert "being processed just now" in added.content.decode()
    assert 'value="Test"' in added.content.decode()
    removed: Any = client.post(address(cast, "excluded_remove", name.pk), follow=True)
    assert "being processed just now" in removed.content.decode()


def test_a_school_without_a_mis_has_a_list_all_the_same(cast: Cast) -> None:
    ExcludedNameFactory(school=cast.school)
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    assert "your MIS" in cast.client(cast.head).get(address(cast)).content.decode()


def test_many_names_and_people_cost_no_more_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        MisPersonFactory(school_mis=cast.school_mis, legal_surname=f"Name{number}")
        ExcludedNameFactory(school=cast.school, forename="Alex", surname=f"Name{number}")
    client = cast.client(cast.head)
    client.get(address(cast))  # the first one also notes the session
    with django_assert_max_num_queries(15):
        client.get(address(cast))


def test_taking_off_what_a_colleague_took_off_says_so(cast: Cast) -> None:
    name = add(Name("Test", "Pupil"), school=cast.school, by=cast.head)
    page = reverse("matching:excluded_remove", args=[cast.school.pk, name.pk])
    remove(name, by=cast.colleague)
    answer: Any = cast.client(cast.head).post(page, follow=True)
    assert f"{cast.colleague} took Test Pupil off the list" in answer.content.decode()
