"""What a school can share through Datashare: permissions with required and optional fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission: its name on the page and its fields (name → is required)."""

    label: str
    fields: Mapping[str, bool]

    def chosen(self, ticked: list[str]) -> list[str]:
        """The fields that are shared when those are ticked: the required ones always."""
        return [name for name, is_required in self.fields.items() if is_required or name in ticked]


def _fields(required: str, optional: str = "") -> dict[str, bool]:
    return {**dict.fromkeys(required.split(), True), **dict.fromkeys(optional.split(), False)}


PERMISSIONS: Final[Mapping[str, Permission]] = {
    "staff": Permission(
        "Staff",
        _fields(
            "staff_id forename surname dob",
            "title legal_surname known_name email role start_date leaving_date",
        ),
    ),
    "pupils": Permission(
        "Pupils",
        _fields(
            "student_id forename surname dob",
            "upn legal_surname known_name current_year_group current_class start_date leaving_date",
        ),
    ),
    "contacts": Permission(
        "Contacts",
        _fields(
            "student_id contact_id surname",
            "title first_name relationship parental_responsibility email phone",
        ),
    ),
    "groups": Permission("Classes", _fields("group_id class staff_ids student_ids")),
    "attendance": Permission("Attendance", _fields("student_id date session mark")),
}
