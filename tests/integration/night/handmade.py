"""USO accounts made by hand, with the keys by which the night finds them."""

from __future__ import annotations

from datetime import date

from accounts.models import School, UsoAccount
from autoupdate.records import ACCOUNT_FIELDS
from matching.keys import person_of, stored_keys
from tests.factories import SchoolAssociationFactory, UsoAccountFactory


def hand_made(
    school: School,
    name: str,
    *,
    kind: str = "student",
    born: str = "2015-03-04",
    upn: str = "",
) -> UsoAccount:
    """An account held at the school by hand; ``born`` in ISO form."""
    forename, _, surname = name.partition(" ")
    account: UsoAccount = UsoAccountFactory(
        kind=kind,
        local_authority=school.local_authority,
        legal_forename=forename,
        legal_surname=surname,
        date_of_birth=date.fromisoformat(born),
        upn=upn,
        origin="hand",
    )
    SchoolAssociationFactory(account=account, school=school, source="hand")
    details = {name: getattr(account, name) for name in ACCOUNT_FIELDS}
    account.blocking_keys = stored_keys(
        person_of("", kind, details), la_code=school.local_authority.code
    )
    account.save(update_fields=["blocking_keys"])
    return account
