"""ScholarPack's items → rows: one item may be several rows (a pupil's contacts, a form's members).

Which fields are kept is decided elsewhere; here everything that is ours becomes a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from autoupdate.connectors.scholarpack.api import Item
from autoupdate.connectors.scholarpack.fields import STAND_INS

#: A column's name (dots lead inwards) → the value as it came.
Values = dict[str, Any]

_SATURDAY = 5


def _no_filters(today: date) -> dict[str, str]:
    del today
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sub-report's resource, what its list is narrowed by, and how an item becomes rows.

    ``key`` are the properties by which its items differ.
    """

    resource: str
    key: tuple[str, ...]
    unfold: Callable[[Item], Iterator[Values]]
    filters: Callable[[date], Mapping[str, str]] = _no_filters


def _person(item: Item) -> Iterator[Values]:
    yield _stood_in(item)


def _contacts(item: Item) -> Iterator[Values]:
    for each in _list(item, "contacts"):
        if isinstance(each, dict):
            inner = {f"contacts.{name}": value for name, value in each.items()}
            yield _stood_in({"student_id": item.get("student_id"), **inner})


def _tutors(item: Item) -> Iterator[Values]:
    """Every teacher of a form counts alike, the main one or not."""
    for each in _list(item, "staff"):
        if isinstance(each, dict):
            yield {**_form(item), "staff.personnel_id": each.get("personnel_id")}


def _pupils(item: Item) -> Iterator[Values]:
    for each in _list(item, "students"):
        yield {**_form(item), "students": each}


def _marks(item: Item) -> Iterator[Values]:
    """A pupil's day is two marks, each there or not."""
    for session in ("am", "pm"):
        if item.get(session):
            yield {
                "student_id": item.get("student_id"),
                "date": item.get("date"),
                "session": session.upper(),
                "mark": item[session],
                "minutes_late": item.get(f"{session}_minutes_late"),
            }


def _last_school_day(today: date) -> dict[str, str]:
    """Today, or the Friday before a weekend's day."""
    day = today - timedelta(days=max(0, today.weekday() - _SATURDAY + 1))
    return {"date_from": day.isoformat(), "date_to": day.isoformat()}


#: Sub-report → where its rows are.
SOURCES: Mapping[str, Source] = {
    "staff": Source(resource="staff", key=("personnel_id",), unfold=_person),
    "students": Source(resource="students", key=("student_id",), unfold=_person),
    "contacts": Source(resource="contacts", key=("student_id",), unfold=_contacts),
    "reg_tutors": Source(resource="groups", key=("group_id",), unfold=_tutors),
    "reg_students": Source(resource="groups", key=("group_id",), unfold=_pupils),
    "attendance": Source(
        resource="attendance",
        key=("student_id", "date"),
        unfold=_marks,
        filters=_last_school_day,
    ),
}


def _form(item: Item) -> Values:
    return {"group_id": item.get("group_id"), "name": item.get("name")}


def _stood_in(values: Mapping[str, Any]) -> Values:
    """The values with blank ones replaced by what stands in for them."""
    found = dict(values)
    for name, other in STAND_INS.items():
        if found.get(name) in (None, "") and other in found:
            found[name] = found[other]
    return found


def _list(item: Item, name: str) -> list[Any]:
    found = item.get(name)
    return found if isinstance(found, list) else []
