"""Forcing a chosen set of schools: asked once by name, each with a run, watched together."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEvent
from autoupdate.actions.forcing import force_all
from autoupdate.models import ProcessingRun
from tests.factories import ProcessingRunFactory, SchoolFactory
from tests.integration.conftest import Cast

FORCE, FORCED = "/desk/force/", "/desk/forced/"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def press(cast: Cast, *schools: Any, **more: Any) -> Any:
    data = {"chosen": [each.pk for each in schools], **more}
    return cast.client(cast.desk).post(FORCE, data, follow=True)


def test_the_set_is_named_before_anything_happens(cast: Cast) -> None:
    text = text_of(press(cast, cast.school, cast.outsider_school))
    assert "Process 2 schools now?" in text
    assert cast.school.name in text
    assert cast.outsider_school.dfe_number in text
    assert not ProcessingRun.objects.exists()


def test_each_gets_a_run_with_the_reason_and_one_page_watches_them(cast: Cast) -> None:
    answer = press(
        cast, cast.school, cast.outsider_school, confirmed="yes", reason="Bromcom was away."
    )
    runs = list(ProcessingRun.objects.order_by("pk"))
    assert [each.reason for each in runs] == ["Bromcom was away."] * 2
    assert {each.school for each in runs} == {cast.school, cast.outsider_school}
    assert AuditEvent.objects.filter(action="run.forced", by=cast.desk).count() == 2
    assert "0 of 2 schools processed" in text_of(answer)
    assert 'hx-trigger="every 3s"' in text_of(answer)
    ProcessingRun.objects.update(
        status="failed",
        failure="internal",
        claimed_at=runs[0].queued_at,
        finished_at=runs[0].queued_at,
    )
    query = urlencode({"run": [each.pk for each in runs]}, doseq=True)
    text = text_of(cast.client(cast.desk).get(f"{FORCED}?{query}"))
    assert "2 of 2 schools processed, 2 of them failed." in text
    assert "hx-trigger" not in text


def test_a_school_where_nothing_can_be_started_is_named(cast: Cast) -> None:
    live = ProcessingRunFactory(school_mis=cast.school_mis)
    unused = SchoolFactory(name="Unused School")
    text = text_of(press(cast, cast.school, unused, confirmed="yes", reason="Case 4"))
    assert f"Nothing was started for {cast.school}: being processed already." in text
    assert "Nothing was started for Unused School: without an MIS" in text
    assert [each.pk for each in ProcessingRun.objects.all()] == [live.pk]


def test_a_choice_and_a_reason_are_asked_for(cast: Cast) -> None:
    assert "Tick the schools to process first." in text_of(press(cast))
    answer = press(cast, cast.school, confirmed="yes", reason=" ")
    assert answer.status_code == 422
    assert "Say why the school is processed now" in text_of(answer)
    assert cast.client(cast.desk).get(FORCE).headers["Location"] == reverse(
        "autoupdate:desk_schools"
    )


def test_the_page_of_no_runs_says_so(cast: Cast) -> None:
    client = cast.client(cast.desk)
    assert "No school was chosen" in text_of(client.get(FORCED))
    assert client.get(f"{FORCED}?run=999999").status_code == 404


@pytest.mark.parametrize("who", ["head", "la_user", "outsider"])
def test_nobody_but_the_desk_forces(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        force_all([cast.school], by=getattr(cast, who), reason="Because.")
    assert not ProcessingRun.objects.exists()
