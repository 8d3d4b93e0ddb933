"""The tables of states are total, closed, and end where they should."""

from __future__ import annotations

from itertools import product

import pytest
from django.db.models import TextChoices

from autoupdate.models import CaseState, ChangeState, HoldState, RunStatus, UploadState
from autoupdate.states import TABLES, TransitionError, before, can_follow, check_transition

ALLOWED = {
    (UploadState.RECEIVED, UploadState.READY),
    (UploadState.RECEIVED, UploadState.REJECTED),
    (UploadState.RECEIVED, UploadState.SUPERSEDED),
    (UploadState.READY, UploadState.PROCESSED),
    (UploadState.READY, UploadState.REJECTED),
    (UploadState.READY, UploadState.SUPERSEDED),
    (UploadState.REJECTED, UploadState.RECEIVED),
    (RunStatus.QUEUED, RunStatus.RUNNING),
    (RunStatus.RUNNING, RunStatus.DONE),
    (RunStatus.RUNNING, RunStatus.FAILED),
    (RunStatus.RUNNING, RunStatus.QUEUED),
    (HoldState.OPEN, HoldState.RELEASED),
    (HoldState.OPEN, HoldState.REPLACED),
    (ChangeState.WAITING, ChangeState.CONFIRMED),
    (ChangeState.WAITING, ChangeState.TAKEN_BACK),
    (CaseState.WITH_DESK, CaseState.WITH_SCHOOL),
    (CaseState.WITH_DESK, CaseState.RESOLVED),
    (CaseState.WITH_SCHOOL, CaseState.WITH_DESK),
    (CaseState.WITH_SCHOOL, CaseState.RESOLVED),
    (CaseState.RESOLVED, CaseState.WITH_DESK),
}
PAIRS = [pair for kind in TABLES for pair in product(kind, kind)]


@pytest.mark.parametrize("kind", TABLES)
def test_every_state_has_a_row(kind: type[TextChoices]) -> None:
    assert set(TABLES[kind]) == set(kind)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def test_exactly_the_allowed_may_follow(pair: tuple[TextChoices, TextChoices]) -> None:
    assert can_follow(*pair) is (pair in ALLOWED)
    if pair in ALLOWED:
        check_transition(*pair)
    else:
        with pytest.raises(TransitionError):
            check_transition(*pair)


def test_states_of_two_kinds_never_follow_each_other() -> None:
    with pytest.raises(TransitionError):
        check_transition(UploadState.RECEIVED, RunStatus.RUNNING)


def test_names_what_may_stand_before() -> None:
    assert before(UploadState.PROCESSED) == ["ready"]
    assert before(UploadState.SUPERSEDED) == ["received", "ready"]
    assert before(RunStatus.RUNNING) == ["queued"]
