"""Two boroughs of small pretend schools, the same every time, and their evenings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import LocalAuthority, PortalUser, School, SchoolMis
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.models import ReportAcceptance
from autoupdate.receive.door import receive_export
from sandbox.evolution import evolve
from sandbox.people import PretendSchool
from sandbox.schools import make_school
from sandbox.sims.reporter import export
from tests.integration.night.handmade import hand_made

FIRST_DAY = date(2026, 11, 23)
BOROUGHS = {"301": "Barking", "302": "Barnet"}
_REPORTS = ("staff", "students", "contacts", "groups")
SUB_REPORTS = ("staff", "students", "contacts", "class_students", "class_teachers")


@dataclass(slots=True)
class Played:
    """A pretend school and its place in the portal."""

    pretend: PretendSchool
    school_mis: SchoolMis


def found(*, schools_each: int = 5, people: int = 30) -> list[Played]:
    """The boroughs' schools with everything accepted, and an account that resembles a pupil."""
    head = PortalUser.objects.create_user("head", "head@school.example")
    played: list[Played] = []
    for code, name in BOROUGHS.items():
        la = LocalAuthority.objects.create(code=code, name=name)
        played += [
            _found_one(la, number, people=people, head=head) for number in range(schools_each)
        ]
    return played


def _found_one(la: LocalAuthority, number: int, *, people: int, head: PortalUser) -> Played:
    establishment = f"{2001 + number}"
    pretend = make_school(
        int(la.code) * 10 + number,
        phase="primary",
        num_people=people,
        la=la.code,
        establishment=establishment,
        today=FIRST_DAY,
    )
    school = School.objects.create(
        local_authority=la, establishment=establishment, name=f"{la.code}/{establishment}"
    )
    school_mis = SchoolMis.objects.create(school=school, product="sims", started_at=timezone.now())
    ReportAcceptance.objects.bulk_create(
        ReportAcceptance(school_mis=school_mis, report=report, accepted_by=head)
        for report in _REPORTS
    )
    pupil = pretend.students[0]
    assert pupil.date_of_birth
    # Alike in names and date of birth, and both a little wrong: a question, never a link.
    similar = hand_made(
        school,
        f"{pupil.legal_forename}h {pupil.legal_surname}",
        born=(pupil.date_of_birth + timedelta(days=1)).isoformat(),
    )
    similar.username = f"byhand{'abcdefgh'[number]}.{la.code}"
    similar.save()
    return Played(pretend, school_mis)


def pass_a_day(schools: Sequence[Played]) -> None:
    """Let many leave, join and change."""
    for each in schools:
        tomorrow = each.pretend.today + timedelta(days=1)
        each.pretend = evolve(each.pretend, seed=7, today=tomorrow, leave=0.1, join=0.1, change=0.2)


def without_most_pupils(school: Played) -> None:
    """So few pupils that their removal is held."""
    school.pretend = replace(school.pretend, students=school.pretend.students[:5])


def evening(schools: Sequence[Played]) -> None:
    """Send and check everything of every school."""
    for each in schools:
        for sub_report in SUB_REPORTS:
            upload = receive_export(
                io.BytesIO(export(each.pretend, sub_report)),
                school_mis=each.school_mis,
                sub_report=sub_report,
                delivery="agent",
                extracted_at=timezone.now(),
            )
            check_upload(upload.pk)


def begin_night(day: int) -> int:
    """Queue the night that is over on that day of November 2026."""
    at = datetime.combine(date(2026, 11, day), time(1, 0))
    return nights.start_night(at=timezone.make_aware(at))


def second_evening() -> None:
    """A first night is done, and a second evening is sent."""
    schools = found()
    evening(schools)
    begin_night(24)
    nights.work()
    pass_a_day(schools)
    without_most_pupils(schools[3])
    evening(schools)


def second_night_ready() -> None:
    """The same, with the second night queued."""
    second_evening()
    begin_night(25)
