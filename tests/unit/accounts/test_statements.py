"""Array literals: what PostgreSQL reads from them is what went in, whatever it contains."""

from __future__ import annotations

import pytest

from accounts.bulk.statements import array


@pytest.mark.parametrize(
    ("values", "literal"),
    [
        ([], "{}"),
        ([1, 20], "{1,20}"),
        (["a"], '{"a"}'),
        (["a", "", "b,c", "{}"], '{"a","","b,c","{}"}'),
        (['say "no"', "b"], '{"say \\"no\\"","b"}'),
        (["back\\slash", 'x","y'], '{"back\\\\slash","x\\",\\"y"}'),
    ],
)
def test_an_array_says_its_elements(values: list[int | str], literal: str) -> None:
    assert array(values) == literal
