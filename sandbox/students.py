"""Makes pupils in families: siblings, twins, patronymics, preferred names, UPNs of all kinds.

Knows nothing of contacts' details, classes or any MIS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sandbox import upn
from sandbox.names import NamePicker, PersonName, Sex
from sandbox.people import Student
from sandbox.schoolyear import (
    AGES,
    YEAR_GROUPS,
    birthday_in,
    early_leaving_date,
    entry_date,
    school_year,
)
from sandbox.setting import Counters, Setting, guid, plain_letters

SHARE_TWINS = 0.013  # of families
SHARE_SIBLINGS = 0.26  # of families
SHARE_UPN_TEMPORARY = 0.02
SHARE_UPN_MISSING = 0.015
FORM_SIZES = {"primary": 30, "secondary": 27}

#: Where a child's second name is often the father's first, so that siblings need not share it.
_PATRONYMIC = frozenset({"somali", "eritrean", "bangladeshi", "arab", "tamil"})


@dataclass(frozen=True, slots=True)
class Family:
    """A household with children at the school; ``surnames`` are the father's and the mother's."""

    community: str
    surname: str
    surnames: tuple[str, str]
    children: tuple[Student, ...]


@dataclass(slots=True)
class StudentMaker:
    """Makes families for one school. ``forms`` are the registration groups of each year group."""

    setting: Setting
    counters: Counters
    rng: Random
    picker: NamePicker
    forms: Mapping[str, Sequence[str]]

    def families(self, year_groups: Sequence[str]) -> Iterator[Family]:
        """Families whose children fill the places, one year group a place."""
        place = 0
        while place < len(year_groups):
            group = year_groups[place]
            chance = self.rng.random()
            following = year_groups[place + 1 : place + 2]
            if following and chance < SHARE_TWINS:
                yield self._family((group, group))
                place += 2
            elif following and chance < SHARE_SIBLINGS and following[0] != group:
                yield self._family((group, following[0]))
                place += 2
            else:
                yield self._family((group,))
                place += 1

    def _family(self, year_groups: tuple[str, ...]) -> Family:
        picker = self.picker
        community = picker.student_community()
        surnames = picker.parents_surnames(community)
        surname = self._childrens_surname(surnames)
        born = [birthday_in(self.rng, group, today=self.setting.today) for group in year_groups]
        if len(set(year_groups)) < len(year_groups):
            born = born[:1] * len(born)  # twins
        children: list[Student] = []
        for group, birthday in zip(year_groups, born, strict=True):
            own = surname
            if children and community in _PATRONYMIC and self.rng.random() < 0.3:
                own = picker.surname(community)
            taken = {child.legal_forename for child in children}
            children.append(self._student(group, birthday, community, own, taken))
        return Family(community, surname, surnames, tuple(children))

    def _childrens_surname(self, surnames: tuple[str, str]) -> str:
        chance = self.rng.random()
        if chance < 0.03:
            return self.picker.double_barrelled(*surnames)
        return surnames[1] if chance < 0.15 else surnames[0]

    def _student(
        self, group: str, birthday: date, community: str, surname: str, taken: set[str]
    ) -> Student:
        rng, setting = self.rng, self.setting
        sex: Sex = "M" if rng.random() < 0.5 else "F"
        name = self.picker.person(community, sex, born=birthday.year, surname=surname)
        while name.forename in taken:
            name = self.picker.person(community, sex, born=birthday.year, surname=surname)
        admission = self.counters.new_admission()
        entered_on = entry_date(rng, group, setting.phase, today=setting.today)
        preferred_forename = self._preferred_forename(name)
        return Student(
            mis_id=self.counters.new_mis_id(rng),
            external_id=guid(rng),
            upn=self._upn(group, entered_on),
            admission_number=admission,
            legal_forename=name.forename,
            legal_surname=name.surname,
            middle_names=name.middle_names,
            preferred_forename=preferred_forename,
            preferred_surname=self.picker.surname(community) if rng.random() < 0.015 else "",
            former_surname=self.picker.surname(community) if rng.random() < 0.01 else "",
            gender=sex,
            date_of_birth=birthday,
            year_group=group,
            reg_group=rng.choice(self.forms[group]),
            house=rng.choice(setting.houses) if setting.houses else "",
            entered_on=entered_on,
            leaves_on=early_leaving_date(rng, group, today=setting.today),
            email=self._email(name, admission),
        )

    def _preferred_forename(self, name: PersonName) -> str:
        chance = self.rng.random()
        if chance < 0.1:
            return self.picker.familiar_form(name.forename)
        return name.middle_names.split(" ")[0] if chance < 0.13 else ""

    def _email(self, name: PersonName, admission: str) -> str:
        if self.setting.phase == "primary":
            return ""
        stem = plain_letters(name.surname)[:20] + plain_letters(name.forename)[:1]
        return f"{stem}{admission[-3:]}@{self.setting.domain}"

    def _upn(self, group: str, entered_on: date) -> str:
        setting = self.setting
        chance = self.rng.random()
        year = school_year(setting.today) - max(0, AGES[group] - AGES["R"])
        if chance < SHARE_UPN_MISSING or AGES[group] < AGES["R"]:
            return ""
        if chance < SHARE_UPN_MISSING + SHARE_UPN_TEMPORARY:
            serial = self.counters.new_upn_serial(-entered_on.year)
            return upn.temporary(
                setting.la, setting.establishment, year=entered_on.year, serial=serial % 2300
            )
        overflow, serial = divmod(self.counters.new_upn_serial(year), 1000)
        la = f"{600 + overflow}" if overflow else setting.la
        return upn.permanent(la, setting.establishment, year=year, serial=serial)


def places(setting: Setting, num: int, rng: Random) -> list[str]:
    """``num`` year groups in a mixed order, as full beside each other as the phase has them."""
    groups = YEAR_GROUPS[setting.phase]
    total = sum(weight for _, weight in groups)
    result = [group for group, weight in groups for _ in range(int(num * weight / total))]
    result += [groups[1 + index % (len(groups) - 1)][0] for index in range(num - len(result))]
    rng.shuffle(result)
    return result


def forms_for(setting: Setting, year_groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The registration groups each year group needs: ``7A``, ``7B`` …"""
    size = FORM_SIZES[setting.phase]
    return {
        group: tuple(
            f"{group}{_form_letters(index)}"
            for index in range(-(-max(1, year_groups.count(group)) // size))
        )
        for group, _ in YEAR_GROUPS[setting.phase]
    }


def _form_letters(index: int) -> str:
    rest, last = divmod(index, 26)
    return (_form_letters(rest - 1) if rest else "") + chr(ord("A") + last)
