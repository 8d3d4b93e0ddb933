"""Which state may follow which: uploads, runs, pulls, holds, changes of MIS, cases.

It must not know what moves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices

from autoupdate.models import (
    CaseState,
    ChangeState,
    HoldState,
    PullStatus,
    RunStatus,
    UploadState,
)


class TransitionError(Exception):
    """A change of state that the tables below do not have: a mistake in the code that asked."""


def _table(*rows: tuple[TextChoices, set[TextChoices]]) -> Mapping[TextChoices, frozenset[object]]:
    return MappingProxyType({before: frozenset(after) for before, after in rows})


#: A rejected upload is received again only when its stored copy was lost, or its report withdrawn
#: and accepted again: the same bytes of the same extract then come back as the same upload.
UPLOAD = _table(
    (UploadState.RECEIVED, {UploadState.READY, UploadState.REJECTED, UploadState.SUPERSEDED}),
    (UploadState.READY, {UploadState.PROCESSED, UploadState.REJECTED, UploadState.SUPERSEDED}),
    (UploadState.REJECTED, {UploadState.RECEIVED}),
    (UploadState.SUPERSEDED, set()),
    (UploadState.PROCESSED, set()),
)

#: A running run goes back to the queue when its worker died.
RUN = _table(
    (RunStatus.QUEUED, {RunStatus.RUNNING}),
    (RunStatus.RUNNING, {RunStatus.DONE, RunStatus.FAILED, RunStatus.QUEUED}),
    (RunStatus.DONE, set()),
    (RunStatus.FAILED, set()),
)

#: A running pull goes back to the queue when its worker died, or when it is tried again later.
PULL = _table(
    (PullStatus.QUEUED, {PullStatus.RUNNING}),
    (PullStatus.RUNNING, {PullStatus.DONE, PullStatus.FAILED, PullStatus.QUEUED}),
    (PullStatus.DONE, set()),
    (PullStatus.FAILED, set()),
)

HOLD = _table(
    (HoldState.OPEN, {HoldState.RELEASED, HoldState.REPLACED}),
    (HoldState.RELEASED, set()),
    (HoldState.REPLACED, set()),
)

#: Confirmed or taken back once, for good.
CHANGE = _table(
    (ChangeState.WAITING, {ChangeState.CONFIRMED, ChangeState.TAKEN_BACK}),
    (ChangeState.CONFIRMED, set()),
    (ChangeState.TAKEN_BACK, set()),
)

#: Resolving ends anybody's turn; a resolved case is reopened by the school, for the desk.
CASE = _table(
    (CaseState.WITH_DESK, {CaseState.WITH_SCHOOL, CaseState.RESOLVED}),
    (CaseState.WITH_SCHOOL, {CaseState.WITH_DESK, CaseState.RESOLVED}),
    (CaseState.RESOLVED, {CaseState.WITH_DESK}),
)

TABLES: Mapping[type[TextChoices], Mapping[TextChoices, frozenset[object]]] = MappingProxyType(
    {
        UploadState: UPLOAD,
        RunStatus: RUN,
        PullStatus: PULL,
        HoldState: HOLD,
        ChangeState: CHANGE,
        CaseState: CASE,
    }
)


def can_follow(before: str, after: TextChoices) -> bool:
    """Whether ``after`` may come next. ``before`` is the state as a row holds it."""
    kind = type(after)
    return before in kind.values and after in TABLES[kind][kind(before)]


def check_transition(before: str, after: TextChoices) -> None:
    """Raise TransitionError unless ``after`` may come after ``before``."""
    if not can_follow(before, after):
        raise TransitionError(f"{before!r} is never followed by {after!r}.")


def before(after: TextChoices) -> list[str]:
    """The states that ``after`` may follow: what a conditional update asks for."""
    return [str(state) for state, nexts in TABLES[type(after)].items() if after in nexts]
