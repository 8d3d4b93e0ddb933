"""What is given and what is kept, together: where nothing is kept, what is given stands."""

from __future__ import annotations

import pytest

from autoupdate.processing.facts import AT, NUM_ACCOUNT
from autoupdate.processing.merge import Merge
from autoupdate.records import PERSON_FIELDS


def test_what_nothing_is_kept_of_stands_as_it_is_given() -> None:
    given = tuple(f"given {at}" for at in range(NUM_ACCOUNT))
    assert Merge({"title"}).account(given, None, kept_at={1}) == given


@pytest.mark.parametrize(
    ("kept", "now"),
    [
        (("Smith", "Smith"), "Jones"),  # one surname, which has changed
        (("Smith", ""), "Jones"),
        (("Okonkwo", "Smith"), "Okonkwo"),  # a legal surname of its own
    ],
)
def test_a_surname_that_stands_in_for_the_legal_one_does_not_write_over_another(
    kept: tuple[str, str], now: str
) -> None:
    merge = Merge({"preferred_surname"})
    before, given = _surnames(*kept), _surnames("Jones", "Jones")
    assert merge(given, before)[AT["legal_surname"]] == now
    assert merge.account(given[:NUM_ACCOUNT], before[:NUM_ACCOUNT])[AT["legal_surname"]] == now
    assert merge(_surnames("", ""), before)[AT["legal_surname"]] == kept[0]


def _surnames(legal: str, preferred: str) -> tuple[str, ...]:
    told = {"legal_surname": legal, "preferred_surname": preferred}
    return tuple(told.get(name, "") for name in PERSON_FIELDS)
