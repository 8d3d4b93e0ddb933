"""The groups and contacts of a whole base, for the schools that accept them; written by COPY.

It knows no page, and of a person only the id, the place and the surname.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.bulk.rows import copy_rows
from accounts.models import SchoolMis
from autoupdate.models import Contact, Group, GroupMembership, StudentContact

#: Every how many-th pupil has a second contact.
_SECOND: Final = 2
_COLUMNS: Final[dict[Any, tuple[str, ...]]] = {
    Group: ("id", "school_mis", "kind", "mis_id", "name", "subject", "academic_year"),
    GroupMembership: ("group", "mis_person", "role"),
    Contact: (
        *("id", "school_mis", "mis_id", "title", "forename", "surname"),
        *("emails", "mobiles", "phones"),
    ),
    StudentContact: ("contact", "student", "relationship", "priority"),
}
#: Tables whose ids are given here, since others refer to them.
NUMBERED: Final = (Group, Contact)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the MIS of a school; ``reg_group`` "" for staff."""

    person_id: int
    reg_group: str
    surname: str


@dataclass(slots=True)
class LifeWriter:
    """Puts the people of one school after another into groups, and gives pupils contacts."""

    _rows: dict[Any, list[Sequence[Any]]] = field(default_factory=lambda: {m: [] for m in _COLUMNS})
    _given: dict[Any, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for model in NUMBERED:
            last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            self._given[model] = last or 0

    def add(self, school_mis: SchoolMis, people: Sequence[Member]) -> None:
        """The registration groups and classes of one school, and its contacts."""
        teachers = [each for each in people if not each.reg_group]
        by_group: dict[str, list[Member]] = {}
        for each in people:
            if each.reg_group:
                by_group.setdefault(each.reg_group, []).append(each)
        for at, (name, pupils) in enumerate(sorted(by_group.items())):
            teacher = teachers[at % len(teachers)] if teachers else None
            members = [*((each, "student") for each in pupils)]
            if teacher is not None:
                members.append((teacher, "teacher"))
            self._group(school_mis, members, kind="registration", name=name)
            self._group(school_mis, members, kind="class", name=f"{name}/Ma")
        for at, each in enumerate(people):
            if each.reg_group:
                for number in range(1 if at % _SECOND else 2):
                    self._contact(school_mis, each, priority=number + 1)
        if len(self._rows[StudentContact]) > 20_000:
            self.write()

    def write(self) -> None:
        """Write what was made, each table with one COPY."""
        for model, columns in _COLUMNS.items():
            copy_rows(model, columns, self._rows[model])
            self._rows[model] = []

    def _group(
        self, school_mis: SchoolMis, members: Sequence[tuple[Member, str]], *, kind: str, name: str
    ) -> None:
        group_id = self._next(Group)
        self._rows[Group].append((group_id, school_mis.pk, kind, name, name, "", "2026"))
        self._rows[GroupMembership].extend(
            (group_id, member.person_id, role) for member, role in members
        )

    def _contact(self, school_mis: SchoolMis, pupil: Member, *, priority: int) -> None:
        contact_id = self._next(Contact)
        self._rows[Contact].append(
            (
                *(contact_id, school_mis.pk, str(contact_id), "Ms", "Sam", pupil.surname),
                *([f"parent{contact_id}@benchmark.example"], [], ["020 7946 0000"]),
            )
        )
        self._rows[StudentContact].append((contact_id, pupil.person_id, "Parent", priority))

    def _next(self, model: Any) -> int:
        self._given[model] += 1
        return self._given[model]
