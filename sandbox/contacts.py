"""Makes parents, carers and other contacts of families, with their phones and addresses.

Knows nothing of any MIS. Phone numbers are those kept free for drama; addresses end in .example.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from sandbox.names import NamePicker, Sex
from sandbox.people import Contact, Location, Student, Tie
from sandbox.setting import Counters, guid, plain_letters
from sandbox.students import Family

SHARE_ONE_PARENT = 0.22
SHARE_MOTHER_ALONE = 0.85
SHARE_THIRD_CONTACT = 0.12

#: What a third contact may be, and their sex.
_OTHERS: tuple[tuple[str, Sex], ...] = (
    ("Grandmother", "F"),
    ("Grandfather", "M"),
    ("Aunt", "F"),
    ("Uncle", "M"),
    ("Childminder", "F"),
    ("Step Father", "M"),
)


@dataclass(slots=True)
class ContactMaker:
    """Makes the contacts of one school's families."""

    counters: Counters
    rng: Random
    picker: NamePicker

    def of_families(self, families: Iterable[Family]) -> tuple[list[Contact], list[Tie]]:
        """Every family's contacts, and what they are to each of its children."""
        contacts: list[Contact] = []
        ties: list[Tie] = []
        for family in families:
            for priority, (relationship, contact) in enumerate(self._of_family(family), start=1):
                contacts.append(contact)
                ties += [
                    self._tie(child, contact, relationship, priority) for child in family.children
                ]
        return contacts, ties

    def _of_family(self, family: Family) -> list[tuple[str, Contact]]:
        rng = self.rng
        home = self._landline() if rng.random() < 0.35 else ""
        mother = ("Mother", "F", family.surnames[1])
        father = ("Father", "M", family.surnames[0])
        people: list[tuple[str, str, str]] = [mother, father]
        if rng.random() < SHARE_ONE_PARENT:
            people = [mother if rng.random() < SHARE_MOTHER_ALONE else father]
        elif rng.random() < 0.3:
            people = [father, ("Mother", "F", family.surnames[0])]
        if rng.random() < SHARE_THIRD_CONTACT:
            relationship, sex = rng.choice(_OTHERS)
            people.append((relationship, sex, self.picker.surname(family.community)))
        return [
            (relationship, self._contact("M" if sex == "M" else "F", surname, family, home))
            for relationship, sex, surname in people
        ]

    def _contact(self, sex: Sex, surname: str, family: Family, home: str) -> Contact:
        rng = self.rng
        forename = self.picker.forename(family.community, sex, born=1972 + int(rng.random() * 24))
        phones: list[tuple[Location, str]] = [("M", self._mobile())] if rng.random() < 0.94 else []
        if home:
            phones.append(("H", home))
        if rng.random() < 0.15:
            phones.append(("W", self._landline()))
        return Contact(
            mis_id=self.counters.new_mis_id(rng),
            external_id=guid(rng),
            title=rng.choice(("Mr", "Mr", "Mr", "Dr") if sex == "M" else ("Mrs", "Ms", "Miss")),
            forename=forename,
            surname=surname,
            gender=sex,
            phones=tuple(phones),
            emails=self._emails(forename, surname),
        )

    def _emails(self, forename: str, surname: str) -> tuple[tuple[Location, str], ...]:
        rng = self.rng
        stem = f"{plain_letters(forename)}.{plain_letters(surname)}{int(rng.random() * 1000)}"
        emails: list[tuple[Location, str]] = []
        if rng.random() < 0.85:
            emails.append(("H", f"{stem}@mail.example"))
        if rng.random() < 0.12:
            emails.append(("W", f"{stem}@work.example"))
        return tuple(emails)

    def _tie(self, child: Student, contact: Contact, relationship: str, priority: int) -> Tie:
        responsible = relationship in ("Mother", "Father") and self.rng.random() < 0.95
        return Tie(child.mis_id, contact.mis_id, relationship, priority, responsible)

    def _mobile(self) -> str:
        return f"07700 900{int(self.rng.random() * 1000):03d}"

    def _landline(self) -> str:
        return f"020 7946 0{int(self.rng.random() * 1000):03d}"
