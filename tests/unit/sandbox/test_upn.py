"""Pretend UPNs keep the DfE's rule."""

from __future__ import annotations

import pytest

from sandbox import upn


def test_the_published_example_has_its_letter() -> None:
    assert upn.check_letter("801200005001") == "B"


def test_a_letter_at_the_end_counts_as_its_place() -> None:
    assert upn.check_letter("80120000500A") == "M"


def test_a_permanent_one_is_a_letter_and_twelve_digits() -> None:
    made = upn.permanent("990", "2001", year=2021, serial=7)
    assert made[1:] == "990200121007"
    assert made[0] == upn.check_letter(made[1:])


@pytest.mark.parametrize(("serial", "ending"), [(0, "00A"), (99, "99A"), (100, "00B")])
def test_a_temporary_one_ends_in_a_letter(serial: int, ending: str) -> None:
    made = upn.temporary("990", "2001", year=2021, serial=serial)
    assert len(made) == 13
    assert made.endswith(ending)
