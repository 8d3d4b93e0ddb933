"""The nights of a whole base: runs from uploads in the last days, and the sums of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from accounts.bulk.rows import copy_rows
from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.models import AuthorityNight, Night, ProcessingRun, SchoolNight, Upload
from sandbox.benchmark.base_schools import ALL_REPORTS, reports_of

#: Nights that a school looks back on, one by one; and as far as its charts go.
NUM_NIGHTS: Final = 10
NUM_SUMS: Final = 365
_SUMS: Final = (
    *("night_on", "num_created", "num_updated", "num_unallocated", "num_restored"),
    *("num_waiting", "num_held"),
)
_AT_ONCE: Final = 100


def add_nights(schools: Sequence[SchoolMis]) -> dict[int, int]:
    """Ten nights at each school, from uploads; returns school MIS → its last run."""
    now = timezone.now()
    sub_reports = {
        number: [
            each.code
            for report in ALL_REPORTS[:number]
            for each in registry.get("sims").report(report).sub_reports
        ]
        for number in range(len(ALL_REPORTS) + 1)
    }
    accepted = {each.pk: len(reports_of(at)) for at, each in enumerate(schools)}
    last: dict[int, int] = {}
    for back in reversed(range(NUM_NIGHTS)):
        at = now - timedelta(days=back, hours=2)
        night, _ = Night.objects.get_or_create(night_on=at.date(), defaults={"started_at": at})
        runs = [_run(each, night, at) for each in schools]
        ProcessingRun.objects.bulk_create(runs)
        Upload.objects.bulk_create(
            _upload(each, code, at, number=number)
            for each in runs
            for number, code in enumerate(sub_reports[accepted[each.school_mis_id]])
        )
        last = {each.school_mis_id: each.pk for each in runs}
    return last


def add_sums(schools: Sequence[SchoolMis]) -> None:
    """What each night of a year came to, at each school and in each authority."""
    today = timezone.localdate()
    nights = [today - timedelta(days=back) for back in range(NUM_SUMS)]
    for start in range(0, len(schools), _AT_ONCE):
        some = schools[start : start + _AT_ONCE]
        copy_rows(
            SchoolNight,
            ("school", *_SUMS),
            [(each.school_id, day, 2, 9, 1, 1, 20, 0) for each in some for day in nights],
        )
    num: dict[int, int] = {}
    for each in schools:
        authority = each.school.local_authority_id
        num[authority] = num.get(authority, 0) + 1
    known = set(AuthorityNight.objects.values_list("local_authority", flat=True).distinct())
    rows: list[tuple[Any, ...]] = [
        (authority, number, day, 2 * number, 9 * number, number, number, 20 * number, 0)
        for authority, number in num.items()
        if authority not in known
        for day in nights
    ]
    copy_rows(AuthorityNight, ("local_authority", "num_schools", *_SUMS), rows)


def _run(school_mis: SchoolMis, night: Night, at: datetime) -> ProcessingRun:
    return ProcessingRun(
        school_mis=school_mis,
        school_id=school_mis.school_id,
        local_authority_id=school_mis.school.local_authority_id,
        night=night,
        cause="night",
        status="done",
        queued_at=at,
        claimed_at=at,
        finished_at=at + timedelta(minutes=1),
        counts={"student": {"unchanged": 600, "updated": 4}, "staff": {"unchanged": 60}},
    )


def _upload(run: ProcessingRun, sub_report: str, at: datetime, *, number: int) -> Upload:
    received_at = at - timedelta(hours=8)
    number = run.pk * 100 + number
    return Upload(
        id=UUID(int=number),
        school_mis_id=run.school_mis_id,
        report=registry.get("sims").sub_report(sub_report).report.value,
        sub_report=sub_report,
        delivery="agent",
        received_at=received_at,
        extracted_at=received_at,
        order_at=received_at,
        sha256=f"{number:064x}",
        num_bytes=100_000,
        format="xml",
        state="processed",
        state_at=at,
        num_rows=600,
        num_records=600,
        processed_run=run,
    )
