"""Makes members of staff: titles, codes, roles, maiden names, the odd missing date of birth.

Knows nothing of classes or of any MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox.names import NamePicker, Sex
from sandbox.people import Phase, StaffMember
from sandbox.setting import Counters, Setting, guid, plain_letters

SHARE_STAFF: Final[Mapping[Phase, float]] = {"primary": 0.13, "secondary": 0.1}
SHARE_BIRTHDAY_MISSING = 0.004
SHARE_MAIDEN_NAME = 0.12  # of women: known at work by another surname than the legal one
SHARE_SECOND_ROLE = 0.12

TEACHER = "Classroom Teacher"
TEACHING_ROLES = frozenset(
    {"Head Teacher", "Deputy Head", "Assistant Head", "SENCO", "Head of Department", TEACHER}
)

#: The roles that every school fills first, in this order.
FIRST_ROLES: Final = ("Head Teacher", "Deputy Head", "School Business Manager", "SENCO")

ROLES: Final[Mapping[Phase, tuple[tuple[str, float], ...]]] = {
    "primary": (
        (TEACHER, 45),
        ("Teaching Assistant", 32),
        ("Midday Supervisor", 9),
        ("Administrative Assistant", 5),
        ("Site Manager", 2),
        ("Cook", 2),
        ("Learning Mentor", 3),
        ("Nursery Nurse", 2),
    ),
    "secondary": (
        (TEACHER, 56),
        ("Head of Department", 10),
        ("Teaching Assistant", 10),
        ("Assistant Head", 3),
        ("Cover Supervisor", 4),
        ("Administrative Assistant", 6),
        ("Science Technician", 3),
        ("IT Technician", 2),
        ("Examinations Officer", 1),
        ("Librarian", 1),
        ("Site Manager", 2),
        ("Pastoral Support Worker", 2),
    ),
}
SECOND_ROLES: Final = ("Form Tutor", "First Aider", "Head of Year", "Midday Supervisor")
_TITLES: Final[Mapping[Sex, tuple[tuple[str, float], ...]]] = {
    "M": (("Mr", 95), ("Dr", 4), ("Mx", 1)),
    "F": (("Mrs", 42), ("Miss", 32), ("Ms", 21), ("Dr", 4), ("Mx", 1)),
}


@dataclass(slots=True)
class StaffMaker:
    """Makes the staff of one school."""

    setting: Setting
    counters: Counters
    rng: Random
    picker: NamePicker

    def whole_staff(self, num: int) -> list[StaffMember]:
        """``num`` people, the head first."""
        roles = [*FIRST_ROLES[:num], *(self._role() for _ in range(num - len(FIRST_ROLES)))]
        return [self.member(role) for role in roles]

    def member(self, role: str = "", *, starts_on: date | None = None) -> StaffMember:
        """One person; without a role one is drawn, without a start date it lies behind."""
        rng, picker = self.rng, self.picker
        sex: Sex = "M" if rng.random() < 0.26 else "F"
        community = picker.staff_community()
        age = 23 + int(rng.random() ** 1.4 * 42)
        birthday = self.setting.today - timedelta(days=age * 365 + rng.randint(0, 364))
        name = picker.person(community, sex, born=birthday.year, surname=picker.surname(community))
        familiar = picker.familiar_form(name.forename) if rng.random() < 0.12 else ""
        maiden = picker.surname(community) if self._keeps_maiden_name(sex) else ""
        stem = f"{plain_letters(name.forename)[:1]}{plain_letters(maiden or name.surname)[:20]}"
        mis_id = self.counters.new_mis_id(rng)
        return StaffMember(
            mis_id=mis_id,
            external_id=guid(rng),
            staff_code=self.counters.new_staff_code(name.forename, name.surname),
            title=_draw(rng, _TITLES[sex]),
            legal_forename=name.forename,
            legal_surname=name.surname,
            middle_names=name.middle_names,
            preferred_forename=familiar,
            preferred_surname=maiden,
            former_surname=maiden if maiden and rng.random() < 0.5 else "",
            gender=sex,
            date_of_birth=None if rng.random() < SHARE_BIRTHDAY_MISSING else birthday,
            roles=self._roles(role or self._role()),
            starts_on=starts_on or self._start_behind(age),
            work_email=f"{stem}{mis_id % 100:02d}@{self.setting.domain}",
        )

    def _keeps_maiden_name(self, sex: Sex) -> bool:
        return sex == "F" and self.rng.random() < SHARE_MAIDEN_NAME

    def _start_behind(self, age: int) -> date:
        years = min(age - 21, int(self.rng.random() ** 2 * 25))
        return self.setting.today - timedelta(days=years * 365 + self.rng.randint(1, 364))

    def _role(self) -> str:
        return _draw(self.rng, ROLES[self.setting.phase])

    def _roles(self, main: str) -> tuple[str, ...]:
        if self.rng.random() < SHARE_SECOND_ROLE:
            return tuple(dict.fromkeys((main, self.rng.choice(SECOND_ROLES))))
        return (main,)


def teachers(staff: tuple[StaffMember, ...]) -> tuple[StaffMember, ...]:
    """Those who take classes; everybody where nobody does."""
    return tuple(each for each in staff if TEACHING_ROLES & set(each.roles)) or staff


def _draw(rng: Random, weighted: tuple[tuple[str, float], ...]) -> str:
    names = [name for name, _ in weighted]
    return rng.choices(names, weights=[weight for _, weight in weighted])[0]
