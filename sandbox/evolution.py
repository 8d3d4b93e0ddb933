"""A pretend school on a later day: some left, some joined, some details changed.

Knows nothing of any MIS. The random source is the caller's seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sandbox.changes import Circumstances, changed_staff, changed_student, upn_from_elsewhere
from sandbox.classes import with_joiners, with_tutors, without
from sandbox.contacts import ContactMaker
from sandbox.names import NamePicker
from sandbox.people import Person, PretendSchool, StaffMember, Student
from sandbox.schoolyear import YEAR_GROUPS
from sandbox.setting import Counters, Setting
from sandbox.staff import StaffMaker
from sandbox.students import Family, StudentMaker


def evolve(
    school: PretendSchool,
    *,
    seed: int,
    today: date,
    leave: float = 0.01,
    join: float = 0.01,
    change: float = 0.05,
) -> PretendSchool:
    """The school on ``today``, after shares of its people left, joined and changed.

    The shares are of pupils and staff together, rounded to whole people; nobody both leaves and
    changes. Future starters whose day has come are there too, on top of the joiners. Give every
    evening a ``seed`` of its own.
    """
    rng = Random(f"{school.seed}:{school.dfe_number}:{seed}")
    return _Evolution(school, rng, today).result(leave, join, change)


class _Evolution:
    """One step from a school to the same school later."""

    def __init__(self, school: PretendSchool, rng: Random, today: date) -> None:
        self.before = school
        self.rng = rng
        self.picker = NamePicker(rng)
        self.setting = Setting(
            phase=school.phase,
            la=school.la,
            establishment=school.establishment,
            domain=school.domain,
            houses=school.houses,
            today=today,
        )
        self.counters = Counters(
            mis_id=school.next_mis_id,
            admission=school.next_admission,
            codes={each.staff_code.lower() for each in (*school.staff, *school.future_staff)},
        )

    def result(self, leave: float, join: float, change: float) -> PretendSchool:
        """The later school."""
        before, today = self.before, self.setting.today
        people: list[Person] = [*before.students, *before.staff]
        num_leaving, num_changing = round(len(people) * leave), round(len(people) * change)
        drawn = self.rng.sample(range(len(people)), min(len(people), num_leaving + num_changing))
        leaving = frozenset(people[index].mis_id for index in drawn[:num_leaving])
        changing = frozenset(people[index].mis_id for index in drawn[num_leaving:])
        students, staff = self._changed(leaving, changing)
        families, new_staff = self._joiners(round(len(people) * join))
        new_students = [child for family in families for child in family.children]
        contacts, ties = ContactMaker(self.counters, self.rng, self.picker).of_families(families)
        started = [each for each in before.future_students if each.entered_on <= today]
        started_staff = [each for each in before.future_staff if each.starts_on <= today]
        after = replace(
            before,
            today=today,
            students=(*students, *started, *new_students),
            staff=(*staff, *started_staff, *new_staff),
            contacts=(*before.contacts, *contacts),
            ties=(*before.ties, *ties),
            classes=tuple(
                with_joiners(without(before.classes, leaving), [*started, *new_students])
            ),
            tutors=tuple(with_tutors(before.tutors, (*staff, *started_staff, *new_staff))),
            future_students=tuple(e for e in before.future_students if e.entered_on > today),
            future_staff=tuple(each for each in before.future_staff if each.starts_on > today),
            next_mis_id=self.counters.mis_id,
            next_admission=self.counters.admission,
        )
        return _without_ties_of(after, leaving)

    def _changed(
        self, leaving: frozenset[int], changing: frozenset[int]
    ) -> tuple[list[Student], list[StaffMember]]:
        around = Circumstances(
            rng=self.rng,
            picker=self.picker,
            forms=tuple(dict.fromkeys(each.reg_group for each in self.before.students)),
            houses=self.before.houses,
            today=self.setting.today,
        )
        students = [
            changed_student(each, around) if each.mis_id in changing else each
            for each in self.before.students
            if each.mis_id not in leaving
        ]
        staff = [
            changed_staff(each, around) if each.mis_id in changing else each
            for each in self.before.staff
            if each.mis_id not in leaving
        ]
        return students, staff

    def _joiners(self, num: int) -> tuple[list[Family], list[StaffMember]]:
        share_staff = len(self.before.staff) / max(1, self.before.num_people)
        num_staff = sum(self.rng.random() < share_staff for _ in range(num))
        groups = [group for group, _ in YEAR_GROUPS[self.setting.phase]]
        maker = StudentMaker(
            self.setting, self.counters, self.rng, self.picker, _forms(self.before.students, groups)
        )
        families = list(maker.families(self.rng.choices(groups, k=num - num_staff)))
        arrived = [self._arrived(family) for family in families]
        staff_maker = StaffMaker(self.setting, self.counters, self.rng, self.picker)
        yesterday = self.setting.today - timedelta(days=1)
        return arrived, [staff_maker.member(starts_on=yesterday) for _ in range(num_staff)]

    def _arrived(self, family: Family) -> Family:
        """The family with children who start today and bring the UPN of another school."""
        children = tuple(
            replace(
                child,
                entered_on=self.setting.today,
                upn=self._upn_elsewhere(child.upn),
            )
            for child in family.children
        )
        return replace(family, children=children)

    def _upn_elsewhere(self, own: str) -> str:
        """A UPN like the one a founder would have had, issued by another school."""
        if not own:
            return own
        return upn_from_elsewhere(self.rng, year=int(own[8:10]))


def _forms(students: Sequence[Student], groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
    forms: dict[str, dict[str, None]] = {group: {} for group in groups}
    for student in students:
        forms.setdefault(student.year_group, {})[student.reg_group] = None
    return {group: tuple(sorted(names)) or (f"{group}A",) for group, names in forms.items()}


def _without_ties_of(school: PretendSchool, leaving: frozenset[int]) -> PretendSchool:
    """The school without the leavers' contacts, unless a sibling still needs them."""
    ties = tuple(tie for tie in school.ties if tie.student_id not in leaving)
    needed = {tie.contact_id for tie in ties}
    contacts = tuple(each for each in school.contacts if each.mis_id in needed)
    return replace(school, ties=ties, contacts=contacts)
