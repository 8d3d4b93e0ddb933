"""Many texts at once: the UPNs that are found are those that the engine finds one by one."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from matching.engine.normalise import permanent
from matching.engine.upn import ALPHABET, check_letter
from matching.engine.upn_many import are_permanent
from tests.unit.matching.people import TEMPORARY, UPNS

_ODD = ("", " ", "X", "B801200005001\0", "B80120000500\0", "B8012000050011", "A801200005001")
_CHARACTERS = st.characters(codec="utf-8")


@st.composite
def _nearly(draw: st.DrawFn) -> str:
    """Strategy: a UPN with a character of it changed, in small letters or between spaces."""
    upn = draw(st.sampled_from([*UPNS, TEMPORARY]))
    place = draw(st.integers(0, 12))
    changed = upn[:place] + draw(st.one_of(st.sampled_from(upn), _CHARACTERS)) + upn[place + 1 :]
    written = draw(st.sampled_from([str.upper, str.lower, str.title]))
    return draw(st.sampled_from(["", " ", "\u2003"])) + written(changed)


@given(st.lists(st.one_of(st.text(_CHARACTERS, max_size=15), st.sampled_from(_ODD), _nearly())))
def test_what_is_found_is_what_is_found_one_by_one(texts: list[str]) -> None:
    assert are_permanent(texts).tolist() == [bool(permanent(text)) for text in texts]


def test_every_letter_is_checked_and_no_other_script_reads_as_one() -> None:
    assert are_permanent(
        [check_letter(body) + body for body in map("{:012}".format, range(23))]
    ).all()
    letters = {c for c in map(chr, range(128, sys.maxunicode + 1)) if c.upper() in [*ALPHABET]}
    assert not letters
