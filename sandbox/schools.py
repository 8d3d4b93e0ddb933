"""Makes a whole pretend school from a seed, and the same school on a later day.

``make_school`` and ``evolve`` give the same answer for the same arguments on every machine: no
global state, no clock, no dependence on hashing. Knows nothing of any MIS.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox.classes import make_classes, tutors_for
from sandbox.contacts import ContactMaker
from sandbox.evolution import evolve
from sandbox.names import NamePicker
from sandbox.people import Phase, PretendSchool, StaffMember, Student
from sandbox.setting import Counters, Setting, plain_letters
from sandbox.staff import SHARE_STAFF, StaffMaker
from sandbox.students import Family, StudentMaker, forms_for, places

__all__ = ["PretendSchool", "evolve", "lend_teacher", "make_school"]

SHARE_FUTURE = 0.01
SHARE_SAME_NAME = 1 / 300  # pupils who are named like another of the school

_HOUSES: Final = (
    ("Attenborough", "Franklin", "Seacole", "Turing"),
    ("Oak", "Ash", "Elm", "Willow"),
    ("Kestrel", "Merlin", "Osprey", "Harrier"),
)
_FIRST: Final = (
    "Alder", "Barrow", "Cannon", "Dunster", "Elmfield", "Fairlight", "Grange", "Hazel", "Ivy",
    "Juniper", "Kingsmead", "Larkhall", "Meadow", "Northfield", "Orchard", "Priory", "Quayside",
    "Rowan", "Saxon", "Thornhill", "Underwood", "Vicarage", "Westbrook", "Yewtree",
)  # fmt: skip
_SECOND: Final = ("Lane", "Park", "Road", "Hill", "Green", "Bridge", "Field", "Court", "Mount")
_KINDS: Final = {"primary": "Primary School", "secondary": "School"}


def make_school(
    seed: int,
    *,
    phase: Phase,
    num_people: int,
    la: str = "990",
    establishment: str,
    today: date,
    name: str = "",
) -> PretendSchool:
    """A school with ``num_people`` pupils and staff together, as it is on ``today``.

    ``la`` is three digits and ``establishment`` four; together they must be the school's own, for
    its pupils' UPNs are issued under them. Future starters and contacts come on top of the number.
    """
    source = f"{seed}:{la}{establishment}"
    rng = Random(source)
    name = name or f"{rng.choice(_FIRST)} {rng.choice(_SECOND)} {_KINDS[phase]}"
    setting = Setting(
        phase=phase,
        la=la,
        establishment=establishment,
        domain=f"{plain_letters(name)}.example",
        houses=rng.choice(_HOUSES) if phase == "secondary" or rng.random() < 0.4 else (),
        today=today,
    )
    counters = Counters(mis_id=rng.randint(900, 20_000), admission=rng.randint(400, 5_000))
    return _Founding(setting, counters, source).school(seed, name, num_people)


def lend_teacher(
    school: PretendSchool, teacher: StaffMember, *, role: str = "Classroom Teacher"
) -> PretendSchool:
    """The school with somebody who also works elsewhere: the same person, an MIS id of its own."""
    rng = Random(f"{school.seed}:lent:{teacher.mis_id}")
    theirs = replace(
        teacher,
        mis_id=school.next_mis_id,
        external_id=f"{rng.getrandbits(32):08x}{teacher.external_id[8:]}",
        roles=(role,),
        starts_on=school.today - timedelta(days=rng.randint(10, 300)),
        work_email=f"{teacher.work_email.partition('@')[0]}@{school.domain}",
    )
    return replace(school, staff=(*school.staff, theirs), next_mis_id=school.next_mis_id + 1)


class _Founding:
    """Fills one new school; each part has a random source of its own."""

    def __init__(self, setting: Setting, counters: Counters, source: str) -> None:
        self.setting = setting
        self.counters = counters
        self.source = source

    def school(self, seed: int, name: str, num_people: int) -> PretendSchool:
        """The filled school."""
        setting = self.setting
        num_staff = min(num_people, max(3, round(num_people * SHARE_STAFF[setting.phase])))
        staff, future_staff = self._staff(num_staff)
        families, students, future_students = self._students(num_people - num_staff)
        rng, picker = self._source("contacts")
        contacts, ties = ContactMaker(self.counters, rng, picker).of_families(families)
        classing = self._source("classes")[0]
        classes = make_classes(setting, students, staff, rng=classing, counters=self.counters)
        return PretendSchool(
            seed=seed,
            phase=setting.phase,
            la=setting.la,
            establishment=setting.establishment,
            name=name,
            domain=setting.domain,
            today=setting.today,
            houses=setting.houses,
            students=tuple(students),
            staff=tuple(staff),
            contacts=tuple(contacts),
            ties=tuple(ties),
            classes=tuple(classes),
            tutors=tuple(tutors_for(students, staff)),
            future_students=tuple(future_students),
            future_staff=tuple(future_staff),
            next_mis_id=self.counters.mis_id,
            next_admission=self.counters.admission,
        )

    def _source(self, part: str) -> tuple[Random, NamePicker]:
        rng = Random(f"{self.source}:{part}")
        return rng, NamePicker(rng)

    def _staff(self, num: int) -> tuple[list[StaffMember], list[StaffMember]]:
        rng, picker = self._source("staff")
        maker = StaffMaker(self.setting, self.counters, rng, picker)
        staff = maker.whole_staff(num)
        future = [maker.member(starts_on=self._soon(rng)) for _ in range(max(1, num // 50))]
        return staff, future

    def _students(self, num: int) -> tuple[list[Family], list[Student], list[Student]]:
        rng, picker = self._source("students")
        taken = places(self.setting, num, rng)
        forms = forms_for(self.setting, taken)
        maker = StudentMaker(self.setting, self.counters, rng, picker, forms)
        families = list(maker.families(taken))
        students = _some_namesakes([one for family in families for one in family.children], rng)
        starting = maker.families([rng.choice(taken) for _ in range(round(num * SHARE_FUTURE))])
        future_families = list(starting)
        future = [
            replace(one, entered_on=self._soon(rng))
            for family in future_families
            for one in family.children
        ]
        return families, students, future

    def _soon(self, rng: Random) -> date:
        return self.setting.today + timedelta(days=rng.randint(2, 75))


def _some_namesakes(students: list[Student], rng: Random) -> list[Student]:
    """A few pupils get another pupil's forename and surname, as happens in every school."""
    for _ in range(int(len(students) * SHARE_SAME_NAME)):
        one, other = rng.sample(range(len(students)), 2)
        students[one] = replace(
            students[one],
            legal_forename=students[other].legal_forename,
            legal_surname=students[other].legal_surname,
            gender=students[other].gender,
            preferred_forename="",
        )
    return students
