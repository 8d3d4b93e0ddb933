"""Groups: who is in which, each once, under an ID or else the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.records import GroupKind, GroupRole, MembershipRecord
from tests.unit.connectors.bad_rows import PLACE
from tests.unit.connectors.exports import csv_text, parsed, stored, xml


def test_a_place_in_a_class() -> None:
    found = parsed(xml({**PLACE, "Class ID": "55", "Academic Year": "2026/27"}), "class_students")
    assert found.records == (
        MembershipRecord(
            group_kind=GroupKind.CLASS,
            group_id="55",
            group_name="7A/Ma1",
            role=GroupRole.STUDENT,
            mis_id="1234",
            subject="Mathematics",
            academic_year="2026/27",
            row_number=1,
        ),
    )


def test_a_group_without_id_is_known_by_its_name() -> None:
    (record,) = parsed(xml(PLACE), "class_students").records
    assert record.group_id == "7A/Ma1"


def test_nobody_is_in_a_group_twice() -> None:
    other = {**PLACE, "Subject": "Statistics"}
    assert len(parsed(csv_text(PLACE, other, PLACE), "class_students").records) == 1


@pytest.mark.parametrize(
    ("sub_report", "row", "kind", "role"),
    [
        ("class_teachers", {"Class": "7A", "ID": "77"}, GroupKind.CLASS, GroupRole.TEACHER),
        ("reg_tutors", {"Reg": "7A", "Staff ID": "77"}, GroupKind.REGISTRATION, GroupRole.TEACHER),
        ("reg_students", {"Reg": "7A", "ID": "77"}, GroupKind.REGISTRATION, GroupRole.STUDENT),
    ],
)
def test_kinds_and_roles(
    sub_report: str, row: dict[str, str], kind: GroupKind, role: GroupRole
) -> None:
    (record,) = parsed(xml(row), sub_report).records
    assert (record.group_kind, record.role, record.mis_id) == (kind, role, "77")


def test_a_declaration_must_say_what_its_groups_are() -> None:
    declared = replace(SIMS.sub_report("class_students"), group_kind=None)
    with pytest.raises(TypeError, match="class_students"):
        parse_rows_file([stored(xml(PLACE), "class_students")], declared, today=date(2026, 11, 23))


def test_sims_says_academic_year_in_words() -> None:
    export = parsed(xml({**PLACE, "Academic Year": "Academic Year 2026/2027"}), "class_students")
    assert [each.academic_year for each in export.records] == ["2026/2027"]
    assert not export.problem_counts
