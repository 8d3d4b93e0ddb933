"""A licence key can be read out, typed in any case, and guessed by nobody."""

from __future__ import annotations

import re

from autoupdate.licence_keys import SIGNS, digest_of, new_key


def test_has_the_form_that_the_guides_print() -> None:
    assert re.fullmatch(rf"USO(-[{SIGNS}]{{4}}){{5}}", new_key())


def test_no_two_are_alike() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000


def test_has_a_hundred_random_bits() -> None:
    assert len(set(SIGNS)) == 32


def test_is_recognised_however_it_was_typed() -> None:
    key = new_key()
    assert digest_of(f"  {key.lower()} \n") == digest_of(key)
    assert digest_of(key[:-1]) != digest_of(key)
