"""Keeping contacts, groups and attendance current: the exports' rows become the tables' rows.

Runs after the people are written, in the same transaction. Ties to people who are not known are
left out and counted: their own report may not have come yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.bulk.sync import Synced, sync
from accounts.models import School, SchoolMis
from autoupdate.connectors.base import RecordType
from autoupdate.models import AttendanceMark, Contact, Group, GroupMembership, StudentContact
from autoupdate.night.exports import Export, Exports
from autoupdate.processing.families import Family, families_of
from autoupdate.records import AttendanceRecord, GroupRole, Kind, MembershipRecord, ParsedExport
from matching.models import MisPerson

PersonIds = Mapping[tuple[str, str], int]
_KIND_OF = {GroupRole.STUDENT: Kind.STUDENT.value, GroupRole.TEACHER: Kind.STAFF.value}


def keep_school_life(
    exports: Exports, *, school: School, school_mis: SchoolMis
) -> dict[str, dict[str, int]]:
    """Apply what came; returns counts by subject (contacts, groups, attendance)."""
    contacts = exports.of_type(RecordType.CONTACT)
    members = exports.of_type(RecordType.MEMBERSHIP)
    marks = exports.of_type(RecordType.ATTENDANCE) if school.uses_autotext else []
    if not (contacts or members or marks):
        return {}
    ids = _person_ids(school_mis)
    counts: dict[str, dict[str, int]] = {}
    for export in contacts:
        counts["contacts"] = _keep_contacts(export.parsed, school_mis, ids)
    for export in members:
        counts[export.sub_report.code] = _keep_groups(export, school_mis, ids)
    for export in marks:
        counts["attendance"] = _keep_attendance(export.parsed, school_mis, ids)
    return counts


def _person_ids(school_mis: SchoolMis) -> PersonIds:
    people = MisPerson.objects.filter(school_mis=school_mis)
    return {(kind, mis_id): pk for pk, kind, mis_id in people.values_list("pk", "kind", "mis_id")}


def _told(synced: Synced, num_unknown: int) -> dict[str, int]:
    return {
        "added": synced.num_added,
        "changed": synced.num_changed,
        "removed": synced.num_removed,
        "of_unknown_people": num_unknown,
    }


def _keep_contacts(
    parsed: ParsedExport[Any], school_mis: SchoolMis, ids: PersonIds
) -> dict[str, int]:
    families = families_of(parsed.records)
    synced = sync(
        Contact.objects.filter(school_mis=school_mis),
        {(mis_id,): _contact_values(family) for mis_id, family in families.items()},
        key=["mis_id"],
        values=["title", "forename", "surname", "emails", "mobiles", "phones"],
        fixed={"school_mis": school_mis.pk},
        unknown={"title", "forename", "emails", "mobiles", "phones"} - parsed.known_fields,
    )
    contact_ids = dict(Contact.objects.filter(school_mis=school_mis).values_list("mis_id", "pk"))
    student = Kind.STUDENT.value
    ties = {
        (contact_ids[mis_id], ids[student, tie.mis_student_id]): (
            tie.relationship,
            tie.priority,
            tie.has_parental_responsibility,
        )
        for mis_id, family in families.items()
        for tie in family.ties
        if (student, tie.mis_student_id) in ids
    }
    sync(
        StudentContact.objects.filter(contact__school_mis=school_mis),
        ties,
        key=["contact_id", "student_id"],
        values=["relationship", "priority", "has_parental_responsibility"],
        unknown={"relationship", "priority", "has_parental_responsibility"} - parsed.known_fields,
    )
    return _told(synced, sum(len(each.ties) for each in families.values()) - len(ties))


def _contact_values(family: Family) -> tuple[object, ...]:
    return (
        *(family.title, family.forename, family.surname),
        *(list(family.emails), list(family.mobiles), list(family.phones)),
    )


def _keep_groups(export: Export, school_mis: SchoolMis, ids: PersonIds) -> dict[str, int]:
    kind, role = export.sub_report.group_kind, export.sub_report.group_role
    if kind is None or role is None:
        raise ValueError(f"{export.sub_report.code} does not say what its groups are")
    records: tuple[MembershipRecord, ...] = export.parsed.records
    group_ids = _group_ids(records, kind.value, school_mis, export.parsed.known_fields)
    wanted = {
        (group_ids[each.group_id], ids[_KIND_OF[role], each.mis_id]): ()
        for each in records
        if (_KIND_OF[role], each.mis_id) in ids
    }
    synced = sync(
        GroupMembership.objects.filter(
            group__school_mis=school_mis, group__kind=kind.value, role=role.value
        ),
        wanted,
        key=["group_id", "mis_person_id"],
        values=[],
        fixed={"role": role.value},
    )
    Group.objects.filter(school_mis=school_mis, kind=kind.value, members__isnull=True).delete()
    pairs = {(each.group_id, each.mis_id) for each in records}
    return _told(synced, len(pairs) - len(wanted))


def _group_ids(
    records: tuple[MembershipRecord, ...],
    kind: str,
    school_mis: SchoolMis,
    known_fields: frozenset[str],
) -> dict[str, int]:
    """The groups' ids by MIS id; groups are written, but those not named are left for now."""
    wanted = {
        (each.group_id,): (each.group_name, each.subject, each.academic_year) for each in records
    }
    groups = Group.objects.filter(school_mis=school_mis, kind=kind)
    sync(
        groups.filter(mis_id__in=[mis_id for (mis_id,) in wanted]),
        wanted,
        key=["mis_id"],
        values=["name", "subject", "academic_year"],
        fixed={"school_mis": school_mis.pk, "kind": kind},
        unknown={"subject", "academic_year"} - known_fields,
    )
    return dict(groups.values_list("mis_id", "pk"))


def _keep_attendance(
    parsed: ParsedExport[Any], school_mis: SchoolMis, ids: PersonIds
) -> dict[str, int]:
    """Replace the marks of the days that the export covers; other days stay."""
    records: tuple[AttendanceRecord, ...] = parsed.records
    days: set[date] = {each.marked_on for each in records}
    student = Kind.STUDENT.value
    wanted = {
        (ids[student, each.mis_student_id], each.marked_on, each.session): (
            each.code,
            each.minutes_late,
        )
        for each in records
        if (student, each.mis_student_id) in ids
    }
    synced = sync(
        AttendanceMark.objects.filter(student__school_mis=school_mis, marked_on__in=days),
        wanted,
        key=["student_id", "marked_on", "session"],
        values=["code", "minutes_late"],
        unknown={"minutes_late"} - parsed.known_fields,
    )
    unknown = sum((student, each.mis_student_id) not in ids for each in records)
    return _told(synced, unknown)
