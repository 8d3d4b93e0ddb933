"""Contacts, groups and attendance, kept current in the same run as the people."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import LocalAuthority, School, SchoolMis
from autoupdate.models import (
    AttendanceMark,
    Contact,
    Group,
    GroupMembership,
    StudentContact,
    Upload,
)
from tests.integration.night.conftest import Nights, found
from tests.integration.night.exports import csv_export, send, send_staff, send_students
from tests.integration.night.people import row

CONTACT = {
    "student": "Student ID",
    "id": "Contact ID",
    "title": "Title",
    "forename": "Contact Forename",
    "surname": "Contact Surname",
    "relation": "Relationship",
    "priority": "Priority",
    "email": "Contact Email",
    "mobile": "Mobile",
    "phone": "Telephone",
}
CLASS = {"name": "Class", "group": "Class ID", "id": "Student ID", "subject": "Subject"}
CLASS_TEACHERS = {**CLASS, "id": "Staff ID"}
REG = {"name": "Reg", "id": "Student ID"}
MARK = {
    "id": "Student ID",
    "on": "Mark Date",
    "session": "Session",
    "mark": "Mark",
    "late": "Minutes Late",
}
ADA, BEN = row("1", "Ada Okonkwo"), row("2", "Ben Karimi")
GRACE = row("7", "Grace Hall", "06/05/1980")
PAT = {
    "student": "1",
    "id": "C1",
    "title": "Ms",
    "forename": "Pat",
    "surname": "Okonkwo",
    "relation": "Mother",
    "priority": "1",
    "email": "pat@home.example",
    "mobile": "07700900001",
}
MATHS = {"name": "6B/Ma", "group": "G1", "id": "1", "subject": "Mathematics"}
PRESENT = {"id": "1", "on": "23/11/2026", "session": "AM", "mark": "/"}


@pytest.fixture
def school_mis(borough: LocalAuthority) -> SchoolMis:
    """A school that accepted everything and has two pupils and a teacher in its MIS."""
    made = found(borough, "staff", "students", "contacts", "groups", "attendance")
    School.objects.filter(pk=made.school_id).update(uses_autotext=True)
    made.school.refresh_from_db()
    send_students(made, ADA, BEN)
    send_staff(made, GRACE)
    return made


def contacts(school_mis: SchoolMis, *rows: dict[str, str]) -> Upload:
    return send(school_mis, "contacts", csv_export(rows, CONTACT))


def marks(school_mis: SchoolMis, *rows: dict[str, str]) -> Upload:
    return send(school_mis, "attendance", csv_export(rows, MARK))


def classes(school_mis: SchoolMis, *rows: dict[str, str]) -> Upload:
    return send(school_mis, "class_students", csv_export(rows, CLASS))


def test_a_contact_is_tied_to_the_student(school_mis: SchoolMis, night: Nights) -> None:
    contacts(school_mis, PAT)
    [run] = night()
    pat = Contact.objects.get()
    assert (pat.mis_id, pat.surname, pat.emails, pat.mobiles) == (
        "C1",
        "Okonkwo",
        ["pat@home.example"],
        ["07700900001"],
    )
    tie = StudentContact.objects.get()
    assert (tie.student.mis_id, tie.relationship, tie.priority) == ("1", "Mother", 1)
    assert run.counts["contacts"] == {
        "added": 1,
        "changed": 0,
        "removed": 0,
        "of_unknown_people": 0,
    }


def test_rows_that_are_multiplied_make_one_contact_with_all_addresses(
    school_mis: SchoolMis, night: Nights
) -> None:
    contacts(
        school_mis,
        PAT,
        {**PAT, "email": "pat@work.example"},
        {**PAT, "student": "2"},
    )
    night()
    assert Contact.objects.get().emails == ["pat@home.example", "pat@work.example"]
    assert set(StudentContact.objects.values_list("student__mis_id", flat=True)) == {"1", "2"}


def test_contacts_follow_the_mis_and_go_with_it(school_mis: SchoolMis, night: Nights) -> None:
    contacts(school_mis, PAT, {**PAT, "id": "C2", "forename": "Lee"})
    night()
    kept = Contact.objects.get(mis_id="C1").pk
    contacts(school_mis, {**PAT, "surname": "Bell", "email": "pat@home.example"})
    [run] = night()
    pat = Contact.objects.get()
    assert (pat.pk, pat.surname) == (kept, "Bell")
    assert run.counts["contacts"] == {
        "added": 0,
        "changed": 1,
        "removed": 1,
        "of_unknown_people": 0,
    }


def test_a_vanished_contact_column_blanks_nothing(school_mis: SchoolMis, night: Nights) -> None:
    contacts(school_mis, PAT)
    night()
    fewer = {name: PAT[name] for name in ("student", "id", "surname", "forename")}
    contacts(school_mis, fewer)
    night()
    pat, tie = Contact.objects.get(), StudentContact.objects.get()
    assert (pat.title, pat.emails, pat.mobiles) == ("Ms", ["pat@home.example"], ["07700900001"])
    assert (tie.relationship, tie.priority) == ("Mother", 1)


def test_a_contact_of_somebody_unknown_is_counted_and_tied_once_they_are_known(
    school_mis: SchoolMis, night: Nights
) -> None:
    theirs = {**PAT, "student": "3"}
    contacts(school_mis, theirs)
    [run] = night()
    assert run.counts["contacts"]["of_unknown_people"] == 1
    assert not StudentContact.objects.exists()
    send_students(school_mis, ADA, BEN, row("3", "Cy Lamb"))
    contacts(school_mis, theirs)
    night()
    assert StudentContact.objects.get().student.mis_id == "3"


def test_classes_have_their_students_and_teachers(school_mis: SchoolMis, night: Nights) -> None:
    classes(school_mis, MATHS, {**MATHS, "id": "2"})
    teacher = csv_export([{**MATHS, "id": "7"}], CLASS_TEACHERS)
    send(school_mis, "class_teachers", teacher)
    night()
    group = Group.objects.get()
    assert (group.kind, group.mis_id, group.name, group.subject) == (
        "class",
        "G1",
        "6B/Ma",
        "Mathematics",
    )
    members = set(group.members.values_list("mis_person__mis_id", "role"))
    assert members == {("1", "student"), ("2", "student"), ("7", "teacher")}


def test_one_sub_report_of_groups_leaves_the_others_alone(
    school_mis: SchoolMis, night: Nights
) -> None:
    classes(school_mis, MATHS, {**MATHS, "id": "2"})
    send(school_mis, "class_teachers", csv_export([{**MATHS, "id": "7"}], CLASS_TEACHERS))
    send(school_mis, "reg_students", csv_export([{"name": "6B", "id": "1"}], REG))
    night()
    classes(school_mis, {**MATHS, "id": "2"})
    night()
    members = set(GroupMembership.objects.values_list("group__kind", "mis_person__mis_id"))
    assert members == {("class", "2"), ("class", "7"), ("registration", "1")}


def test_a_group_without_anybody_goes(school_mis: SchoolMis, night: Nights) -> None:
    classes(school_mis, MATHS)
    night()
    classes(school_mis, {**MATHS, "group": "G2", "name": "6C/Ma"})
    night()
    assert set(Group.objects.values_list("mis_id", flat=True)) == {"G2"}


def test_a_renamed_class_stays_the_same_class(school_mis: SchoolMis, night: Nights) -> None:
    classes(school_mis, MATHS)
    night()
    kept = Group.objects.get().pk
    classes(school_mis, {**MATHS, "name": "6B/Maths", "subject": ""})
    night()
    group = Group.objects.get()
    assert (group.pk, group.name, group.subject) == (kept, "6B/Maths", "")


def test_attendance_replaces_the_days_it_covers(school_mis: SchoolMis, night: Nights) -> None:
    monday = {**PRESENT, "on": "23/11/2026"}
    tuesday = {**PRESENT, "on": "24/11/2026"}
    marks(school_mis, monday, {**monday, "session": "PM"})
    night()
    marks(school_mis, {**monday, "mark": "L", "late": "12"}, tuesday)
    [run] = night()
    kept = AttendanceMark.objects.order_by("marked_on", "session")
    assert [(m.marked_on.day, m.session, m.code, m.minutes_late) for m in kept] == [
        (23, "AM", "L", 12),
        (24, "AM", "/", None),
    ]
    assert run.counts["attendance"] == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "of_unknown_people": 0,
    }


def test_other_days_stay(school_mis: SchoolMis, night: Nights) -> None:
    marks(school_mis, PRESENT)
    night()
    marks(school_mis, {**PRESENT, "on": "24/11/2026"})
    night()
    days = set(AttendanceMark.objects.values_list("marked_on", flat=True))
    assert days == {date(2026, 11, 23), date(2026, 11, 24)}


def test_without_autotext_attendance_that_waits_is_not_kept(
    school_mis: SchoolMis, night: Nights
) -> None:
    marks(school_mis, PRESENT)
    School.objects.filter(pk=school_mis.school_id).update(uses_autotext=False)
    night()
    assert not AttendanceMark.objects.exists()


def test_the_same_school_life_again_changes_nothing(school_mis: SchoolMis, night: Nights) -> None:
    for _ in range(2):
        contacts(school_mis, PAT)
        classes(school_mis, MATHS)
        marks(school_mis, PRESENT)
        [run] = night()
    nothing = {"added": 0, "changed": 0, "removed": 0, "of_unknown_people": 0}
    assert run.counts["contacts"] == run.counts["attendance"] == nothing
    assert run.counts["class_students"] == nothing
