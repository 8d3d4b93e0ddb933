"""The table of refusals: plain sentences, and details that can be missing."""

from __future__ import annotations

import pytest

from autoupdate.connectors.unreadable import UNREADABLE, UnreadableExport


@pytest.mark.parametrize("code", UNREADABLE)
def test_texts_are_sentences(code: str) -> None:
    fault = UnreadableExport(code)
    for text in (fault.sentence, fault.remedy):
        assert text[0].isupper()
        assert text.endswith((".", "…"))
        assert "{" not in text
    assert str(fault) == f"{fault.sentence} {fault.remedy}"


def test_details_are_put_in_short_and_on_one_line() -> None:
    fault = UnreadableExport("duplicate_captions", caption="a\n b" + "c" * 500)
    assert fault.details["caption"].startswith("a bc")
    assert len(fault.details["caption"]) == 200


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        UnreadableExport("no_such_code")
