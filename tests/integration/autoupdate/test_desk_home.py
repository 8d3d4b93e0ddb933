"""The desk's overview: what waits, the states of schools, how far the night is, who is awake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisAway

from accounts.dates import uk_time
from accounts.models import Role
from accounts.queries.roles import for_the_desk, givers_of
from autoupdate import heartbeat
from autoupdate.queries import facts
from autoupdate.queries.school_states import STATES
from tests.factories import (
    CaseFactory,
    HoldFactory,
    LicenceKeyFactory,
    MembershipFactory,
    MisPersonFactory,
    NightFactory,
    ProcessingRunFactory,
    RoleRequestFactory,
    SchoolFactory,
    accept_reports,
)
from tests.integration.conftest import Cast

NOW = timezone.now()
HOME = "/desk/"


def overview(cast: Cast) -> Any:
    return cast.client(cast.desk).get(HOME)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def numbers(answer: Any) -> dict[str, int]:
    """The tiles of the states."""
    return {tile["label"]: tile["value"] for tile in answer.context["state_tiles"]}


def found(cast: Cast, **query: str) -> set[str]:
    answer = cast.client(cast.desk).get(reverse("autoupdate:desk_schools"), query)
    return {row.record.name for row in answer.context["table"].rows}


def test_schools_are_counted_by_state_and_a_tile_leads_to_them(cast: Cast) -> None:
    SchoolFactory(name="Unused School")
    accept_reports(cast.school_mis, by=cast.head)
    accept_reports(cast.outsider_mis, by=cast.outsider)
    HoldFactory(run__school_mis=cast.school_mis)
    failed = {"status": "failed", "failure": "internal", "finished_at": NOW, "claimed_at": NOW}
    ProcessingRunFactory(school_mis=cast.outsider_mis, **failed)
    told = overview(cast)
    assert numbers(told) == {
        "Waiting on the Service Desk": 1,
        "Failing": 1,
        "Held": 1,
        "Silent": 0,
        "Waiting on the school": 1,
        "Never set up": 1,
    }
    by_state = {name: found(cast, state=name) for name in STATES}
    assert by_state["held"] == by_state["with_school"] == {cast.school.name}
    assert by_state["with_us"] == by_state["failing"] == {cast.outsider_school.name}
    assert by_state["unused"] == {"Unused School"}
    assert by_state["silent"] == set()
    assert "?state=held" in text_of(told)


def test_a_case_waits_on_whoever_has_to_answer(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    case = CaseFactory(school=cast.school, raised_by=cast.head)
    assert numbers(overview(cast))["Waiting on the Service Desk"] == 1
    assert case.subject in text_of(overview(cast))
    case.state = "with_school"
    case.save()
    told = overview(cast)
    found = numbers(told)
    assert (found["Waiting on the Service Desk"], found["Waiting on the school"]) == (0, 1)
    assert "No case waits for the desk" in text_of(told)


@pytest.mark.parametrize("given", ["{0}", "uso-…-{0}", "XXXX-{0}"])
def test_a_school_is_found_by_the_end_of_its_licence_key(cast: Cast, given: str) -> None:
    key = LicenceKeyFactory(school=cast.school)
    text = key.plain.lower() if "…" in given else given.format(key.ending)
    assert found(cast, q=text) == {cast.school.name}
    key.revoked_at = NOW
    key.save()
    assert found(cast, q=text) == set()


def test_nobody_else_finds_schools_by_a_key(cast: Cast) -> None:
    key = LicenceKeyFactory(school=cast.school)
    answer = cast.client(cast.la_user).get(reverse("autoupdate:schools"), {"q": key.ending})
    assert len(answer.context["table"].rows) == 0


def test_requests_that_nobody_at_a_school_can_answer_wait_for_the_desk(
    cast: Cast, settings: Any
) -> None:
    settings.DESK_EMAIL = "desk@uso.example"
    unled = SchoolFactory(name="Unled School")
    head = RoleRequestFactory(school=cast.school, role=Role.HEAD)
    contact = RoleRequestFactory(school=unled, role=Role.NOMINATED_CONTACT)
    RoleRequestFactory(school=cast.school, role=Role.HEAD_PROXY)
    RoleRequestFactory(school=cast.school, role=Role.NOMINATED_CONTACT)
    answered = {"decided_at": NOW, "decided_by": cast.desk}
    RoleRequestFactory(school=unled, role=Role.HEAD, state="refused", **answered)
    assert list(for_the_desk()) == [head, contact]
    for each in (head, contact):
        assert givers_of(Role(each.role), each.school) == [settings.DESK_EMAIL]
    text = text_of(overview(cast))
    assert f"{head.user} asks to be Headteacher" in text
    assert "All 2 that only we can answer" in text
    giver = MembershipFactory(school=unled, role=Role.NOMINATED_CONTACT).user
    assert list(for_the_desk()) == [head]
    giver.is_active = False
    giver.save()
    assert list(for_the_desk()) == [head, contact]


def test_the_desk_answers_from_its_list_of_requests(cast: Cast) -> None:
    page, client = reverse("autoupdate:desk_role_requests"), cast.client(cast.desk)
    assert "Nobody waits for us" in text_of(client.get(page))
    asked = RoleRequestFactory(school=cast.school, role=Role.HEAD, words="I run it")
    told = client.get(page)
    for answer in ("grant", "refuse"):
        way = reverse("accounts:role_answer", args=[cast.school.pk, asked.pk, answer])
        assert way in text_of(told)
    assert "I run it" in text_of(told)
    query = {"school": cast.outsider_school.name}
    assert "Nothing fits these filters" in text_of(client.get(page, query))
    assert len(client.get(page, {"role": "head"}).context["table"].rows) == 1


def test_a_night_under_way_has_an_estimate_of_its_end(cast: Cast) -> None:
    night = NightFactory()
    just_now = timezone.now()  # other tests may have taken longer than the minutes that count
    times = {"claimed_at": just_now - timedelta(minutes=5), "finished_at": just_now}
    for school_mis in (cast.school_mis, cast.outsider_mis):
        ProcessingRunFactory(school_mis=school_mis, night=night, status="done", **times)
    ProcessingRunFactory(night=night)
    text = text_of(overview(cast))
    assert "2 of 3 schools processed" in text
    assert "It may end about" in text
    part = cast.client(cast.desk).get(reverse("autoupdate:desk_night"))
    assert "2 of 3 schools processed" in text_of(part)
    assert "<html" not in text_of(part)


def test_a_night_that_has_done_nothing_yet_has_no_estimate(cast: Cast) -> None:
    ProcessingRunFactory(night=NightFactory())
    text = text_of(overview(cast))
    assert "0 of 1 school processed" in text
    assert "It may end" not in text


def test_a_night_that_is_over_says_what_came_of_it(cast: Cast) -> None:
    ended = NOW - timedelta(hours=2)
    ProcessingRunFactory(
        school_mis=cast.school_mis,
        status="failed",
        failure="internal",
        claimed_at=ended - timedelta(minutes=4),
        finished_at=ended,
    )
    text = text_of(overview(cast))
    assert f"1 school processed in 4 minutes, until {uk_time(ended)}, 1 of them failed." in text
    part = cast.client(cast.desk).get(reverse("autoupdate:desk_night"))
    assert part.headers["HX-Refresh"] == "true"


def test_before_the_first_night_there_is_none(cast: Cast) -> None:
    assert "There was no night yet" in text_of(overview(cast))


def test_the_queues_and_the_workers_are_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.delete_many(heartbeat.KNOWN)
    ProcessingRunFactory(school_mis=cast.school_mis)
    assert "Not heard" in text_of(overview(cast))
    heartbeat.note(heartbeat.FETCHERS)
    text = text_of(overview(cast))
    assert "Last heard just now" in text
    assert "1 waiting, 0 under way" in text

    def away(*args: object, **kwargs: object) -> None:
        raise RedisAway

    monkeypatch.setattr("autoupdate.heartbeat.cache.get_many", away)
    assert "Redis does not answer" in text_of(overview(cast))
    cache.delete_many(heartbeat.KNOWN)


def test_what_is_shown_of_a_school_is_newer_than_what_sorts_it(cast: Cast, settings: Any) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    assert facts.refresh()
    settings.FACTS_ARE_FRESH_FOR = timedelta(hours=1)
    assert not facts.refresh()
    MisPersonFactory(school_mis=cast.school_mis)
    HoldFactory(run__school_mis=cast.school_mis)
    answer = cast.client(cast.la_user).get(reverse("autoupdate:schools"))
    assert "Removals held" in text_of(answer)
    assert numbers(answer)["Held"] == 0  # counted by the copy of a moment ago
