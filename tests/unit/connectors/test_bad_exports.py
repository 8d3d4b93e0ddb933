"""Every bad export is refused with its own code and sentence, and nothing but the refusal."""

from __future__ import annotations

import pytest

from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.connectors.unreadable import UNREADABLE, UnreadableExport
from tests.unit.connectors.bad_exports import BAD_EXPORTS, MAX_BYTES, BadExport

#: Codes that no file here brings about: too many rows, a damaged store, an MIS not read yet.
_NOT_OF_A_FILE = {"too_many_rows", "stored_file_broken", "not_receivable"}


@pytest.mark.parametrize("bad", BAD_EXPORTS, ids=lambda bad: bad.name)
def test_is_refused(bad: BadExport) -> None:
    with pytest.raises(UnreadableExport) as refusal:
        for _ in FilteredExport.of_file(
            bad.source(), sub_report=SIMS.sub_report(bad.sub_report), max_bytes=MAX_BYTES
        ):
            pass
    assert (refusal.value.code, refusal.value.sentence) == (bad.code, bad.sentence)
    assert refusal.value.remedy


def test_there_are_enough_and_every_code_has_one() -> None:
    assert len(BAD_EXPORTS) >= 35
    assert {bad.code for bad in BAD_EXPORTS} == set(UNREADABLE) - _NOT_OF_A_FILE


def test_names_are_unique() -> None:
    assert len({bad.name for bad in BAD_EXPORTS}) == len(BAD_EXPORTS)
