"""What is entered is looked at as far as its form tells."""

from __future__ import annotations

import pytest

from autoupdate.connectors.credentials import LONGEST_KEY, fault_of_key, fault_of_reference


@pytest.mark.parametrize("text", ["a", "Abc-123_./+=", "x" * LONGEST_KEY])
def test_a_key_is_one_printable_word(text: str) -> None:
    assert fault_of_key(text, {}) == ""


@pytest.mark.parametrize("text", ["two words", "s\u00e9cret", "a\tb", "a\nb", "x" * 501, "\x7f"])
def test_what_no_header_can_carry_is_no_key(text: str) -> None:
    fault = fault_of_key(text, {})
    assert fault.endswith(".")
    assert text not in fault


@pytest.mark.parametrize("text", ["PA-7K3Q9", "123", "A" * 40])
def test_a_reference_is_letters_digits_and_hyphens(text: str) -> None:
    assert fault_of_reference(text, {}) == ""


@pytest.mark.parametrize("text", ["", "ab", "-ab", "a b c", "../abc", "A" * 41])
def test_anything_else_is_none(text: str) -> None:
    assert fault_of_reference(text, {}).endswith(".")
