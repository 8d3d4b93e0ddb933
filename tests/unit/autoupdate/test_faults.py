"""Every fault and refusal has its sentence and remedy, also when a detail was not recorded."""

from __future__ import annotations

import string

import pytest

from autoupdate.connectors.unreadable import UNREADABLE
from autoupdate.faults import FAULTS, NOT_THE_FILES, fault_text
from autoupdate.models import Upload, UploadState
from autoupdate.queries.uploads import STATE_MESSAGES, message_for
from autoupdate.receive import REFUSALS, UploadRefused


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_reads_without_its_details(code: str) -> None:
    text = fault_text(code, {})
    assert text.sentence.endswith((".", "…"))
    assert text.remedy.endswith(".")
    assert "{" not in text.sentence + text.remedy


def test_details_are_put_in() -> None:
    assert "line 12 " in fault_text("xml_malformed", {"line": 12}).sentence


def test_every_readers_fault_is_there_and_fits_its_column() -> None:
    assert set(UNREADABLE) <= set(FAULTS)
    assert set(FAULTS) >= NOT_THE_FILES
    assert max(map(len, FAULTS)) <= 40


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_a_sentence_with_a_status(code: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(REFUSALS[code].message) if name}
    refused = UploadRefused(code, **dict.fromkeys(names, "Something."))
    assert 400 <= refused.status < 600
    assert refused.message.endswith(".")
    assert "kept" in refused.message or refused.status in (400, 411, 415)


def test_every_state_has_its_words() -> None:
    assert set(STATE_MESSAGES) == set(UploadState.values)
    for state in UploadState:
        assert message_for(Upload(state=state)) == STATE_MESSAGES[state]


@pytest.mark.parametrize(
    ("num_problems", "told"), [(1, "It has 1 problem in"), (2, "It has 2 problems in")]
)
def test_problems_are_told_once_they_are_known(num_problems: int, told: str) -> None:
    assert told in message_for(Upload(state="ready", num_problems=num_problems))


def test_a_fault_is_told_instead_of_the_state() -> None:
    upload = Upload(state="rejected", fault="empty")
    assert message_for(upload).startswith("The file is empty")
