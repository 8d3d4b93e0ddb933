"""USO accounts that were made by hand before the first night."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from accounts.bulk import accounts as uso
from accounts.bulk.usernames import stem_of
from accounts.models import AccountOrigin, AssociationEnd, AssociationSource, SchoolAssociation
from matching.engine import ascii_letters
from matching.keys import person_of, stored_keys
from sandbox.demo_people import SeedAccount
from sandbox.seeding.clock import moment_on
from sandbox.seeding.places import Place

#: An account that was unallocated had been held for so long.
_HELD_FOR = timedelta(days=500)
_SCHOOL_OVER = time(16, 0)


def make_accounts(
    accounts: Iterable[SeedAccount], *, places: dict[str, Place], at: datetime
) -> None:
    """Create the accounts and hold them at their schools by hand; some have left since."""
    for each in accounts:
        _make(each, place=places[each.school], at=at)


def _make(account: SeedAccount, *, place: Place, at: datetime) -> None:
    left_at = moment_on(account.unallocated_on, _SCHOOL_OVER) if account.unallocated_on else None
    made_at = left_at - _HELD_FOR if left_at else at
    [account_id] = uso.create_accounts(
        [_new(account, la_code=place.demo.la)],
        school=place.school,
        origin=AccountOrigin.HAND,
        at=made_at,
    )
    uso.start_associations(
        [uso.Place(account_id, ("", "", "", None))],
        school=place.school,
        source=AssociationSource.HAND,
        at=made_at,
    )
    if left_at:
        held = SchoolAssociation.objects.get(account=account_id)
        uso.end_associations([(held.pk, AssociationEnd.STAFF)], at=left_at)


def _new(account: SeedAccount, *, la_code: str) -> uso.NewAccount:
    details = dict.fromkeys(uso.DETAILS, "") | {
        "title": account.title,
        "legal_forename": account.legal_forename,
        "legal_surname": account.legal_surname,
        "date_of_birth": account.date_of_birth,
        "upn": account.upn,
    }
    return uso.NewAccount(
        kind=account.kind,
        details=tuple(details.values()),
        stem=stem_of(account.legal_forename, account.legal_surname, letters=ascii_letters),
        blocking_keys=stored_keys(person_of("", account.kind, details), la_code=la_code),
    )
