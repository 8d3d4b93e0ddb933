"""The Service Desk's pages: find a school, all about it, its fields, and why somebody has none."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from autoupdate.models import FieldOptOut
from autoupdate.queries.standing import TONES, people_named
from matching.models import Standing
from tests.factories import (
    FieldOptOutFactory,
    HoldFactory,
    LicenceKeyFactory,
    LinkFactory,
    MisPersonFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    SchoolFactory,
    SchoolMisFactory,
    UploadFactory,
    accept_reports,
)
from tests.integration.conftest import Cast


def page(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *more])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_school_is_found_by_name_authority_and_mis(cast: Cast) -> None:
    SchoolMisFactory(school__name="Arbor School", product="arbor")
    SchoolFactory(name="Unused School")

    def found(**query: Any) -> set[str]:
        answer = cast.client(cast.desk).get(reverse("autoupdate:desk_schools"), query)
        return {row.record.name for row in answer.context["table"].rows}

    assert found(q="ashmead") == {cast.school.name}
    assert found(la=cast.local_authority.pk) == {cast.school.name}
    assert found(mis="arbor") == {"Arbor School"}
    assert len(found()) == 4


def test_everything_about_a_school_is_on_its_page(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    LicenceKeyFactory(school=cast.school)
    FieldOptOutFactory(school=cast.school, reason="Case 12")
    UploadFactory(school_mis=cast.school_mis, state="ready")
    run = ProcessingRunFactory(
        school_mis=cast.school_mis,
        done=True,
        forced=True,
        reason="Case 13",
        counts={"student": {"created": 7}},
    )
    HoldFactory(run=run, num_removals=20, num_live=100)
    ProcessingRunFactory(school_mis=cast.school_mis)
    MisPersonFactory(school_mis=cast.school_mis)
    text = text_of(cast.client(cast.desk).get(page(cast, "desk_school")))
    for words in (
        "Accepted reports:</b> Students",
        "E-mail address of Students",
        "Case 12",
        "7 created",
        "Case 13",
        "The school is being processed already",
        "20 of 100 pupils were missing from the export",
        "Removals held",
        "Issued just now",
        cast.school.dfe_number,
    ):
        assert words in text


def test_a_school_without_an_mis_has_a_page_too(cast: Cast) -> None:
    school = SchoolFactory(urn=None)
    answer = cast.client(cast.desk).get(reverse("autoupdate:desk_school", args=[school.pk]))
    assert "None chosen" in text_of(answer)
    assert "Opt a field out" not in text_of(answer)
    opt_out = reverse("autoupdate:desk_opt_out", args=[school.pk])
    assert cast.client(cast.desk).get(opt_out).status_code == 404


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            cast.client(cast.desk).get(page(cast, "desk_school"))
        return len(told)

    UploadFactory(school_mis=cast.school_mis)
    ProcessingRunFactory(school_mis=cast.school_mis, done=True, forced=True)
    before = num_queries()
    UploadFactory.create_batch(8, school_mis=cast.school_mis)
    ProcessingRunFactory.create_batch(8, school_mis=cast.school_mis, done=True, forced=True)
    assert num_queries() == before


# --- Fields ----------------------------------------------------------------------------------


def test_a_field_is_opted_out_with_its_reason(cast: Cast) -> None:
    client = cast.client(cast.desk)
    assert "Legal forename" not in text_of(client.get(page(cast, "desk_opt_out")))  # mandatory
    data = {"field": "students.email", "reason": "Case 14"}
    answer = client.post(page(cast, "desk_opt_out"), data, follow=True)
    assert "The field is opted out." in text_of(answer)
    opted_out = FieldOptOut.objects.get()
    assert (opted_out.sub_report, opted_out.field, opted_out.reason) == (
        *("students", "email"),
        "Case 14",
    )
    assert AuditEvent.objects.get(action="field.opted_out").reason == "Case 14"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"field": "students.email"}, "Say why"),
        ({"reason": "Case 15"}, "Choose the field"),
        ({"field": "students.mis_id", "reason": "Case 15"}, "Choose one of the answers"),
    ],
)
def test_a_field_and_a_reason_are_asked_for(cast: Cast, data: dict[str, str], said: str) -> None:
    answer = cast.client(cast.desk).post(page(cast, "desk_opt_out"), data)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not FieldOptOut.objects.exists()


def test_a_field_is_opted_in_again(cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school)
    opt_in = page(cast, "desk_opt_in", "students", "email")
    client = cast.client(cast.desk)
    assert "Opt E-mail address in again?" in text_of(client.get(opt_in))
    answer = client.post(opt_in, {"reason": "Case 16"}, follow=True)
    assert "E-mail address of Students is uploaded again" in text_of(answer)
    assert not FieldOptOut.objects.exists()
    again = client.post(opt_in, {"reason": "Case 16"}, follow=True)
    assert "The field was not opted out" in text_of(again)


def test_there_is_no_page_for_a_field_that_never_was(cast: Cast) -> None:
    client = cast.client(cast.desk)
    assert client.get(page(cast, "desk_opt_in", "students", "shoe_size")).status_code == 404
    assert client.get(page(cast, "desk_opt_in", "dinners", "email")).status_code == 404


# --- Why has this person no account? ---------------------------------------------------------


def why(cast: Cast, q: str, **query: str) -> Any:
    return cast.client(cast.desk).get(page(cast, "desk_why"), {"q": q, **query})


def test_every_standing_has_a_tone() -> None:
    assert set(TONES) == set(Standing)


def test_a_person_is_found_by_any_name_with_reason_and_remedy(cast: Cast) -> None:
    person = MisPersonFactory(
        school_mis=cast.school_mis,
        legal_surname="Farooq",
        preferred_forename="Zee",
        mis_id="4711",
        date_of_birth=None,
        standing="incomplete",
        standing_code="no_date_of_birth",
    )
    MisPersonFactory(school_mis=cast.outsider_mis, legal_surname="Farooq")
    for q in ("faro", "zee far", "FAROOQ Alex", "4711"):
        [(found, *_)] = why(cast, q).context["people"]
        assert found.person == person
    text = text_of(why(cast, "farooq"))
    assert "There is no usable date of birth" in text
    assert "Enter the date of birth in SIMS" in text
    assert "For the Service Desk" in text


def test_the_row_problem_behind_it_is_named(cast: Cast) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    person = MisPersonFactory(
        school_mis=cast.school_mis, standing="incomplete", standing_code="record_unusable"
    )
    OutcomeFactory(
        run=run,
        mis_person=person,
        code="record_unusable",
        detail={"problem": "birth_date_us_order"},
    )
    text = text_of(why(cast, person.legal_surname))
    assert "American order" in text


def test_somebody_with_an_account_takes_one_line(cast: Cast) -> None:
    link = LinkFactory(
        mis_person__school_mis=cast.school_mis,
        mis_person__standing="linked",
        mis_person__standing_code="matched_by_staff",
    )
    answer = why(cast, link.mis_person.legal_surname)
    [(found, *_)] = answer.context["people"]
    assert found.account == link.account
    assert link.account.username in text_of(answer)
    assert "What to do" not in text_of(answer)


@pytest.mark.parametrize(
    ("standing", "code", "page"),
    [
        ("requires_matching", "requires_matching", "matching:person"),
        ("excluded", "name_excluded", "matching:excluded"),
        ("left", "left_not_in_export", ""),
    ],
)
def test_an_answer_leads_to_where_it_is_settled(
    cast: Cast, standing: str, code: str, page: str
) -> None:
    person = MisPersonFactory(school_mis=cast.school_mis, standing=standing, standing_code=code)
    answer = why(cast, person.legal_surname)
    [(_, _, link)] = answer.context["people"]
    if not page:
        assert link == {}
        return
    about = [cast.school.pk, person.pk] if page == "matching:person" else [cast.school.pk]
    assert link["url"] == reverse(page, args=about)
    assert f'href="{link["url"]}"' in answer.content.decode()
    assert cast.client(cast.desk).get(link["url"]).status_code == 200


def test_nobody_found_is_told_in_words(cast: Cast) -> None:
    assert "Nobody of that name has come from the MIS" in text_of(why(cast, "nobody"))
    assert "Nobody of that name" not in text_of(why(cast, "  "))


def test_nobody_is_looked_for_without_a_name(cast: Cast) -> None:
    MisPersonFactory(school_mis=cast.school_mis)
    assert not people_named(cast.school_mis, text=" ").exists()


def test_many_people_have_pages(cast: Cast) -> None:
    MisPersonFactory.create_batch(26, school_mis=cast.school_mis, standing_code="requires_matching")
    assert len(why(cast, "alex").context["people"]) == 25
    assert len(why(cast, "alex", page="2").context["people"]) == 1
