"""The pages of the nights: whose nights somebody sees, in which time, as charts, table and file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from sandbox.seeding.clock import clock_at
from tests.factories import (
    AuthorityNightFactory,
    LocalAuthorityFactory,
    MembershipFactory,
    SchoolNightFactory,
    user_with_role,
)
from tests.integration.conftest import Cast

#: A Thursday's midday: a test that runs over midnight has one day all the same.
MIDDAY = datetime(2026, 11, 19, 12, tzinfo=timezone.get_current_timezone())
TODAY = MIDDAY.date()
NIGHTS = "/nights/"


@pytest.fixture(autouse=True)
def _midday() -> Iterator[None]:
    with clock_at(MIDDAY):
        yield


@pytest.fixture
def nights(cast: Cast) -> Cast:
    """A night two days ago at two schools of two authorities, and one of last year at ours."""
    two_days_ago, long_ago = TODAY - timedelta(days=2), TODAY - timedelta(days=200)
    ours, far = cast.local_authority, cast.outsider_school.local_authority
    for place, number in ((ours, 7), (far, 20)):
        AuthorityNightFactory(
            local_authority=place, night_on=two_days_ago, num_created=number, num_waiting=number
        )
    AuthorityNightFactory(local_authority=ours, night_on=long_ago, num_created=1000)
    SchoolNightFactory(school=cast.school, night_on=two_days_ago, num_created=7, num_waiting=7)
    SchoolNightFactory(school=cast.outsider_school, night_on=two_days_ago, num_created=20)
    return cast


def totals(answer: Any) -> dict[str, str]:
    return {chart["title"]: chart["total"] for chart in answer.context.get("charts", [])}


def see(cast: Cast, user: Any, page: str = NIGHTS, **query: Any) -> Any:
    return cast.client(user).get(page, query)


def test_everybody_sees_the_nights_of_the_schools_they_reach(nights: Cast) -> None:
    desk, la_user = see(nights, nights.desk), see(nights, nights.la_user)
    assert totals(desk)["Created"] == "27 in all"
    assert totals(la_user)["Created"] == "7 in all"
    assert totals(see(nights, nights.head))["Created"] == "7 in all"
    assert totals(see(nights, nights.outsider))["Created"] == "20 in all"
    assert (
        totals(see(nights, user_with_role(Role.LA_USER, local_authority=LocalAuthorityFactory())))[
            "Created"
        ]
        == "0 in all"
    )


def test_a_role_at_a_school_and_one_in_an_authority_are_seen_together(nights: Cast) -> None:
    MembershipFactory(user=nights.outsider, role=Role.NOMINATED_CONTACT, school=nights.school)
    ours = nights.local_authority.pk
    assert totals(see(nights, nights.outsider))["Created"] == "27 in all"
    assert totals(see(nights, nights.outsider, la=ours))["Created"] == "7 in all"


def test_one_authority_is_chosen_among_those_in_reach(nights: Cast) -> None:
    ours, far = nights.local_authority.pk, nights.outsider_school.local_authority.pk
    assert totals(see(nights, nights.desk, la=ours))["Created"] == "7 in all"
    assert totals(see(nights, nights.la_user, la=far))["Created"] == "7 in all"  # as if not asked
    assert f"la={ours}" in see(nights, nights.desk, la=ours).context["periods"][0]["url"]


def test_what_stood_after_a_night_stands_until_the_next(nights: Cast) -> None:
    page = reverse("autoupdate:school_nights", args=[nights.school.pk])
    answer = see(nights, nights.nominated_contact, page)
    waiting = next(each for each in answer.context["charts"] if each["title"] == "Waiting")
    assert waiting["total"] == "7 now"
    assert [each["value"] for each in waiting["bars"]][-4:] == [0, 7, 7, 7]
    created = next(each for each in answer.context["charts"] if each["title"] == "Created")
    assert [each["value"] for each in created["bars"]][-4:] == [0, 7, 0, 0]


def test_a_year_is_shown_week_by_week_and_downloaded_night_by_night(nights: Cast) -> None:
    answer = see(nights, nights.la_user, nights=365)
    assert totals(answer)["Created"] == "1,007 in all"
    assert len(answer.context["charts"][0]["bars"]) == 53
    assert "week to" in answer.content.decode()
    file = see(nights, nights.la_user, nights=365, download="csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 366
    assert lines[3] == f"{TODAY - timedelta(days=2)},7,0,0,0,7,0"


def test_a_chart_is_read_by_its_title_description_and_table(nights: Cast) -> None:
    text = see(nights, nights.la_user).content.decode()
    assert 'role="img" aria-labelledby="created-title created-description"' in text
    assert "Most: 7 (" in text
    assert "<style" not in text
    assert 'style="' not in text


def test_a_quiet_time_says_so(cast: Cast) -> None:
    assert "Nothing happened in this time" in see(cast, cast.la_user).content.decode()
    assert totals(see(cast, cast.la_user, nights="all"))["Created"] == "0 in all"


def test_the_number_of_queries_does_not_grow(nights: Cast) -> None:
    client = nights.client(nights.desk)
    client.get(NIGHTS)

    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            client.get(NIGHTS, {"nights": 365})
        return len(told)

    before = num_queries()
    for days in range(3, 20):
        AuthorityNightFactory(
            local_authority=nights.local_authority, night_on=TODAY - timedelta(days=days)
        )
    assert num_queries() == before
    assert before <= 15
