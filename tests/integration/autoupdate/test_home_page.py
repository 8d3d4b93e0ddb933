"""Home: where each person's day begins, and what a school's page says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from tests.factories import (
    HoldFactory,
    MembershipFactory,
    MisPersonFactory,
    PortalUserFactory,
    ProcessingRunFactory,
    RoleRequestFactory,
    SchoolFactory,
    UploadFactory,
    accept_reports,
    user_with_role,
)
from tests.integration.conftest import Cast

COUNTS = {"staff": {"created": 2}, "student": {"left_not_in_export": 4, "unchanged": 90}}


def home_of(cast: Cast, who: str = "head") -> str:
    """The school's home as text."""
    user = cast.everybody()[who]
    answer = cast.client(user).get(reverse("autoupdate:school", args=[cast.school.pk]))
    return str(answer.content.decode())


def test_somebody_of_one_school_is_taken_there(cast: Cast) -> None:
    answer = cast.client(cast.head).get("/")
    assert answer.headers["Location"] == reverse("autoupdate:school", args=[cast.school.pk])


@pytest.mark.parametrize(
    ("who", "page"), [("la_user", "autoupdate:schools"), ("desk", "autoupdate:desk_home")]
)
def test_those_of_many_schools_are_taken_to_all_of_them(cast: Cast, who: str, page: str) -> None:
    answer = cast.client(cast.everybody()[who]).get("/")
    assert answer.headers["Location"] == reverse(page)


def test_somebody_with_two_schools_is_taken_to_the_list(cast: Cast) -> None:
    MembershipFactory(user=cast.head, school=cast.outsider_school)
    answer = cast.client(cast.head).get("/")
    assert answer.headers["Location"] == reverse("autoupdate:schools")


def test_two_roles_at_one_school_are_one_school(cast: Cast) -> None:
    MembershipFactory(user=cast.head, role=Role.NOMINATED_CONTACT, school=cast.school)
    answer = cast.client(cast.head).get("/")
    assert answer.headers["Location"] == reverse("autoupdate:school", args=[cast.school.pk])


def test_somebody_without_a_role_is_told_whom_to_ask(cast: Cast) -> None:
    answer = cast.client(PortalUserFactory()).get("/")
    assert "You have no role at any school yet" in answer.content.decode()


def test_a_quiet_school_needs_nobody(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    assert "Nothing needs you today" in home_of(cast)


def test_what_waits_is_named_with_whose_turn_it_is(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    HoldFactory(school_mis=cast.school_mis, run__school_mis=cast.school_mis, num_removals=20)
    MisPersonFactory.create_batch(3, school_mis=cast.school_mis)
    head, contact = home_of(cast), home_of(cast, "nominated_contact")
    assert "20 removals wait for a person to look" in head
    assert "3 people require matching" in head
    assert "Waiting for the Headteacher or Head Proxy" not in head
    assert "Waiting for the Headteacher or Head Proxy" in contact


def test_the_last_night_is_told_in_figures(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    ProcessingRunFactory(school_mis=cast.school_mis, done=True, counts=COUNTS)
    text = home_of(cast)
    assert "What the last night did" in text
    assert "4 people left with the last processing" in text


def test_a_failed_night_is_told_without_figures(cast: Cast) -> None:
    ProcessingRunFactory(
        school_mis=cast.school_mis,
        status="failed",
        failure="internal",
        failure_code="KeyError",
        finished_at=timezone.now(),
        claimed_at=timezone.now(),
    )
    text = home_of(cast)
    assert "The last processing failed" in text
    assert "KeyError" not in text
    assert "Accounts created" not in text


def test_a_rejected_upload_is_news_until_a_better_one_comes(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    UploadFactory(school_mis=cast.school_mis, state="rejected", fault="truncated")
    assert "An upload was rejected" in home_of(cast)
    UploadFactory(school_mis=cast.school_mis, state="ready")
    text = home_of(cast)
    assert "An upload was rejected" not in text
    assert "1 upload waits to be processed" in text


def test_silence_is_noticed(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    UploadFactory(
        school_mis=cast.school_mis,
        received_at=timezone.now() - timedelta(days=9),
        state="superseded",
    )
    assert "Nothing has been uploaded for 9 days" in home_of(cast)


def test_a_school_without_an_mis_is_told_so(cast: Cast) -> None:
    school = SchoolFactory()
    head = user_with_role(Role.HEAD, school=school)
    answer = cast.client(head).get(reverse("autoupdate:school", args=[school.pk]))
    assert "has not chosen its MIS yet" in answer.content.decode()
    assert "What needs somebody today" not in answer.content.decode()
    RoleRequestFactory(school=school, role=Role.HEAD_PROXY)
    asked = cast.client(head).get(reverse("autoupdate:school", args=[school.pk]))
    assert "1 person asks for a role at the school" in asked.content.decode()


def test_the_number_of_queries_does_not_grow(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    MisPersonFactory.create_batch(20, school_mis=cast.school_mis)
    UploadFactory.create_batch(20, school_mis=cast.school_mis)
    ProcessingRunFactory.create_batch(5, school_mis=cast.school_mis, done=True)
    client = cast.client(cast.head)
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        client.get(reverse("autoupdate:school", args=[cast.school.pk]))


def test_figures_of_the_night_lead_to_the_people_behind_them(cast: Cast) -> None:
    counts = {
        "student": {"created": 2, "left_not_in_export": 1, "left_leaving_date": 1, "unchanged": 9}
    }
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True, counts=counts)
    page = cast.client(cast.head).get(reverse("autoupdate:school", args=[cast.school.pk]))
    results = reverse("autoupdate:outcomes", args=[cast.school.pk, run.pk])
    urls = {each["label"]: each["url"] for each in page.context["tiles"]}
    assert urls["Accounts created"] == f"{results}?code=created"
    assert urls["Left"] == results
    assert urls["Updated"] == urls["No change"] == ""


def test_whoever_asks_for_a_role_is_told_to_those_who_may_give_it(cast: Cast) -> None:
    RoleRequestFactory(school=cast.school, role=Role.HEAD_PROXY)
    assert "1 person asks for a role at the school" in home_of(cast, "head")
    assert "for a role at the school" not in home_of(cast, "nominated_contact")
    assert "for a role at the school" not in home_of(cast, "la_user")
