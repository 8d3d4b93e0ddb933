"""What passes by itself is tried again, what does not says whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import SchoolMis
from autoupdate.actions import pulls
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from autoupdate.models import FailureKind
from autoupdate.pull_parts import MOST_TRIES
from tests.fetching import Vendor
from tests.integration.pulling.steps import (
    come,
    connection,
    fetched,
    troubles,
    uploaded,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]


def test_what_passes_is_tried_again_and_only_that(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.fails("students", VendorTrouble("server_error", status="500"))
    pull = fetched(school_mis)
    assert (pull.status, pull.claimed_at) == ("queued", None)
    assert pull.not_before is not None
    assert pull.not_before > timezone.now()
    assert connection(school_mis).trouble == ""
    assert pulls.work() == 0
    vendor.asked.clear()
    come(pull)
    assert worked(pull).status == "done"
    assert vendor.names_asked() == ["students"]
    assert uploaded() == {"staff": 2, "students": 6, "contacts": 6}
    assert pull.num_attempts == 2


def test_after_three_tries_it_fails_and_says_so(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.fails("students", VendorTrouble("busy", host="arbor.example"), times=9)
    pull = fetched(school_mis)
    waits = []
    while pull.status == "queued":
        assert pull.not_before is not None
        waits.append(pull.not_before - timezone.now())
        come(pull)
        worked(pull)
    assert waits == sorted(waits)
    assert len(waits) == MOST_TRIES - 1
    assert (pull.status, pull.failure, pull.failure_code) == ("failed", "temporary", "busy")
    assert pull.failure_detail == {"host": "arbor.example"}
    assert connection(school_mis).trouble == "busy"
    assert pull.num_attempts == MOST_TRIES


def test_what_would_pass_after_the_night_has_begun_waits_for_tomorrow(
    school_mis: SchoolMis, vendor: Vendor, settings: Settings
) -> None:
    soon = timezone.localtime() + timedelta(minutes=5)
    settings.NIGHT_STARTS_AT = soon.time()
    vendor.fails("staff", VendorTrouble("server_error"))
    assert fetched(school_mis).status == "failed"


def test_a_trouble_of_the_connection_is_met_once(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.fails("staff", VendorTrouble("approval_withdrawn", host="arbor.example"))
    pull = fetched(school_mis)
    assert vendor.names_asked() == ["staff"]
    assert set(troubles(pull).values()) == {"approval_withdrawn"}
    assert (pull.status, pull.failure) == ("failed", "misconfigured")
    kept = connection(school_mis)
    assert (kept.trouble, kept.trouble_detail) == (
        "approval_withdrawn",
        {"host": "arbor.example"},
    )
    assert kept.trouble_at is not None
    assert kept.last_used_at is None


def test_a_pull_that_succeeds_clears_the_trouble(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.fails("staff", VendorTrouble("not_authorised"))
    fetched(school_mis)
    fetched(school_mis)
    kept = connection(school_mis)
    assert (kept.trouble, kept.trouble_detail, kept.trouble_at) == ("", {}, None)


@pytest.mark.parametrize(
    ("codes", "failure", "code"),
    [
        (("nobody", "answer_unusable"), "permanent", "answer_unusable"),
        (("permission_missing", "nobody"), "misconfigured", "permission_missing"),
        (("own_fault", "answer_unusable"), "internal", "own_fault"),
    ],
)
def test_the_gravest_trouble_says_whose_turn_it_is(
    school_mis: SchoolMis, vendor: Vendor, codes: tuple[str, str], failure: str, code: str
) -> None:
    for sub_report, each in zip(("staff", "students"), codes, strict=True):
        vendor.fails(sub_report, VendorTrouble(each))
    pull = fetched(school_mis)
    assert (pull.failure, pull.failure_code) == (failure, code)
    assert connection(school_mis).trouble == code
    assert uploaded() == {"contacts": 6}


def test_a_lasting_trouble_is_told_while_another_is_tried_again(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    vendor.fails("staff", VendorTrouble("permission_missing", permission="Staff"))
    vendor.fails("students", VendorTrouble("server_error"))
    pull = fetched(school_mis)
    assert pull.status == "queued"
    assert connection(school_mis).trouble == "permission_missing"
    vendor.asked.clear()
    come(pull)
    assert worked(pull).failure == "misconfigured"
    assert vendor.names_asked() == ["students"]


def test_kinds_of_troubles_are_kinds_of_failures() -> None:

    assert {each.value for each in TroubleKind} == set(FailureKind.values)
