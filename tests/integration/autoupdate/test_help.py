"""The help for whoever comes: contents, search, guides; and the links that lead there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from autoupdate.connectors import registry
from autoupdate.queries.answers import for_run
from tests.factories import (
    LinkFactory,
    MisPersonFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    UploadFactory,
)
from tests.integration.conftest import Cast


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def anybody(db: None) -> Client:
    return Client()


def found(anybody: Client, q: str) -> list[str]:
    return [each.slug for each in anybody.get("/help/", {"q": q}).context["found"]]


def test_the_contents_are_open_to_anybody(anybody: Client) -> None:
    text = text_of(anybody.get("/help/"))
    assert "Why does somebody have no account?" in text
    assert "Pupil Asset" in text
    assert 'href="/accessibility/"' in text


def test_a_search_finds_words_in_titles_first(anybody: Client) -> None:
    assert found(anybody, "Restore")[0] == "unallocated"
    assert "no-account" in found(anybody, "date of birth")
    assert found(anybody, "endpoint URL") == ["missing-endpoint-url"]


def test_a_search_finds_the_guide_of_an_mis_that_is_named(anybody: Client) -> None:
    assert "Guide: Integris" in text_of(anybody.get("/help/", {"q": "integris"}))


def test_a_search_that_finds_nothing_says_what_else_to_do(anybody: Client) -> None:
    assert "The help has nothing on that" in text_of(anybody.get("/help/", {"q": "zebra"}))


@pytest.mark.parametrize("product", [each.code for each in registry.all()])
def test_every_mis_has_a_guide(anybody: Client, product: str) -> None:
    answer = anybody.get(reverse("autoupdate:help_guide", args=[product]))
    text = text_of(answer)
    assert "Running it by hand" in text
    connector = answer.context["connector"]
    assert escape(connector.setup_steps[0].text) in text


def test_there_is_no_other_guide_or_question(anybody: Client) -> None:
    assert anybody.get("/help/mis/no-such-mis/").status_code == 404
    assert anybody.get("/help/no-such-question/").status_code == 404


def test_the_pages_say_who_accepts(anybody: Client) -> None:
    assert "With Pupil Asset only the Headteacher does" in text_of(anybody.get("/help/who-may/"))
    guide = text_of(anybody.get("/help/mis/pupil_asset/"))
    assert "The Head Proxy cannot." in guide


def test_the_statement_claims_no_audit(anybody: Client) -> None:
    text = text_of(anybody.get("/accessibility/"))
    assert "WCAG) 2.2, level AA" in text
    assert "nobody from outside has audited the site yet" in text


def test_reasons_lead_to_the_help(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    OutcomeFactory(
        run=run, mis_person=MisPersonFactory(school_mis=cast.school_mis), code="no_date_of_birth"
    )
    page = reverse("autoupdate:outcomes", args=[cast.school.pk, run.pk])
    assert 'href="/help/no-account/#date-of-birth"' in text_of(cast.client(cast.head).get(page))
    settings = reverse("autoupdate:settings", args=[cast.school.pk])
    assert 'href="/help/mis/sims/"' in text_of(cast.client(cast.head).get(settings))


# --- Answers to paste ------------------------------------------------------------------------


def why(cast: Cast, person: Any) -> str:
    page = reverse("autoupdate:desk_why", args=[cast.school.pk])
    answer = cast.client(cast.desk).get(page, {"q": person.legal_surname})
    [(_, told, _)] = answer.context["people"]
    assert "An answer to paste into the case" in text_of(answer)
    return str(told)


def test_the_answer_about_a_person_says_why_and_what_to_do(cast: Cast) -> None:
    person = MisPersonFactory(
        school_mis=cast.school_mis,
        kind="staff",
        legal_surname="Farooq",
        mis_id="4711",
        standing="incomplete",
        standing_code="no_date_of_birth",
    )
    told = why(cast, person)
    assert "(member of staff, ID 4711 in SIMS) has no USO account." in told
    assert "What to do: Enter the date of birth in SIMS." in told
    assert "Blank or unreadable" not in told  # the desk's own note
    person.in_current, person.absent_since = False, person.first_seen_at
    person.save()
    assert "has not been in the exports since" in why(cast, person)


def test_the_answer_about_somebody_with_an_account_names_it(cast: Cast) -> None:
    link = LinkFactory(
        mis_person__school_mis=cast.school_mis,
        mis_person__standing="linked",
        mis_person__standing_code="created",
    )
    assert f"has the USO account {link.account.username}." in why(cast, link.mis_person)


def test_the_answer_about_a_run_tells_what_came_and_who_waits(cast: Cast) -> None:
    counts = {"staff": {"created": 2}, "student": {"no_date_of_birth": 1, "requires_matching": 3}}
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True, counts=counts)
    UploadFactory(school_mis=cast.school_mis, state="processed", processed_run=run, num_rows=412)
    page = cast.client(cast.desk).get(reverse("autoupdate:run", args=[run.pk]))
    told = page.context["answer_text"]
    assert "These exports were used: Students, 412 rows" in told
    assert "Staff: 2 account created." in told
    assert "1 person: There is no usable date of birth" in told
    assert "3 people: Somebody similar already has an account" in told


def test_the_answer_about_a_failed_run_shows_no_exception(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    run.status, run.failure, run.failure_code = "failed", "internal", "KeyError"
    told = for_run(run, school="Ashmead", mis="SIMS", counts=[], uploads=[])
    assert told.startswith("The processing of Ashmead on ")
    assert "KeyError" not in told
    live = ProcessingRunFactory(school_mis=cast.outsider_mis)
    assert for_run(live, school="Faraway", mis="SIMS", counts=[], uploads=[]) == ""
    quiet = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    assert "no new export" in for_run(quiet, school="A", mis="SIMS", counts=[], uploads=[])
