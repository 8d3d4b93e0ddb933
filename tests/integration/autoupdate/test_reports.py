"""What a school may send, as the settings page and the agent are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.base import ReportCode
from autoupdate.queries.reports import ReportState, mis_in_use, reports_of
from tests.factories import FieldOptOutFactory, ReportAcceptanceFactory, accept_reports
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


def test_names_each_report_once_whatever_the_mis(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sims = registry.get("sims")
    without_groups = replace(sims, reports=tuple(r for r in sims.reports if r.code != "groups"))
    monkeypatch.setattr(registry, "get", lambda _: without_groups)
    found = {each.code: each for each in reports_of(cast.school_mis)}
    assert list(found) == [each.value for each in ReportCode]
    groups = found["groups"]
    assert groups.state is ReportState.NOT_AVAILABLE
    assert groups.why_not == "SIMS does not offer this report."
    assert "Google" in groups.consequence
    assert groups.sub_reports == ()


def test_an_accepted_report_says_who_accepted_it(cast: Cast) -> None:
    accept_reports(cast.school_mis, "staff", by=cast.head)
    (staff,) = [each for each in reports_of(cast.school_mis) if each.code == "staff"]
    assert staff.acceptance is not None
    assert staff.acceptance.accepted_by == cast.head


def test_attendance_stops_with_autotext_though_it_was_accepted(cast: Cast) -> None:
    ReportAcceptanceFactory(school_mis=cast.school_mis, report="attendance")
    (attendance,) = [each for each in reports_of(cast.school_mis) if each.code == "attendance"]
    assert attendance.state is ReportState.NOT_AVAILABLE
    assert "AutoText" in attendance.why_not


def test_takes_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    accept_reports(cast.school_mis, "staff", "students", "contacts")
    FieldOptOutFactory(school=cast.school)
    with django_assert_num_queries(2):
        reports_of(cast.school_mis)


def test_the_mis_in_use_is_the_open_one(cast: Cast) -> None:
    assert mis_in_use(cast.school) == cast.school_mis
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    assert mis_in_use(cast.school) is None
