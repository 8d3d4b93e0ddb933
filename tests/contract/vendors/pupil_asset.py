"""The pretend Pupil Asset, as the pull contract sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from autoupdate.connectors.pulling import Access, Puller, Session
from autoupdate.connectors.pupil_asset.puller import PupilAssetPuller
from sandbox.people import Contact
from sandbox.vendors.pupil_asset.vendor import PARTNER_KEY, SCOPES, authorise
from tests.contract.vendors.adapter import Adapter


class PupilAssetAdapter(Adapter):
    """Pupil Asset knows the school by a reference, and leaves blank what nobody typed in."""

    code = "pupil_asset"
    page_size = 500
    staff_permission = ("staff",)
    withdrawn = "not_granted"
    lists: ClassVar[Mapping[str, str]] = {
        "staff": "staff",
        "students": "pupils",
        "contacts": "parents",
    }
    troubles: ClassVar[Mapping[str, str]] = {"unauthorised": "partner_refused"}
    problems = frozenset({"birth_date_missing"})
    differing = frozenset(
        {
            ("students", "date_of_birth"),  # some are blank
            ("students", "reg_group"),  # some are blank
            ("students", "year_group"),  # one word for both years of nursery
        }
    )

    def partner(self) -> Mapping[str, str]:
        return {"url": self.vendors.url("pupil_asset"), "secret": PARTNER_KEY}

    def access(self, key: str = "oak") -> Access:
        return Access(
            endpoint="",
            reference=authorise(self.vendors.world, key, list(SCOPES)),
            dfe_number=self.vendors.school(key).dfe_number.replace("/", ""),
            secrets={},
            partner=self.partner(),
        )

    def without_credentials(self, access: Access) -> Access:
        return replace(access, reference="")

    def small(self, session: Session) -> Puller:
        return PupilAssetPuller(session, page_size=25)

    def addresses_of(self, contact: Contact) -> set[str]:
        return {address for _, address in contact.emails[:1]}

    def numbers_of(self, contact: Contact) -> set[str]:
        return {number for _, number in contact.phones[:1]}

    def blurred(self, tie: Any) -> Any:
        """Without what may be blank, and without a number for the order."""
        (forename, surname, _), (title, _, family_name), _, emails, numbers = tie
        return (forename, surname), (title, family_name), emails, numbers
