"""Somebody for whom an account is asked by hand, as the tests of requests tell of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.bulk.accounts import DETAILS
from accounts.models import UsoAccount
from matching.keys import person_of, stored_keys
from matching.queries.alike import Wanted

BORN = date(2015, 3, 4)


def wanted(forename: str = "Ada", surname: str = "Okonkwo", **more: Any) -> Wanted:
    """A pupil of Year 5, unless told otherwise."""
    given = {"kind": "student", "date_of_birth": BORN, "year_group": "5", **more}
    return Wanted(legal_forename=forename, legal_surname=surname, **given)


def with_keys(account: UsoAccount) -> UsoAccount:
    """The same account, with the keys by which it is found."""
    details = {name: getattr(account, name) for name in DETAILS}
    person = person_of("", account.kind, details)
    account.blocking_keys = stored_keys(person, la_code=account.local_authority.code)
    account.save(update_fields=["blocking_keys"])
    return account


def entered(**more: Any) -> dict[str, Any]:
    """The same pupil as a form sends them."""
    return {
        "legal_forename": "Ada",
        "legal_surname": "Okonkwo",
        "date_of_birth_day": "4",
        "date_of_birth_month": "3",
        "date_of_birth_year": "2015",
        "year_group": "5",
        "reason": "Starts before the office can enter her.",
        **more,
    }
