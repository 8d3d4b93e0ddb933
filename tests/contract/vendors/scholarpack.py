"""The pretend ScholarPack, as the pull contract sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from autoupdate.connectors.pulling import Puller, Session
from autoupdate.connectors.scholarpack.puller import ScholarPackPuller
from sandbox.people import Contact
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, CLIENT_SECRET
from tests.contract.vendors.adapter import ApprovingAdapter


class ScholarPackAdapter(ApprovingAdapter):
    """ScholarPack sends whole items; what is not wanted must be dropped."""

    code = "scholarpack"
    button = "confirm"
    withdrawn = "approval_withdrawn"
    has_tokens = True
    staff_permission = ("staff:read",)
    lists: ClassVar[Mapping[str, str]] = {
        "staff": "staff",
        "students": "students",
        "contacts": "contacts",
        "reg_tutors": "groups",
        "reg_students": "groups",
        "attendance": "attendance",
    }

    def partner(self) -> Mapping[str, str]:
        return {"url": self.vendors.url("scholarpack"), "id": CLIENT_ID, "secret": CLIENT_SECRET}

    def small(self, session: Session) -> Puller:
        return ScholarPackPuller(session, per_page=25)

    def addresses_of(self, contact: Contact) -> set[str]:
        """The home address only; the second one is not to be used."""
        return {address for location, address in contact.emails if location == "H"}

    def numbers_of(self, contact: Contact) -> set[str]:
        """The mobile, and the first of the others."""
        mobile = [number for location, number in contact.phones if location == "M"]
        other = [number for location, number in contact.phones if location != "M"]
        return {*mobile[:1], *other[:1]}
