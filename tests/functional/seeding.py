"""One small school with everything on its pages, played through the portal's own door and nights.

Two evenings with their nights, a morning with a filtered export and a forced run, and exports that
wait: made once a session. It knows nothing of browsers.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts.models import LocalAuthority, Role, School, SchoolMis
from autoupdate.actions import cases, desk_cases, nights
from autoupdate.actions.checking import check_upload
from autoupdate.models import ProcessingRun
from autoupdate.receive.door import receive_export
from autoupdate.wake import quietly
from matching.actions import deciding, excluding
from matching.models import MisPerson
from sandbox.demo import DEMO_SCHOOLS, day_of
from sandbox.demo_people import SeedAccount
from sandbox.people import PretendSchool, Student
from sandbox.schools import make_school
from sandbox.seeding import consent
from sandbox.seeding.clock import clock_at, first_day_after_history, moment_on
from sandbox.seeding.handmade import make_accounts
from sandbox.seeding.nights import night_after
from sandbox.seeding.places import Place
from sandbox.sims.faults import FAULTS
from sandbox.sims.reporter import export
from tests.factories import (
    GroupFactory,
    GroupMembershipFactory,
    LocalAuthorityFactory,
    MisChangeFactory,
    ProcessingRunFactory,
    PullFactory,
    SchoolMisFactory,
    TrustFactory,
)
from tests.functional.people import make_people

SCHOOL: Final = "Oakfield Primary School"
#: Uses SIMS, and nothing has ever arrived from it.
EMPTY_SCHOOL: Final = "Hillcrest Primary School"
#: What the MIS calls somebody, and what the account made by hand before is called.
SIMILAR: Final = (
    ("Bob", "Rob"),
    ("Kate", "Cathy"),
    ("Tom", "Tommy"),
    ("Jim", "Jamie"),
    ("Alex", "Alec"),
    ("Liz", "Beth"),
)
NUM_LEFT: Final = 4
_DEMO: Final = replace(
    DEMO_SCHOOLS["oakfield"],
    accepted=("staff", "students", "students_future", "contacts", "groups"),
    not_uploaded=(("students", "house"),),
)


def seed() -> None:
    """Fill an empty portal. Everybody in ``people.CAST`` can sign in afterwards."""
    today = first_day_after_history(timezone.now())
    founded_at = moment_on(day_of(1, today=today), time(9, 0))
    with quietly(), clock_at(founded_at):
        place = _make_places()
        consent.allow(place)
        name = excluding.Name("Test", "Pupil", kind="student", reason="For trying things out.")
        excluding.add(name, school=place.school, by=place.head)
    with quietly():
        _play(place, _pretend_school(first=founded_at), founded_at=founded_at)


def _make_places() -> Place:
    """The school, with a neighbour that cannot send yet, one that failed, and one far away."""
    northbrook: LocalAuthority = LocalAuthorityFactory(code="990", name="Northbrook")
    eastmere: LocalAuthority = LocalAuthorityFactory(code="991", name="Eastmere")
    ours = _school(SCHOOL, northbrook, "2001")
    _school("Harbour Lane Primary School", northbrook, "2002", product="arbor")
    failed = _school("Kingsway Primary School", northbrook, "2003")
    far = _school(EMPTY_SCHOOL, eastmere, "2001")
    trust = TrustFactory(name="Bridgeway Learning Trust")
    for each in (ours.school, far.school):
        each.trust = trust
        each.save(update_fields=["trust"])
    ProcessingRunFactory(
        school_mis=failed,
        status="failed",
        failure="internal",
        failure_code="KeyError",
        claimed_at=timezone.now(),
        finished_at=timezone.now(),
    )
    PullFactory(
        school_mis=ours,
        status="failed",
        failure="temporary",
        failure_code="busy",
        claimed_at=timezone.now(),
        finished_at=timezone.now(),
        parts=[
            {"sub_report": "staff", "state": "done", "num_pages": 1, "num_people": 12},
            {"sub_report": "students", "state": "failed", "trouble": "busy", "num_tries": 3},
        ],
    )
    make_people(school=ours.school, far=far.school)
    _former_mis(ours)
    users = {each.username: each for each in get_user_model().objects.all()}
    staff = {Role.HEAD: users["head"], Role.SERVICE_DESK: users["desk"]}
    return Place(_DEMO, ours.school, staff)


def _former_mis(school_mis: SchoolMis) -> None:
    """The school used SIMS Connected before; that change was confirmed long ago."""
    at = school_mis.started_at
    before = SchoolMisFactory(
        school=school_mis.school,
        product="sims_connected",
        started_at=at - timedelta(days=400),
        ended_at=at,
    )
    head = get_user_model().objects.get(username="head")
    MisChangeFactory(
        before=before,
        after=school_mis,
        changed_at=at,
        changed_by=head,
        state="confirmed",
        settled_at=at,
        settled_by=head,
        summary={"left": 3, "unallocated": 2, "stayed": 1},
    )


def _school(name: str, la: LocalAuthority, number: str, *, product: str = "sims") -> SchoolMis:
    made: SchoolMis = SchoolMisFactory(
        school__name=name,
        school__local_authority=la,
        school__establishment=number,
        product=product,
    )
    return made


def _pretend_school(*, first: datetime) -> PretendSchool:
    """Fifty people, of whom some are similar to accounts, one is excluded, one has no birthday."""
    school = make_school(
        21,
        phase="primary",
        num_people=50,
        la="990",
        establishment="2001",
        today=timezone.localtime(first).date(),
        name=SCHOOL,
    )
    students = [replace(each, upn="", former_upn="") for each in school.students]
    for at, (forename, _) in enumerate(SIMILAR):
        students[at] = _renamed(students[at], forename)
    at = len(SIMILAR)
    students[at] = replace(_renamed(students[at], "Test"), legal_surname="Pupil")
    students[at + 1] = replace(students[at + 1], date_of_birth=None)
    return replace(school, students=tuple(students))


def _renamed(student: Student, forename: str) -> Student:
    return replace(student, legal_forename=forename, preferred_forename="", middle_names="")


def _play(place: Place, school: PretendSchool, *, founded_at: datetime) -> None:
    accounts = [
        SeedAccount(
            story="",
            school="oakfield",
            kind="student",
            title="",
            legal_forename=forename,
            legal_surname=student.legal_surname,
            date_of_birth=student.date_of_birth,
            upn="",
            unallocated_on=None,
        )
        for student, (_, forename) in zip(school.students, SIMILAR, strict=False)
    ]
    make_accounts(accounts, places={"oakfield": place}, at=founded_at)
    first = timezone.localtime(founded_at).date()
    today = first_day_after_history(timezone.now())
    _evening(place, school, at=moment_on(first, time(17, 0)), fault="truncated")
    _evening(place, school, at=moment_on(first, time(17, 30)))
    _night(at=night_after(first))
    _decide(place, forename=SIMILAR[-1][0])
    rest = replace(school, students=school.students[:-NUM_LEFT])
    second = day_of(2, today=today)
    _evening(place, rest, at=moment_on(second, time(17, 0)))
    _night(at=night_after(second))
    few = replace(rest, students=rest.students[: len(rest.students) // 2])
    _evening(place, few, at=timezone.now())
    nights.force(place.school, by=place.desk, reason="A trial of the filter in SIMS.")
    _work()
    _evening(place, rest, at=timezone.now())
    _class_of(place)
    _cases(place)


def _class_of(place: Place) -> None:
    """A class with three pupils, as if an export of groups had come."""
    pupils = MisPerson.objects.filter(school_mis__school=place.school, kind="student")
    group = GroupFactory(school_mis=place.school_mis, name="3/En", subject="English")
    for each in pupils.filter(absent_since__isnull=True).order_by("pk")[:3]:
        GroupMembershipFactory(group=group, mis_person=each)


def _cases(place: Place) -> None:
    """One that the desk has answered, with sealed credentials, and one that is resolved."""
    iris = {
        "client_id": "oakfield-7781",
        "client_secret": "not-a-real-secret",
        "endpoint": "https://oakfield.isams.cloud",
    }
    with quietly():
        asked = cases.raise_case(
            place.school,
            kind="iris_connection",
            given=iris,
            message="We change in September.",
            by=place.head,
        )
        desk_cases.note(asked, text="Rang the school: the licence is paid.", by=place.desk)
        desk_cases.answer(asked, text="On which day do you change?", by=place.desk)
        done = cases.raise_case(
            place.school,
            kind="other",
            given={"about": "The software asks for a key"},
            message="Since this morning.",
            by=place.head,
        )
        desk_cases.resolve(done, text="The key is on AutoUpdate Settings.", by=place.desk)


def _decide(place: Place, *, forename: str) -> None:
    person = MisPerson.objects.get(legal_forename=forename, standing="requires_matching")
    best = person.candidates.select_related("account")[0]
    deciding.match_person(person, account=best.account, by=place.head, reason="One and the same.")


def _evening(place: Place, school: PretendSchool, *, at: datetime, fault: str = "none") -> None:
    """The school's software sends, and what came is checked."""
    for sub_report in ("students",) if fault != "none" else ("staff", "students", "contacts"):
        with clock_at(at):
            upload = receive_export(
                io.BytesIO(export(school, sub_report, fault=FAULTS[fault])),
                school_mis=place.school_mis,
                sub_report=sub_report,
                delivery="agent",
                content_type="application/xml",
                extracted_at=timezone.now(),
            )
            check_upload(upload.pk)


def _night(*, at: datetime) -> None:
    with clock_at(at):
        nights.start_night(at=at)
        _work()


def _work() -> None:
    nights.work()
    ours = School.objects.get(name=SCHOOL)
    statuses = ProcessingRun.objects.filter(school=ours).values_list("status", flat=True)
    assert set(statuses) == {"done"}, "The seeded nights must end well."
