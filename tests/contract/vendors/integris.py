"""The pretend Integris, as the pull contract sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from autoupdate.connectors.integris.puller import IntegrisPuller
from autoupdate.connectors.paging import property_of
from autoupdate.connectors.pulling import Access, Puller, Session
from sandbox.people import Contact
from sandbox.vendors.core.requestlog import Seen
from sandbox.vendors.integris import datashare
from sandbox.vendors.integris.permissions import PERMISSIONS
from tests.contract.vendors.adapter import Adapter


class IntegrisAdapter(Adapter):
    """Datashare knows the school by its DfE number and the portal by one key."""

    code = "integris"
    can_choose = True
    page_size = datashare.PAGE_SIZE
    staff_permission = ("staff",)
    withdrawn = "not_granted"
    no_credentials = "partner_missing"
    lists: ClassVar[Mapping[str, str]] = {
        "staff": "staff",
        "students": "pupils",
        "contacts": "contacts",
        "class_teachers": "groups",
        "class_students": "groups",
        "attendance": "attendance",
    }
    troubles: ClassVar[Mapping[str, str]] = {"unauthorised": "partner_refused"}

    def partner(self) -> Mapping[str, str]:
        return {"url": self.vendors.url("integris"), "secret": datashare.PARTNER_KEY}

    def access(self, key: str = "oak") -> Access:
        permissions = {name: list(each.fields) for name, each in PERMISSIONS.items()}
        datashare.give(self.vendors.world, key, permissions)
        return Access(
            endpoint="",
            reference="",
            dfe_number=self.vendors.school(key).dfe_number.replace("/", ""),
            secrets={},
            partner=self.partner(),
        )

    def without_credentials(self, access: Access) -> Access:
        return replace(access, partner={"url": access.partner["url"]})

    def small(self, session: Session) -> Puller:
        """The size of a page is the vendor's, so it is the vendor that is told."""
        datashare.set_page_size(self.vendors.world, 25)
        return IntegrisPuller(session)

    def asked(self, seen: Seen) -> set[str]:
        query = dict(part.partition("=")[::2] for part in seen.query.split("&"))
        fields = query.get("fields", "").replace("%2C", ",").split(",")
        return {
            caption
            for sub_report in self.connector.sub_reports()
            for each in sub_report.fields
            for caption in each.captions
            if property_of(caption) in fields
        }

    def addresses_of(self, contact: Contact) -> set[str]:
        return {address for _, address in contact.emails[:1]}

    def blurred(self, tie: Any) -> Any:
        """Couples are entered as one and some parents twice: what counts is how many there are."""
        student, (_, _, surname), *_ = tie
        return student, surname
