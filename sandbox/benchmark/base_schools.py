"""The places of a whole base: authorities, schools, what they use and accept, and their nights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.models import LocalAuthority, Membership, PortalUser, Role, School, SchoolMis
from autoupdate.models import (
    Case,
    Night,
    ProcessingRun,
    ReportAcceptance,
    Upload,
)

#: About as many as London has.
NUM_AUTHORITIES: Final = 33
#: Nights that a school looks back on.
NUM_NIGHTS: Final = 10
_REPORTS: Final = ("staff", "students")


def add_schools(number: int) -> list[SchoolMis]:
    """So many schools, in as many authorities as there are, each with SIMS and both reports."""
    first = School.objects.count()
    schools = [_school(first + at) for at in range(number)]
    School.objects.bulk_create(schools)
    now = timezone.now()
    in_use = [
        SchoolMis(school=each, product="sims", started_at=now - timedelta(days=400))
        for each in schools
    ]
    SchoolMis.objects.bulk_create(in_use)
    head = person(Role.HEAD, school=schools[0])
    ReportAcceptance.objects.bulk_create(
        ReportAcceptance(school_mis=each, report=report, accepted_by=head)
        for each in in_use
        for report in _REPORTS
    )
    Case.objects.bulk_create(
        Case(school=each, kind="other", raised_by=head, subject="A question", raised_at=now)
        for each in schools[::3]
    )
    return in_use


def _school(at: int) -> School:
    code = 201 + at % NUM_AUTHORITIES
    authority, _ = LocalAuthority.objects.get_or_create(
        code=str(code), defaults={"name": f"Borough {code}"}
    )
    number = 2000 + at // NUM_AUTHORITIES
    return School(
        local_authority=authority,
        establishment=str(number),
        urn=100_000 + at,
        name=f"{_NAMES[at % len(_NAMES)]} {_SORTS[at % len(_SORTS)]} {number}",
    )


_NAMES: Final = ("Ashmead", "Oakfield", "St Mary’s", "Hillcrest", "Northbrook", "Riverside", "Elm")
_SORTS: Final = ("Primary School", "Academy", "High School", "Infant School")


def person(
    role: Role, *, school: School | None = None, authority: LocalAuthority | None = None
) -> PortalUser:
    """Somebody new with this role."""
    name = f"benchmark{PortalUser.objects.count()}"
    user = PortalUser.objects.create(username=name, email=f"{name}@benchmark.example")
    Membership.objects.create(user=user, role=role, school=school, local_authority=authority)
    return user


def add_nights(schools: Sequence[SchoolMis]) -> dict[int, int]:
    """Ten nights at each school, from uploads; returns school MIS → its last run."""
    now = timezone.now()
    last: dict[int, int] = {}
    for back in reversed(range(NUM_NIGHTS)):
        at = now - timedelta(days=back, hours=2)
        night, _ = Night.objects.get_or_create(night_on=at.date(), defaults={"started_at": at})
        runs = [_run(each, night, at) for each in schools]
        ProcessingRun.objects.bulk_create(runs)
        Upload.objects.bulk_create(
            _upload(each, report, at) for each in runs for report in _REPORTS
        )
        last = {each.school_mis_id: each.pk for each in runs}
    return last


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


def _upload(run: ProcessingRun, report: str, at: datetime) -> Upload:
    received_at = at - timedelta(hours=8)
    number = run.pk * 2 + _REPORTS.index(report)
    return Upload(
        id=UUID(int=number),
        school_mis_id=run.school_mis_id,
        report=report,
        sub_report=report,
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
