"""What staff read as data: the same reasons as on the pages, behind the same door."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.permissions import Permission
from autoupdate.api import staff_views
from tests.factories import OutcomeFactory, ProcessingRunFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import REASONS, ask

DETAIL = {"rule": "similar", "scope": "local", "score": 88.4, "margin": 20.1, "reasons": REASONS}


def outcomes_of(cast: Cast, run: Any) -> str:
    return reverse("staff_api:outcomes", args=[cast.school.pk, run.pk])


def test_an_outcome_says_code_scope_margin_and_every_reason(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    asked = OutcomeFactory(run=run, code="requires_matching", detail=DETAIL)
    plain = OutcomeFactory(run=run, code="no_date_of_birth", detail={})
    answer = cast.client(cast.nominated_contact).get(outcomes_of(cast, run)).json()
    assert answer["next"] is None
    first, second = answer["outcomes"]
    assert first["person"]["name"] == asked.mis_person.display_name
    assert (first["code"], first["username"]) == ("requires_matching", None)
    assert first["match"] == {
        "scope": "local",
        "scope_words": "At another school in this local authority",
        "score": 88.4,
        "score_words": "Likely",
        "margin": 20.1,
        "margin_words": "the next best is far behind",
        "reasons": REASONS,
    }
    assert second["id"] == plain.pk
    assert second["match"] is None
    assert "SIMS" in second["remedy"]


def test_many_outcomes_come_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_views, "AT_ONCE", 2)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    made = [OutcomeFactory(run=run, code="created").pk for _ in range(3)]
    client = cast.client(cast.la_user)
    first = client.get(outcomes_of(cast, run)).json()
    assert first["next"] == made[1]
    rest = client.get(outcomes_of(cast, run), {"after": first["next"]}).json()
    assert [each["id"] for each in rest["outcomes"]] == made[2:]
    assert rest["next"] is None


def test_candidates_are_the_ones_of_the_page_without_births_and_upns(cast: Cast) -> None:
    question = ask(cast.school_mis, upn="B801200005001")
    page = reverse("staff_api:candidates", args=[cast.school.pk, question.person.pk])
    response = cast.client(cast.head).get(page)
    best, other = response.json()["candidates"]
    assert best["username"] == question.account.username
    assert (best["match"]["margin"], other["match"]["margin"]) == (21.5, -21.5)
    assert other["match"]["margin_words"] == "something else is likelier"
    assert best["match"]["reasons"] == REASONS
    assert "B801200005001" not in response.text
    assert "birth" not in response.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("colleague", 200), ("la_user", 200), ("desk", 200), ("outsider", 404)],
)
def test_whoever_may_see_the_results_may_read_them(cast: Cast, who: str, status: int) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    person = ask(cast.school_mis).person
    client = cast.client(getattr(cast, who))
    assert client.get(outcomes_of(cast, run)).status_code == status
    page = reverse("staff_api:candidates", args=[cast.school.pk, person.pk])
    assert client.get(page).status_code == status
    assert cast.anonymous.get(page).status_code == 401


def test_whoever_may_not_is_told_so_in_data_and_led_to_no_page(cast: Cast, settings: Any) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    page = outcomes_of(cast, run)
    unknown = cast.anonymous.get(page)
    assert (unknown.status_code, unknown.json()["code"]) == (401, "not_signed_in")
    assert unknown.headers["WWW-Authenticate"] == 'Session realm="USO AutoUpdate"'
    assert cast.anonymous.post(page).status_code == 401
    outsider = cast.client(cast.outsider).get(page)
    assert (outsider.status_code, outsider.json()["code"]) == (404, "not_there")


def test_a_role_without_the_results_is_refused_in_data(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    monkeypatch.setattr(staff_views.StaffView, "permission", Permission.MANAGE_SCHOOLS)
    answer = cast.client(cast.head).get(outcomes_of(cast, run))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_what_belongs_to_another_school_is_not_there(cast: Cast) -> None:
    client = cast.client(cast.head)
    theirs = ProcessingRunFactory(school_mis=cast.outsider_mis, done=True)
    answer = client.get(outcomes_of(cast, theirs))
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_there"
    person = ask(cast.outsider_mis).person
    page = reverse("staff_api:candidates", args=[cast.school.pk, person.pk])
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 405
