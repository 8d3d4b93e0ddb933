"""Arbor's GraphQL: lists in pages, filters, refused properties, and who stands among the pupils."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.people import PretendSchool
from sandbox.vendors.arbor.answering import MARKS, TABLES
from sandbox.vendors.arbor.entities import AREA_OF, ENTITIES, Parts, To
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.arbor import ArborSchool

NAMES = "id legalFirstName legalLastName dateOfBirth displayAcademicLevel { displayName }"


def everything(entity: str) -> str:
    """All properties of an entity, as a query asks for them."""
    words = []
    for name, kind in ENTITIES[entity].items():
        inner = " ".join(sorted(kind.names)) if isinstance(kind, Parts) else "id"
        words.append(name if kind is None else f"{name} {{ {inner} }}")
    return " ".join(words)


def test_every_entity_has_an_area_and_rows() -> None:
    assert set(ENTITIES) == set(AREA_OF) == {*TABLES, MARKS}


@pytest.mark.parametrize("key", ["oak", "high"])
def test_every_property_of_every_entity_can_be_asked(vendors: VendorServer, key: str) -> None:
    school = ArborSchool(vendors, key)
    for entity in ENTITIES:
        rows = school.rows(entity, everything(entity))
        assert rows, entity
        assert set(rows[0]) == set(ENTITIES[entity])
        assert len({row["id"] for row in rows}) == len(rows), entity


def test_references_lead_to_what_is_there(vendors: VendorServer) -> None:
    school = ArborSchool(vendors, "high")
    ids = {entity: {row["id"] for row in school.rows(entity, "id")} for entity in ENTITIES}
    for entity, properties in ENTITIES.items():
        for name, kind in properties.items():
            if isinstance(kind, To):
                rows = school.rows(entity, f"{name} {{ id }}")
                assert {row[name]["id"] for row in rows} <= ids[kind.entity], (entity, name)


def test_pages_are_plain_lists_without_a_total(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    whole = school.rows("Student", "id")
    pages: list[list[Any]] = []
    while not pages or len(pages[-1]) == 50:
        pages.append(school.rows("Student", "id", f"page_size: 50, page_num: {len(pages)}"))
    assert [row for page in pages for row in page] == whole
    assert len(school.rows("Staff", "id", "page_num: 0")) > 3


def test_on_roll_are_those_with_an_enrolment_of_their_own(
    vendors: VendorServer, primary: PretendSchool
) -> None:
    school, today = ArborSchool(vendors), "2026-11-20"
    enrolments = school.rows(
        "EducationalInstitutionEnrolment", "student { id } entryDate leavingDate enrolmentMode"
    )
    on_roll = {
        row["student"]["id"]
        for row in enrolments
        if row["entryDate"] <= today
        and (row["leavingDate"] is None or row["leavingDate"] >= today)
        and row["enrolmentMode"] != "G"
    }
    assert len(on_roll) == len(primary.students)
    everybody = {row["id"] for row in school.rows("Student", "id")}
    assert len(everybody) == len(primary.students) + len(primary.future_students) + 5
    assert {row["enrolmentMode"] for row in enrolments} >= {"C", "G"}


def test_ids_of_different_entities_are_different_people(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    students = {row["id"] for row in school.rows("Student", "id")}
    staff = {row["id"] for row in school.rows("Staff", "id")}
    assert students & staff
    owners = school.rows("EmailAddress", "emailAddressOwner { entityType id }")
    assert {row["emailAddressOwner"]["entityType"] for row in owners} == {"Staff", "Guardian"}


def test_an_address_to_use_is_not_always_the_first(vendors: VendorServer) -> None:
    school = ArborSchool(vendors, "high")
    rows = school.rows(
        "EmailAddress", "emailAddressOwner { entityType id } dataOrder emailAddressType"
    )
    assert rows[0]["emailAddressOwner"]["entityType"] == "Staff"
    several = [row for row in rows if row["emailAddressOwner"]["entityType"] == "Student"]
    assert {row["dataOrder"] for row in several} == {0, 1}


def test_current_staff_have_a_contract_of_today(
    vendors: VendorServer, primary: PretendSchool
) -> None:
    school, today = ArborSchool(vendors), "2026-11-20"
    contracts = school.rows("StaffContract", "staff { id } startDate endDate")
    current = {
        row["staff"]["id"]
        for row in contracts
        if row["startDate"] <= today and (row["endDate"] is None or row["endDate"] >= today)
    }
    assert len(current) == len(primary.staff)
    visitors = {row["id"] for row in school.rows("Staff", "id")}
    assert visitors - {row["staff"]["id"] for row in contracts}


def test_filters(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    first = school.rows("Student", NAMES)[0]
    assert school.rows("Student", NAMES, f'id: "{first["id"]}"') == [first]
    assert len(school.rows("Student", "id", f'id_in: ["{first["id"]}", "1"]')) == 1
    young = school.rows("Student", "dateOfBirth", 'dateOfBirth_after: "2018-01-01"')
    assert young
    assert min(row["dateOfBirth"] for row in young) >= "2018-01-01"


def test_marks_of_days(vendors: VendorServer, primary: PretendSchool) -> None:
    school = ArborSchool(vendors)
    wanted = "student { id } attendanceMark { code } startDatetime isRedundant minutesLate"
    days = 'startDatetime_after: "2026-11-19 00:00:00", startDatetime_before: "2026-11-20 23:59:59"'
    rows = school.rows(MARKS, wanted, days)
    marks = [row for row in rows if not row["isRedundant"]]
    assert len(marks) == 4 * len(primary.students)
    assert len(rows) > len(marks)
    assert {row["startDatetime"][:10] for row in rows} == {"2026-11-19", "2026-11-20"}
    sunday = (
        'startDatetime_after: "2026-11-15 00:00:00", startDatetime_before: "2026-11-15 23:00:00"'
    )
    assert school.rows(MARKS, wanted, sunday) == []


def test_a_property_that_is_refused_fails_the_whole_query(vendors: VendorServer) -> None:
    school = ArborSchool(vendors, area=["Students", "Staff"])
    vendors.fault("permission", "arbor", names=["Student.dateOfBirth"])
    assert school.errors(f"{{ Student(page_size: 1) {{ {NAMES} }} }}") == [
        "You do not have access to `Student.dateOfBirth`."
    ]
    assert "data" not in school.reply(f"{{ Student {{ {NAMES} }} }}").json
    assert school.rows("Student", "id legalFirstName")
    assert school.errors("{ Guardian { id legalLastName } }") == [
        "You do not have access to `Guardian.id`.",
        "You do not have access to `Guardian.legalLastName`.",
    ]


def test_a_reference_may_be_asked_for_more(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    rows = school.rows("StaffContract", "staff { id legalLastName }")
    assert all(row["staff"]["legalLastName"] for row in rows)


def test_several_roots_and_a_name(vendors: VendorServer) -> None:
    reply = ArborSchool(vendors).reply(
        "query Check { Staff(page_size: 1) { id } Student(page_size: 2) { id } }"
    )
    assert {name: len(rows) for name, rows in reply.json["data"].items()} == {
        "Staff": 1,
        "Student": 2,
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Syntax Error"),
        ("{ }", "Syntax Error"),
        ("{ Staff { id } ", "Syntax Error"),
        ("{ Staff { id } } }", "Syntax Error"),
        ("{ Staff { id ? } }", "unexpected character"),
        ("{ 7 { id } }", "Expected Name"),
        ("{ Staff(page_size: many) { id } }", "Unexpected many"),
        ("{ Staff(page_size: true) { id } }", "whole numbers"),
        ("{ Staff(shoe: 1) { id } }", "Unknown argument `shoe`"),
        ("{ Shoe { id } }", "Cannot query field `Shoe` on type `Query`."),
        ("{ Staff }", "must have a selection"),
        ("{ Staff { shoe } }", "Cannot query field `shoe` on type `Staff`."),
        ("{ Staff { id { id } } }", "wrong way"),
        ("{ StaffContract { staff } }", "wrong way"),
        ("{ StaffContract { staff { shoe } } }", "on type `Staff`"),
        ("{ Student { displayAcademicLevel { shoe } } }", "Student.displayAcademicLevel"),
        ("{a{a{a{a{a{a{a{a}}}}}}}}", "too deep"),
        ('{ AttendanceRecord(startDatetime_after: "soon") { id } }', "no moment"),
    ],
)
def test_what_cannot_be_asked(vendors: VendorServer, query: str, message: str) -> None:
    assert message in ArborSchool(vendors).errors(query)[0]


def test_a_body_that_is_no_json_is_a_syntax_error(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    assert "Syntax Error" in school.errors("")[0]


def test_a_day_later_some_have_come_and_gone(vendors: VendorServer) -> None:
    school = ArborSchool(vendors, "high")
    before = {row["id"] for row in school.rows("Student", "id")}
    vendors.pass_days(3)
    after = {row["id"] for row in school.rows("Student", "id")}
    assert before - after
    assert after - before
    assert len(before & after) > 400


def test_the_log_has_the_query_and_no_password(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    vendors.forget_requests()
    school.rows("Staff", "id", "page_size: 1")
    seen = vendors.seen("arbor", "Staff")
    assert [each.detail for each in seen] == ["{ Staff(page_size: 1) { id } }"]
    assert vendors.counts("arbor") == {"Staff": 1}
