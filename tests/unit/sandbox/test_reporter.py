"""The pretend CommandReporter writes what SIMS would: shapes, captions, dates, multiplied rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from sandbox.people import PretendSchool
from sandbox.sims.columns import Dialect, year_text
from sandbox.sims.reporter import SUB_REPORTS, export, write_export
from sandbox.sims.rows import habit_of
from sandbox.sims.writing import FORMATS, encode, tag_of

CSV_FORMATS = [name for name, form in FORMATS.items() if form.shape == "csv"]
XML_FORMATS = [name for name, form in FORMATS.items() if form.shape == "xml"]


def records(data: bytes) -> list[dict[str, str]]:
    """Tag → text of each record of an XML export."""
    root = Xml.fromstring(data)
    assert root.tag == "SuperStarReport"
    return [{field.tag: field.text or "" for field in record} for record in root]


def csv_rows(data: bytes, encoding: str) -> list[dict[str, str]]:
    """Caption → text of each row of a CSV export."""
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline="")))


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
@pytest.mark.parametrize("form", XML_FORMATS)
def test_xml_is_well_formed(sub_report: str, form: str, primary: PretendSchool) -> None:
    data = export(primary, sub_report, form=FORMATS[form])
    assert records(data)
    assert b"></" not in data  # an empty value is an absent element


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
@pytest.mark.parametrize("form", CSV_FORMATS)
def test_csv_has_the_same_rows_as_xml(sub_report: str, form: str, primary: PretendSchool) -> None:
    encoding = {"csv-utf8-bom": "utf-8-sig", "csv-utf16": "utf-16"}.get(
        form, FORMATS[form].encoding
    )
    rows = csv_rows(export(primary, sub_report, form=FORMATS[form]), encoding)
    assert len(rows) == len(records(export(primary, sub_report)))
    assert "primary_id" not in rows[0]


def test_a_pupil_s_record(primary: PretendSchool) -> None:
    student = next(one for one in primary.students if one.year_group == "4" and one.upn)
    record = next(
        each for each in records(export(primary, "students")) if each["ID"] == str(student.mis_id)
    )
    assert student.date_of_birth is not None
    assert record["primary_id"] == record["ID"]
    assert record["Year"] == "Year  4"
    assert record["DOB"] == f"{student.date_of_birth.isoformat()}T00:00:00"
    assert record["Adno"] == student.admission_number
    assert record["Legal_x0020_Surname"] == student.legal_surname
    assert ("Middle_x0020_Names" in record) == bool(student.middle_names)


def test_csv_has_dates_as_windows_writes_them(primary: PretendSchool) -> None:
    born = primary.students[0].date_of_birth
    assert born is not None
    for form, pattern in (
        ("csv-utf8", "%d/%m/%Y"),
        ("csv-us-dates", "%m/%d/%Y"),
        ("csv-short-years", "%d/%m/%y"),
    ):
        rows = csv_rows(export(primary, "students", form=FORMATS[form]), "utf-8")
        assert rows[0]["DOB"] == born.strftime(pattern)


@pytest.mark.parametrize(
    ("year_group", "text"),
    [("7", "Year  7"), ("10", "Year 10"), ("R", "Year  R"), ("N2", "Year N2")],
)
def test_a_year_group_takes_two_places(year_group: str, text: str) -> None:
    assert year_text(year_group) == text


def test_contacts_are_multiplied_by_phones_and_addresses(primary: PretendSchool) -> None:
    by_id = {contact.mis_id: contact for contact in primary.contacts}
    expected = Counter(
        {
            (str(tie.student_id), str(tie.contact_id)): max(1, len(by_id[tie.contact_id].phones))
            * max(1, len(by_id[tie.contact_id].emails))
            for tie in primary.ties
        }
    )
    rows = records(export(primary, "contacts"))
    found = Counter((row["Student_x0020_ID"], row["Contact_x0020_ID"]) for row in rows)
    assert found == expected
    assert max(found.values()) >= 4
    assert len({row["multiple_id"] for row in rows}) == len(rows)


def test_staff_have_a_row_for_each_role(secondary: PretendSchool) -> None:
    rows = Counter(row["ID"] for row in records(export(secondary, "staff")))
    assert rows == {str(member.mis_id): len(member.roles) for member in secondary.staff}
    assert max(rows.values()) == 2


def test_somebody_without_a_role_still_has_a_row(primary: PretendSchool) -> None:
    school = replace(primary, staff=(replace(primary.staff[0], roles=()),))
    (record,) = records(export(school, "staff"))
    assert "Role_x0020_Text" not in record


def test_preferred_names_follow_the_school_s_habit(primary: PretendSchool) -> None:
    filled, blank = replace(primary, seed=1), replace(primary, seed=3)
    assert habit_of(filled) == "fills preferred names"
    assert all("Preferred_x0020_Surname" in row for row in records(export(filled, "students")))
    few = [row for row in records(export(blank, "students")) if "Preferred_x0020_Surname" in row]
    assert len(few) < len(blank.students) / 10


@pytest.mark.parametrize("dialect", ["documented", "public"])
@pytest.mark.parametrize("sub_report", SUB_REPORTS)
def test_captions_are_unique(sub_report: str, dialect: Dialect, primary: PretendSchool) -> None:
    data = export(primary, sub_report, dialect=dialect, form=FORMATS["csv-utf8"])
    captions = data.decode().split("\r\n", 1)[0].split(",")
    assert len(set(captions)) == len(captions)


def test_only_the_captions_asked_for_are_written(primary: PretendSchool) -> None:
    data = export(primary, "students", only=["id", "UPN"], form=FORMATS["csv-utf8"])
    assert data.splitlines()[0] == b"ID,UPN"


def test_a_planted_value_is_written_as_it_stands(primary: PretendSchool) -> None:
    odd = replace(primary.students[0], written_as=(("DOB", "31/02/2012"), ("UPN", "<&\x1f>")))
    data = export(replace(primary, students=(odd,)), "students")
    assert b"<DOB>31/02/2012</DOB>" in data
    assert b"<UPN>&lt;&amp;&#x1F;&gt;</UPN>" in data


def test_letters_that_windows_lacks_become_their_nearest() -> None:
    assert encode("Łukasz Brzęk Müller", "cp1252") == "Lukasz Brzek Müller".encode("cp1252")
    assert encode("文", "cp1252") == b"?"


@pytest.mark.parametrize(
    ("caption", "tag"),
    [
        ("Legal Surname", "Legal_x0020_Surname"),
        ("AM/PM", "AM_x002F_PM"),
        ("Middle Name(s)", "Middle_x0020_Name_x0028_s_x0029_"),
        ("1st Phone", "_x0031_st_x0020_Phone"),
    ],
)
def test_captions_become_xml_names(caption: str, tag: str) -> None:
    assert tag_of(caption) == tag


def test_an_export_can_go_straight_to_a_file(primary: PretendSchool, tmp_path: Path) -> None:
    path = tmp_path / "students.xml"
    with path.open("wb") as file:
        size = write_export(file, primary, "students")
    assert path.read_bytes() == export(primary, "students")
    assert path.stat().st_size == size
