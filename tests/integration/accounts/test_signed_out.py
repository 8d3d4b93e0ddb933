"""A session that ends while somebody works: they are told what was not done, and led back."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.views.typed import SIGNED_OUT
from tests.factories import CandidateFactory
from tests.integration.conftest import Cast

SIGN_IN = "/account/login/?next="


def _person_page(cast: Cast) -> str:
    person = CandidateFactory(mis_person__school_mis=cast.school_mis).mis_person
    return reverse("matching:person", args=[cast.school.pk, person.pk])


def test_whoever_pressed_something_is_told_that_it_was_not_done(cast: Cast, client: Client) -> None:
    page = _person_page(cast)
    answer = client.post(page, {"skip": "1"})
    assert answer.headers["Location"] == f"{SIGN_IN}{page}"
    assert SIGNED_OUT in client.get(answer.headers["Location"]).text


def test_whoever_only_looked_is_not(cast: Cast, client: Client) -> None:
    answer = client.get(_person_page(cast), follow=True)
    assert SIGNED_OUT not in answer.text


def test_where_a_part_was_asked_for_the_whole_page_goes_to_sign_in(
    cast: Cast, client: Client
) -> None:
    page = _person_page(cast)
    seen = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?sort=name"}
    answer = client.post(page, {"skip": "1"}, headers=seen)
    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    assert answer.headers["HX-Redirect"] == f"{SIGN_IN}{page}%3Fsort%3Dname"
    assert SIGNED_OUT in client.get(answer.headers["HX-Redirect"]).text
    elsewhere = {**seen, "HX-Current-URL": "https://elsewhere.example/"}
    answer = client.get(page, headers=elsewhere)
    assert answer.headers["HX-Redirect"] == f"{SIGN_IN}{page}"
