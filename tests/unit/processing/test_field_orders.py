"""The tuples of values that cross from one app to the next have one order on both sides."""

from __future__ import annotations

from accounts.bulk import accounts
from autoupdate import records
from matching.bulk import people


def test_the_apps_agree_on_the_order_of_a_persons_fields() -> None:
    assert accounts.DETAILS == records.ACCOUNT_FIELDS
    assert accounts.PLACE_DETAILS == records.ASSOCIATION_FIELDS
    assert people.PERSON_FIELDS == records.PERSON_FIELDS
