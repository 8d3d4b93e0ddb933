"""The true people of a local authority: pupils in families, twins, namesakes, and staff.

Nothing is wrong with them yet; how they get written down is another module's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox import upn
from sandbox.names import NamePicker
from sandbox.schoolyear import birthday_in

TODAY: Final = date(2026, 10, 5)
_YEAR_GROUPS: Final = ("R", *(str(year) for year in range(1, 12)))
_SHARE_STAFF = 0.1
_SHARE_SIBLINGS = 0.3
_SHARE_TWINS = 0.025
#: Of twins: how many have forenames near each other (Olivia and Oliwia).
_SHARE_NEAR_TWINS = 0.15
_SHARE_NAMESAKES = 1 / 150
#: Families in which all sons begin with the same forename (Mohammed Ali, Mohammed Hassan).
_SHARED_FORENAMES: Final = ("Mohammed", "Muhammad", "Md", "Syed", "Abdul")
_FIRST_FAMILIES = frozenset({"bangladeshi", "pakistani", "somali", "arab", "afghan"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """One person with the fields of a matching file; blank is "". ``community`` is the names'."""

    kind: str
    school: str
    local_authority: str
    title: str = ""
    legal_forename: str
    legal_surname: str
    preferred_forename: str = ""
    preferred_surname: str = ""
    middle_names: str = ""
    former_surname: str = ""
    date_of_birth: date | None
    upn: str = ""
    year_group: str = ""
    community: str = ""
    sex: str = "F"


class Town:
    """A local authority that people come from, its random source a caller's."""

    def __init__(self, rng: Random, *, authority: str, num_schools: int) -> None:
        """Found the schools; about a third of them teach the older pupils."""
        self.rng = rng
        self.picker = NamePicker(rng)
        self.authority = authority
        self.schools = [f"{authority}/{2000 + number}" for number in range(num_schools)]
        self._serial = rng.randrange(100_000)

    def people(self) -> Iterator[Human]:
        """Yield people for ever: families, staff, and now and then somebody's namesake."""
        before: Human | None = None
        while True:
            if self.rng.random() < _SHARE_STAFF:
                yield self.member_of_staff()
                continue
            for child in self.family():
                yield child
                if before and self.rng.random() < _SHARE_NAMESAKES:
                    yield self.namesake(before)
                before = child

    def family(self) -> list[Human]:
        """Return one to three children who share a surname and, if twins, a date of birth."""
        rng = self.rng
        community = self.picker.student_community()
        own, other = self.picker.parents_surnames(community)
        surname = self.picker.double_barrelled(own, other) if rng.random() < 0.05 else own
        first = self.pupil(community, surname, group=rng.choice(_YEAR_GROUPS))
        children = [first]
        if community in _FIRST_FAMILIES and first.sex == "M" and rng.random() < 0.25:
            shared = rng.choice(_SHARED_FORENAMES)
            children[0] = first = replace(
                first, legal_forename=shared, preferred_forename=first.legal_forename
            )
        chance = rng.random()
        if chance < _SHARE_TWINS:
            children.append(self.twin(first))
        elif chance < _SHARE_TWINS + _SHARE_SIBLINGS:
            children.append(self.sibling(first))
        return children

    def pupil(self, community: str, surname: str, *, group: str) -> Human:
        """Return one pupil of a year group, with a valid permanent UPN."""
        rng = self.rng
        sex = self.picker.sex()
        born = birthday_in(rng, group, today=TODAY)
        name = self.picker.person(community, sex, born=born.year, surname=surname)
        return Human(
            kind="student",
            school=rng.choice(self.schools),
            local_authority=self.authority,
            legal_forename=name.forename,
            legal_surname=name.surname,
            middle_names=name.middle_names,
            preferred_forename=self._preferred(name.forename, name.middle_names),
            date_of_birth=born,
            upn=self.new_upn(),
            year_group=group,
            community=community,
            sex=sex,
        )

    def sibling(self, of: Human) -> Human:
        """Return a brother or sister in another year group, mostly at the same school."""
        groups = [group for group in _YEAR_GROUPS if group != of.year_group]
        child = self.pupil(of.community, of.legal_surname, group=self.rng.choice(groups))
        if of.legal_forename in _SHARED_FORENAMES and child.sex == "M":
            child = replace(
                child, preferred_forename=child.legal_forename, legal_forename=of.legal_forename
            )
        return replace(child, school=of.school if self.rng.random() < 0.8 else child.school)

    def twin(self, of: Human) -> Human:
        """Return a twin: same surname, birthday and school, now and then a forename much alike."""
        forename = self.pupil(of.community, of.legal_surname, group="R").legal_forename
        if self.rng.random() < _SHARE_NEAR_TWINS and len(of.legal_forename) > 3:
            forename = self._near(of.legal_forename)
        while forename == of.legal_forename:
            forename = self.picker.forename(of.community, self.picker.sex(), born=2014)
        middle_names = self.picker.middle_names(forename, of.community, self.picker.sex(), 2014)
        return replace(
            of,
            legal_forename=forename,
            preferred_forename="",
            middle_names=middle_names,
            upn=self.new_upn(),
        )

    def namesake(self, of: Human) -> Human:
        """Return somebody else of the same names; one in ten born on the same day too."""
        other = self.pupil(of.community, of.legal_surname, group=of.year_group or "5")
        born = of.date_of_birth if self.rng.random() < 0.1 else other.date_of_birth
        return replace(
            other, legal_forename=of.legal_forename, preferred_forename="", date_of_birth=born
        )

    def member_of_staff(self) -> Human:
        """Return somebody who works at a school."""
        rng = self.rng
        community, sex = self.picker.staff_community(), self.picker.sex()
        born = TODAY - timedelta(days=rng.randint(22 * 365, 66 * 365))
        surname = self.picker.surname(community)
        name = self.picker.person(community, sex, born=born.year, surname=surname)
        return Human(
            kind="staff",
            school=rng.choice(self.schools),
            local_authority=self.authority,
            title="Mr" if sex == "M" else rng.choice(("Mrs", "Miss", "Ms")),
            legal_forename=name.forename,
            legal_surname=name.surname,
            middle_names=name.middle_names,
            preferred_forename=self._preferred(name.forename, name.middle_names),
            date_of_birth=born,
            community=community,
            sex=sex,
        )

    def new_upn(self) -> str:
        """Return a valid permanent UPN that nobody else of this town has."""
        self._serial += 1
        year, serial = divmod(self._serial, 1000)
        place, year = divmod(year, 100)
        return upn.permanent(self.authority, f"{4000 + place:04}", year=year, serial=serial)

    def _preferred(self, forename: str, middle_names: str) -> str:
        chance = self.rng.random()
        if chance < 0.12:
            return self.picker.familiar_form(forename)
        return middle_names.partition(" ")[0] if chance < 0.15 else ""

    def _near(self, forename: str) -> str:
        """Return a forename a letter away: Olivia, Oliwia; Ella, Ela; Aaron, Aarona."""
        rng, place = self.rng, self.rng.randrange(1, len(forename))
        changed = {
            0: forename[:place] + rng.choice("aeilnrsw") + forename[place + 1 :],
            1: forename[:place] + forename[place + 1 :],
            2: forename + rng.choice("aey"),
        }
        return changed[rng.randrange(3)]
