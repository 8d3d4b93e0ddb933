"""What is given and what is kept, together: where nothing is kept, what is given stands."""

from __future__ import annotations

from autoupdate.processing.facts import NUM_ACCOUNT
from autoupdate.processing.merge import Merge


def test_what_nothing_is_kept_of_stands_as_it_is_given() -> None:
    given = tuple(f"given {at}" for at in range(NUM_ACCOUNT))
    assert Merge({"title"}).account(given, None, kept_at={1}) == given
