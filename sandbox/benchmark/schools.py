"""Pretend schools put in front of the night: real rows, real uploads through the real door."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import LocalAuthority, PortalUser, School, SchoolMis
from autoupdate.actions.checking import check_upload
from autoupdate.models import ReportAcceptance
from autoupdate.receive.door import receive_export
from sandbox.evolution import evolve
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.sims.reporter import export

#: How many schools share a local authority: about as many as a London borough has.
SCHOOLS_PER_LA = 50
_REPORTS = ("staff", "students")


@dataclass(slots=True)
class BenchmarkSchool:
    """A pretend school and its place in the portal."""

    pretend: PretendSchool
    school_mis: SchoolMis


def found_schools(*, number: int, num_people: int, seed: int, today: date) -> list[BenchmarkSchool]:
    """Create the schools with their MIS and accepted reports, in as many authorities as needed."""
    head = PortalUser.objects.create_user("benchmark-head", "head@benchmark.example")
    founded = []
    for at in range(number):
        code = str(100 + at // SCHOOLS_PER_LA)
        la, _ = LocalAuthority.objects.get_or_create(code=code, defaults={"name": f"LA {code}"})
        establishment = f"{2000 + at % SCHOOLS_PER_LA}"
        pretend = make_school(
            seed + at,
            phase="primary" if at % 3 else "secondary",
            num_people=num_people,
            la=code,
            establishment=establishment,
            today=today,
        )
        school = School.objects.create(
            local_authority=la, establishment=establishment, name=pretend.name
        )
        school_mis = SchoolMis.objects.create(
            school=school, product="sims", started_at=timezone.now()
        )
        ReportAcceptance.objects.bulk_create(
            ReportAcceptance(school_mis=school_mis, report=report, accepted_by=head)
            for report in _REPORTS
        )
        founded.append(BenchmarkSchool(pretend, school_mis))
    return founded


def next_day(schools: Sequence[BenchmarkSchool], *, seed: int) -> None:
    """Let a day pass: 1 % leave, 1 % join, 5 % change."""
    for each in schools:
        each.pretend = evolve(each.pretend, seed=seed, today=each.pretend.today + timedelta(days=1))


def upload(schools: Sequence[BenchmarkSchool], *, at: datetime) -> int:
    """Send every school's staff and students as SIMS XML; returns the people sent."""
    num_people = 0
    for each in schools:
        for report in _REPORTS:
            received = receive_export(
                io.BytesIO(export(each.pretend, report)),
                school_mis=each.school_mis,
                sub_report=report,
                delivery="agent",
                extracted_at=at,
            )
            check_upload(received.pk)
        num_people += len(each.pretend.students) + len(each.pretend.staff)
    return num_people
