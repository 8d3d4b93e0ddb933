"""UPNs: the DfE's check letter and forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import upn

TEMPORARY = upn.check_letter("80120000500A") + "80120000500A"


@pytest.mark.parametrize(
    ("text", "valid", "permanent"),
    [
        ("B801200005001", True, True),
        ("A801200005001", False, False),
        (TEMPORARY, True, False),
        ("B80120000500", False, False),
        ("B8012000050011", False, False),
        ("I801200005001", False, False),
        ("b801200005001", False, False),
        ("B80120000500I", False, False),
        ("B８01200005001", False, False),
        ("B801200005001\n", False, False),
        ("", False, False),
    ],
)
def test_forms(text: str, valid: bool, permanent: bool) -> None:
    assert upn.is_valid(text) is valid
    assert upn.is_permanent(text) is permanent


def test_a_letter_counts_as_its_place_in_the_alphabet() -> None:
    """Eleven noughts, then Z (place 22) in position 13: 22 × 13 leaves 10 of 23, so L."""
    assert upn.check_letter("00000000000Z") == "L"


@pytest.mark.parametrize("body", ["", "80120000500", "80120000500O", "x01200005001"])
def test_no_check_letter_for_nonsense(body: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        upn.check_letter(body)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(body: str, place: int, shift: int) -> None:
    letter = upn.check_letter(body)
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert upn.is_permanent(letter + body)
    assert not upn.is_valid(letter + wrong)


@given(st.text(max_size=14))
def test_no_text_makes_it_raise(text: str) -> None:
    assert upn.is_valid(text) in {True, False}
    assert upn.is_permanent(text) in {True, False}


def test_a_temporary_upn_is_valid_and_ends_in_a_letter() -> None:
    assert upn.is_temporary(TEMPORARY)
    assert not upn.is_temporary("B801200005001")
    assert not upn.is_temporary("A" + TEMPORARY[1:])
