"""The pretend SchoolPod, as the pull contract sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from autoupdate.connectors.pulling import Access, Puller, Session
from autoupdate.connectors.schoolpod.puller import API_KEY, SchoolPodPuller
from sandbox.people import Contact
from sandbox.vendors.schoolpod.vendor import make_key
from tests.contract.vendors.adapter import Adapter


class SchoolPodAdapter(Adapter):
    """SchoolPod knows the school by a key of its own, and its lists go on at a cursor."""

    code = "schoolpod"
    page_size = 500
    staff_permission = ("staff",)
    withdrawn = "credentials_refused"
    lists: ClassVar[Mapping[str, str]] = {
        "staff": "staff",
        "students": "students",
        "contacts": "guardians",
    }
    # There is nothing to authorise again: the key that was entered is refused.
    troubles: ClassVar[Mapping[str, str]] = {"unauthorised": "credentials_refused"}

    def partner(self) -> Mapping[str, str]:
        return {"url": self.vendors.url("schoolpod")}

    def access(self, key: str = "oak") -> Access:
        return Access(
            endpoint="",
            reference="",
            dfe_number=self.vendors.school(key).dfe_number.replace("/", ""),
            secrets={API_KEY: make_key(self.vendors.world, key, list(self.lists.values()))},
            partner=self.partner(),
        )

    def small(self, session: Session) -> Puller:
        return SchoolPodPuller(session, page_size=25)

    def addresses_of(self, contact: Contact) -> set[str]:
        """SchoolPod has room for one."""
        return {address for _, address in contact.emails[:1]}

    def numbers_of(self, contact: Contact) -> set[str]:
        """SchoolPod has room for one mobile and one other."""
        mobiles = [number for where, number in contact.phones if where == "M"]
        others = [number for where, number in contact.phones if where != "M"]
        return {*mobiles[:1], *others[:1]}
