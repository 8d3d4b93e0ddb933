"""Which schools are in trouble: each kind from its rows, and the weights that sort them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import School
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.models import FactsCopied, FactsCopy, SchoolFacts
from autoupdate.queries.facts_now import NOTHING_KNOWN, facts_of
from autoupdate.queries.school_states import num_in_states
from autoupdate.queries.trouble import FACTS, TROUBLES, troubles_of, with_facts, with_trouble
from autoupdate.views.school_tables import SchoolsTable
from tests.factories import (
    HoldFactory,
    MisConnectionFactory,
    ProcessingRunFactory,
    SchoolFactory,
    SchoolMisFactory,
    UploadFactory,
    accept_reports,
)
from tests.integration.conftest import Cast

NOW = timezone.now()


def troubles(school: School) -> list[str]:
    """What a list names of the school."""
    found = with_trouble(School.objects.all(), now=timezone.now()).get(pk=school.pk)
    return [each.label for each in troubles_of(found)]


@pytest.fixture
def school(cast: Cast) -> School:
    """A school that has accepted its reports, and nothing else."""
    accept_reports(cast.school_mis, by=cast.head)
    return cast.school


def test_each_weight_is_more_than_all_lighter_ones() -> None:
    weights = sorted(each.weight for each in TROUBLES.values())
    assert all(weight > sum(weights[:index]) for index, weight in enumerate(weights))


def test_a_quiet_school_has_none(school: School) -> None:
    assert troubles(school) == []


def test_held_removals_are_trouble_until_they_are_released(cast: Cast, school: School) -> None:
    hold = HoldFactory(run__school_mis=cast.school_mis)
    assert troubles(school) == ["Removals held"]
    hold.state, hold.state_by = "released", cast.head
    hold.save()
    assert troubles(school) == []


def test_the_last_run_counts(cast: Cast, school: School) -> None:
    earlier = {"queued_at": NOW - timedelta(days=2), "claimed_at": NOW, "finished_at": NOW}
    ProcessingRunFactory(school_mis=cast.school_mis, status="failed", failure="internal", **earlier)
    assert troubles(school) == ["Last run failed"]
    ProcessingRunFactory(school_mis=cast.school_mis)  # still waiting: not yet news
    assert troubles(school) == ["Last run failed"]
    cast.school_mis.runs.filter(status="queued").update(status="done", finished_at=NOW)
    assert troubles(school) == []


@pytest.mark.parametrize(
    ("made", "is_trouble"),
    [
        ({}, True),
        ({"fault": "report_withdrawn"}, False),  # the school's own decision
        ({"received_at": NOW - timedelta(days=31)}, False),  # no news any more
    ],
)
def test_a_rejected_upload_is_trouble_while_it_is_news(
    cast: Cast, school: School, made: dict[str, object], is_trouble: bool
) -> None:
    UploadFactory(school_mis=cast.school_mis, state="superseded", sub_report="staff")
    UploadFactory(
        **{"school_mis": cast.school_mis, "state": "rejected", "fault": "truncated", **made}
    )
    assert ("Upload rejected" in troubles(school)) is is_trouble


def test_only_a_better_one_of_the_same_kind_ends_it(cast: Cast, school: School) -> None:
    hour_ago = NOW - timedelta(hours=1)
    UploadFactory(
        school_mis=cast.school_mis, state="rejected", fault="truncated", received_at=hour_ago
    )
    UploadFactory(school_mis=cast.school_mis, report="staff", sub_report="staff", state="ready")
    assert troubles(school) == ["Upload rejected"]
    UploadFactory(school_mis=cast.school_mis, state="ready")
    assert troubles(school) == []


@pytest.mark.django_db
@pytest.mark.parametrize("connector", registry.all(), ids=lambda each: each.code)
def test_silence_is_trouble_after_as_long_as_the_mis_makes_remarkable(
    connector: Connector,
) -> None:
    days = connector.silent_after_days
    for age, is_silent in ((days - 1, False), (days + 1, True)):
        school_mis = SchoolMisFactory(
            product=connector.code,
            started_at=NOW - timedelta(days=age),
        )
        accept_reports(school_mis)
        assert ("No upload for a while" in troubles(school_mis.school)) is is_silent
        UploadFactory(school_mis=school_mis, state="superseded")
        assert troubles(school_mis.school) == []


@pytest.mark.django_db
def test_a_school_that_accepts_nothing_is_not_set_up() -> None:
    assert troubles(SchoolFactory()) == ["Not set up"]
    assert troubles(SchoolMisFactory().school) == ["Not set up"]


def test_every_school_has_its_facts(cast: Cast) -> None:
    assert SchoolFacts.objects.count() == School.objects.count()
    facts = SchoolFacts.objects.get(school=cast.school)
    assert str(facts) == f"Facts on {cast.school}"
    assert facts.school_mis == cast.school_mis
    assert facts.last_run is None


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("approval_withdrawn", "MIS cannot be read: school’s turn"),
        ("firewall", "MIS cannot be read: our turn"),
        ("own_fault", "MIS cannot be read: our turn"),
        ("server_error", "MIS could not be read last time"),
    ],
)
@pytest.mark.django_db
def test_a_connection_in_trouble_says_whose_turn_it_is(code: str, label: str) -> None:
    kept = MisConnectionFactory(in_trouble=True, trouble=code)
    accept_reports(kept.school_mis)
    assert troubles(kept.school_mis.school) == [label]
    kept.trouble, kept.trouble_at = "", None
    kept.save()
    assert troubles(kept.school_mis.school) == []


def test_the_trouble_of_a_former_mis_is_nobodys_turn(cast: Cast, school: School) -> None:
    left = SchoolMisFactory(school=school, product="arbor", ended_at=NOW + timedelta(days=1))
    MisConnectionFactory(in_trouble=True, school_mis=left)
    assert troubles(school) == []


@pytest.mark.django_db
def test_the_view_and_its_copy_have_the_same_columns() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY column_name) "
            "FROM information_schema.columns WHERE table_name = ANY(%s) GROUP BY table_name",
            [["autoupdate_schoolfacts", "autoupdate_factscopy"]],
        )
        columns = dict(cursor.fetchall())
    flags = {*TROUBLES, "trouble"}
    assert {*columns["autoupdate_schoolfacts"], *flags} == set(columns["autoupdate_factscopy"])
    assert {field.column for field in FactsCopy._meta.local_fields} == set(
        columns["autoupdate_factscopy"]
    )
    assert str(FactsCopied(at=NOW)).startswith("Copied")
    assert "a moment ago" in str(FactsCopy(school=SchoolFactory()))


def test_the_kept_statement_says_what_the_queryset_says(cast: Cast, school: School) -> None:
    HoldFactory(run__school_mis=cast.school_mis)
    silent = SchoolMisFactory(product="arbor", started_at=NOW - timedelta(days=400))
    accept_reports(silent)
    for now in (NOW, NOW - timedelta(days=399)):
        known = {each.pk: each for each in with_facts(School.objects.all(), now=now)}
        told = facts_of(list(known), now=now)
        assert told.keys() == known.keys()
        for pk, each in known.items():
            assert {name: getattr(told[pk], name) for name in (*FACTS, *TROUBLES)} == {
                name: getattr(each, name) for name in (*FACTS, *TROUBLES)
            }
            authority = each.local_authority
            assert (told[pk].authority_code, told[pk].authority_name) == (
                authority.code,
                authority.name,
            )
    assert facts_of([], now=NOW) == {}


@pytest.mark.django_db
def test_a_school_that_is_gone_since_has_no_trouble() -> None:
    row = SchoolsTable([School(pk=1, name="Gone School", establishment="2000")]).rows[0]
    assert "Gone School" in row.get_cell("name")
    assert (row.get_cell("trouble"), troubles_of(NOTHING_KNOWN)) == ("–", [])


@pytest.mark.django_db
def test_whoever_reaches_no_school_has_none_in_any_state() -> None:
    assert set(num_in_states(School.objects.filter(pk__in=())).values()) == {0}
