"""Arbor's classes and registration forms → rows of who is in which today.

A class is an academic unit. Units, forms and memberships that are over, or have not begun, do not
count, nor do people who do not belong to the school today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from autoupdate.connectors.arbor.graphql import Graph
from autoupdate.connectors.arbor.query import Ask, Item
from autoupdate.connectors.arbor.reading import Fields, is_current, merged, text
from autoupdate.connectors.arbor.standing import Standing
from autoupdate.connectors.pulling import Row

_DATES = {"startDate": "Start date", "endDate": "End date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How one sub-report of groups is kept in Arbor: the groups, and who is in them.

    ``group`` and ``member`` are references of the entity ``of``; ``members`` are those who count.
    """

    groups: str
    of: str
    group: str
    member: str
    members: Callable[[Standing], frozenset[str]]


def _on_roll(standing: Standing) -> frozenset[str]:
    return standing.on_roll


def _employed(standing: Standing) -> frozenset[str]:
    return standing.employed


#: Sub-report → where its rows are.
MEMBERSHIPS: Mapping[str, Membership] = {
    "class_teachers": Membership(
        groups="AcademicUnit",
        of="AcademicUnitLead",
        group="academicUnit.id",
        member="staff.id",
        members=_employed,
    ),
    "class_students": Membership(
        groups="AcademicUnit",
        of="AcademicUnitEnrolment",
        group="academicUnit.id",
        member="student.id",
        members=_on_roll,
    ),
    "reg_tutors": Membership(
        groups="RegistrationForm",
        of="RegistrationFormTutor",
        group="registrationForm.id",
        member="staff.id",
        members=_employed,
    ),
    "reg_students": Membership(
        groups="RegistrationForm",
        of="RegistrationFormMembership",
        group="registrationForm.id",
        member="student.id",
        members=_on_roll,
    ),
}
#: What an entity of groups has to say that it is over; a form has no dates of its own.
_GROUP_DATES: Mapping[str, Mapping[str, str]] = {"AcademicUnit": _DATES, "RegistrationForm": {}}


def membership_rows(
    graph: Graph, standing: Standing, fields: Fields, where: Membership
) -> Iterator[Row]:
    """One row for each person in each group."""
    today = graph.session.today
    members = where.members(standing)
    groups = _groups(graph, fields, where.groups, today=today)
    ask = fields.ask(where.of, needed={where.group: "Group", **_DATES}, is_counted=True)
    listing = graph.open(ask)
    for item in listing:
        group = groups.get(text(item, where.group))
        if group and text(item, where.member) in members and _counts(item, today):
            yield merged((group, fields.row(where.of, item, listing.properties)))


def _groups(graph: Graph, fields: Fields, entity: str, *, today: date) -> dict[str, Row]:
    """Group → its columns, for the groups that are not over."""
    dates = _GROUP_DATES[entity]
    listing = graph.open(fields.ask(entity, needed=dates))
    return {
        text(each, "id"): fields.row(entity, each, listing.properties)
        for each in listing
        if not dates or _counts(each, today)
    }


def _counts(item: Item, today: date) -> bool:
    return is_current(item, start="startDate", end="endDate", today=today)


def forms_of_students(graph: Graph, *, label: str) -> dict[str, str] | None:
    """Student → name of the registration form of today; None when Arbor does not let us read it."""
    name, today = "registrationFormName", graph.session.today
    listing = graph.open_if_permitted(
        Ask(entity="RegistrationForm", needed={name: label}), label=label
    )
    if listing is None:
        return None
    names = {text(each, "id"): text(each, name) for each in listing}
    ask = Ask(
        entity="RegistrationFormMembership",
        needed={"registrationForm.id": label, "student.id": "Student", **_DATES},
    )
    memberships = graph.open_if_permitted(ask, label=label)
    if memberships is None:
        return None
    return {
        text(each, "student.id"): names.get(text(each, "registrationForm.id"), "")
        for each in memberships
        if _counts(each, today)
    }
