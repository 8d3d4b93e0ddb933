"""The pretend Arbor, as the pull contract sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from autoupdate.connectors.arbor.puller import ArborPuller
from autoupdate.connectors.pulling import Puller, Session
from sandbox.vendors.arbor.site import PARTNER_ID, PARTNER_SECRET
from sandbox.vendors.core.requestlog import Seen
from tests.contract.vendors.adapter import ApprovingAdapter

_QUERY = re.compile(r"\{ (\w+)\([^)]*\) \{ (.*) \} \}")
_WORD = re.compile(r"(\w+)(?: \{ ([\w ]+) \})?")


class ArborAdapter(ApprovingAdapter):
    """Arbor lets one choose properties, so every query is looked at."""

    code = "arbor"
    button = "approve"
    can_choose = True
    page_size = 3000
    staff_permission = ("Staff",)
    lists: ClassVar[Mapping[str, str]] = {
        "staff": "Staff",
        "students": "Student",
        "contacts": "StudentGuardianRelationship",
        "class_teachers": "AcademicUnitLead",
        "class_students": "AcademicUnitEnrolment",
        "reg_tutors": "RegistrationFormTutor",
        "reg_students": "RegistrationFormMembership",
        "attendance": "AttendanceRecord",
    }
    joined_by = frozenset({"AcademicUnit.id", "RegistrationForm.id"})

    def partner(self) -> Mapping[str, str]:
        return {"url": self.vendors.url("arbor"), "id": PARTNER_ID, "secret": PARTNER_SECRET}

    def small(self, session: Session) -> Puller:
        return ArborPuller(session, page_size=25)

    def asked(self, seen: Seen) -> set[str]:
        found = _QUERY.search(seen.detail)
        if not found:
            return set()
        entity, selection = found.groups()
        names: set[str] = set()
        for outer, inner in _WORD.findall(selection):
            names |= {f"{outer}.{each}" for each in inner.split()} or {outer}
        return {f"{entity}.{name}" for name in names}

    def most_requests(self, num_people: int) -> dict[str, int]:
        del num_people
        return {"": 59}
