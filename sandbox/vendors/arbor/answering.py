"""Answers a GraphQL query from a school's rows: permissions, filters, pages, selections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import eq, ge, itemgetter, le
from typing import Any, Final

from sandbox.people import PretendSchool
from sandbox.vendors.arbor import people, schoolwork
from sandbox.vendors.arbor.entities import AREA_OF, ENTITIES, Parts, To
from sandbox.vendors.arbor.query import QueryError, Selection, read_query
from sandbox.vendors.core.messages import Request
from sandbox.vendors.core.paging import page_of
from sandbox.vendors.core.world import Rows, World

PAGE_SIZE: Final = 3000
MARKS: Final = "AttendanceRecord"
_MOST_DAYS = 31
_PAGING: Final = ("page_size", "page_num")

TABLES: Final[Mapping[str, Callable[[PretendSchool], Rows]]] = {
    "Student": people.students,
    "UkDfe_UpnAssignment": people.upn_assignments,
    "EducationalInstitutionEnrolment": people.enrolments,
    "AcademicLevelMembership": schoolwork.academic_level_memberships,
    "Staff": people.staff,
    "StaffContract": people.contracts,
    "Guardian": people.guardians,
    "StudentGuardianRelationship": people.guardian_relationships,
    "EmailAddress": people.email_addresses,
    "TelephoneNumber": people.telephone_numbers,
    "AcademicUnit": schoolwork.academic_units,
    "AcademicUnitEnrolment": schoolwork.academic_unit_enrolments,
    "AcademicUnitLead": schoolwork.academic_unit_leads,
    "TeachingGroup": schoolwork.teaching_groups,
    "RegistrationForm": schoolwork.registration_forms,
    "RegistrationFormMembership": schoolwork.registration_form_memberships,
    "RegistrationFormTutor": schoolwork.registration_form_tutors,
    "AttendanceRollCallRecord": schoolwork.roll_call_records,
}

#: How a filter's suffix compares; moments and dates compare as texts.
_FILTERS: Final[tuple[tuple[str, Callable[[Any, Any], bool]], ...]] = (
    ("_after", ge),
    ("_before", le),
    ("_in", lambda value, wanted: value in wanted),
    ("", eq),
)


@dataclass(frozen=True, slots=True)
class RefusedError(Exception):
    """Properties that the school did not permit, as ``Entity.property``."""

    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One root field's answer: the name and the rows, each as it is to be sent."""

    name: str
    rows: Iterable[Any]


def asked_of(text: str) -> tuple[str, ...]:
    """The entities that a query is about; none if it cannot be read."""
    try:
        return tuple(each.name for each in read_query(text))
    except QueryError:
        return ()


class Answering:
    """Answers the queries of one school."""

    def __init__(self, world: World, school: str, *, areas: Collection[str]) -> None:
        self._world = world
        self._school = school
        self._areas = areas

    def answer(self, request: Request, text: str) -> list[Found]:
        """Every root field's rows. Raises QueryError and RefusedError."""
        roots = read_query(text)
        refused = [name for root in roots for name in self._check(request, root)]
        if refused:
            raise RefusedError(tuple(dict.fromkeys(refused)))
        return [Found(root.name, self._rows_of(request, root)) for root in roots]

    def _check(self, request: Request, root: Selection) -> Iterator[str]:
        """The properties that are refused. Raises QueryError for what does not exist."""
        entity = root.name
        if entity not in ENTITIES:
            raise QueryError(f"Cannot query field `{entity}` on type `Query`.")
        if not root.of:
            raise QueryError(f"Field `{entity}` must have a selection of subfields.")
        for name in root.arguments:
            if name not in _PAGING and not _filter_of(entity, name):
                raise QueryError(f"Unknown argument `{name}` on field `Query.{entity}`.")
        for each in root.of:
            yield from self._check_property(request, entity, each)

    def _check_property(self, request: Request, entity: str, asked: Selection) -> Iterator[str]:
        kinds = ENTITIES[entity]
        if asked.name not in kinds:
            raise QueryError(f"Cannot query field `{asked.name}` on type `{entity}`.")
        kind = kinds[asked.name]
        if (kind is None) == bool(asked.of):
            raise QueryError(f"Field `{asked.name}` was asked for in the wrong way.")
        full = f"{entity}.{asked.name}"
        area = AREA_OF[entity]
        if area not in self._areas or any(map(request.refuses, (full, entity, area))):
            yield full
        if isinstance(kind, To):
            for each in asked.of:
                if ENTITIES[kind.entity].get(each.name, ...) is not None:
                    raise QueryError(f"Cannot query field `{each.name}` on type `{kind.entity}`.")
                yield from self._check_property(request, kind.entity, each)
        elif isinstance(kind, Parts):
            for each in asked.of:
                if each.name not in kind.names:
                    raise QueryError(f"Cannot query field `{each.name}` of `{full}`.")

    def _rows_of(self, request: Request, root: Selection) -> Iterator[Any]:
        arguments = dict(root.arguments)
        size = _number(arguments.pop("page_size", PAGE_SIZE), least=1)
        number = _number(arguments.pop("page_num", 0), least=0)
        rows = self._table(root.name, arguments)
        for name, wanted in arguments.items():
            key, compare = _filter_of(root.name, name) or ("id", eq)
            rows = [row for row in rows if row[key] is not None and compare(row[key], wanted)]
        page = page_of(request, rows, number=number + 1, size=min(size, PAGE_SIZE))
        shown = [(each.name, self._getter(root.name, each)) for each in root.of]
        return ({name: get(row) for name, get in shown} for row in page.items)

    def _table(self, entity: str, arguments: Mapping[str, Any]) -> Rows:
        if entity != MARKS:
            return self._world.table("arbor", self._school, entity, _sorted(TABLES[entity]))
        marks: Rows = []
        for each in self._days(arguments):
            marks += self._world.table(
                "arbor",
                self._school,
                f"{MARKS}{each}",
                _sorted(lambda school, on=each: schoolwork.attendance_records(school, on)),  # type: ignore[misc]
            )
        return marks

    def _days(self, arguments: Mapping[str, Any]) -> list[date]:
        today = self._world.clock.today()
        first = _day_of(arguments.get("startDatetime_after"), today)
        last = min(_day_of(arguments.get("startDatetime_before"), today), today)
        num = min(max(0, (last - first).days + 1), _MOST_DAYS)
        return [last - timedelta(days=back) for back in range(num - 1, -1, -1)]

    def _getter(self, entity: str, asked: Selection) -> Callable[[dict[str, Any]], Any]:
        kind, name = ENTITIES[entity][asked.name], asked.name
        if kind is None:
            return itemgetter(name)
        names = [each.name for each in asked.of]
        if isinstance(kind, Parts):
            return lambda row: _parts(row[name], names)
        if names == ["id"]:
            return lambda row: {"id": row[name]}
        there = {row["id"]: row for row in self._table(kind.entity, {})}
        return lambda row: {each: there.get(row[name], {}).get(each) for each in names}


def _parts(value: Any, names: list[str]) -> Any:
    if isinstance(value, list):
        return [_parts(each, names) for each in value]
    return None if value is None else {each: value[each] for each in names}


def _filter_of(entity: str, argument: str) -> tuple[str, Callable[[Any, Any], bool]] | None:
    """The property and the comparison of a filter; None when there is no such filter."""
    for suffix, compare in _FILTERS:
        name = argument.removesuffix(suffix) if suffix else argument
        if argument.endswith(suffix) and ENTITIES[entity].get(name, ...) is None:
            return name, compare
    return None


def _sorted(build: Callable[[PretendSchool], Rows]) -> Callable[[PretendSchool], Rows]:
    return lambda school: sorted(build(school), key=lambda row: int(row["id"]))


def _number(value: Any, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise QueryError("page_size and page_num are whole numbers.")
    return value


def _day_of(value: Any, otherwise: date) -> date:
    try:
        return date.fromisoformat(str(value)[:10]) if value else otherwise
    except ValueError:
        raise QueryError(f"`{value}` is no moment.") from None
