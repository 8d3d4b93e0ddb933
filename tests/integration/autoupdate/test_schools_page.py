"""The list of schools: who sees which, sorted by trouble, found by name, in constant queries."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    HoldFactory,
    MembershipFactory,
    MisPersonFactory,
    ProcessingRunFactory,
    SchoolFactory,
    SchoolMisFactory,
    accept_reports,
)
from tests.integration.conftest import Cast

SCHOOLS = "/schools/"


def names(answer: Any) -> list[str]:
    """The schools of the table in order."""
    return [row.record.name for row in answer.context["table"].page.object_list]


def test_everybody_sees_the_schools_they_reach(cast: Cast) -> None:
    neighbour = SchoolFactory(local_authority=cast.local_authority, name="Neighbour School")
    seen = {who: set(names(cast.client(u).get(SCHOOLS))) for who, u in cast.everybody().items()}
    assert seen["head"] == {cast.school.name}
    assert seen["outsider"] == {cast.outsider_school.name}
    assert seen["la_user"] == {cast.school.name, neighbour.name}
    assert seen["desk"] == {cast.school.name, neighbour.name, cast.outsider_school.name}


def test_the_most_troubled_come_first(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    accept_reports(cast.outsider_mis, by=cast.outsider)
    third = SchoolMisFactory(school__name="Third School")
    accept_reports(third)
    MisPersonFactory(school_mis=third)
    HoldFactory(run__school_mis=cast.outsider_mis)
    assert names(cast.client(cast.desk).get(SCHOOLS)) == [
        cast.outsider_school.name,
        "Third School",
        cast.school.name,
    ]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ashmead", True),
        ("primary ash", True),
        ("faraway", False),
        ("{la}/{establishment}", True),
        ("{la}{establishment}", True),
        ("{establishment}", True),
        ("{urn}", True),
        ("99999999999999999999", False),
    ],
)
def test_a_school_is_found_by_words_or_number(cast: Cast, text: str, is_found: bool) -> None:
    school = cast.school
    q = text.format(
        la=school.local_authority.code, establishment=school.establishment, urn=school.urn
    )
    answer = cast.client(cast.desk).get(SCHOOLS, {"q": q})
    assert (school.name in names(answer)) is is_found


def test_a_school_is_found_by_mis_and_by_trouble(cast: Cast) -> None:
    accept_reports(cast.school_mis, by=cast.head)
    arbor = SchoolMisFactory(school__name="Arbor School", product="arbor")
    client = cast.client(cast.desk)
    assert names(client.get(SCHOOLS, {"mis": "arbor"})) == ["Arbor School"]
    unused = names(client.get(SCHOOLS, {"trouble": "is_unused"}))
    assert arbor.school.name in unused
    assert cast.school.name not in unused


def test_the_list_can_be_downloaded(cast: Cast) -> None:
    cast.school.name = "=1+1 School"
    cast.school.save()
    HoldFactory(run__school_mis=cast.school_mis)
    answer = cast.client(cast.head).get(SCHOOLS, {"download": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["School", "What needs a look"]
    assert rows[1][0] == "'=1+1 School"
    assert "Removals held" in rows[1][1]


def queries_of(cast: Cast) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        cast.client(cast.desk).get(SCHOOLS)
    return len(told)


def test_the_number_of_queries_does_not_grow_with_the_schools(cast: Cast) -> None:
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    queries_of(cast)  # the first look copies the facts
    before = queries_of(cast)
    for school_mis in SchoolMisFactory.create_batch(60):
        ProcessingRunFactory(school_mis=school_mis, done=True, counts={"staff": {}})
    assert queries_of(cast) == before


def test_people_of_several_schools_can_change_between_them(cast: Cast) -> None:
    page = reverse("autoupdate:school", args=[cast.school.pk])
    assert f'href="{SCHOOLS}"' not in cast.client(cast.head).get(page).content.decode()
    MembershipFactory(user=cast.head, school=cast.outsider_school)
    assert f'href="{SCHOOLS}"' in cast.client(cast.head).get(page).content.decode()
