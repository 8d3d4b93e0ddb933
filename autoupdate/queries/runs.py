"""Processing runs in words: what came of one, and why one failed. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from autoupdate.models import FailureKind, ProcessingRun
from autoupdate.processing.reasons import Code, Reason, reason_for

#: The codes of people whose association with the school a run ended.
LEFT = (Code.LEFT_NOT_IN_EXPORT, Code.LEFT_LEAVING_DATE)
KINDS: Mapping[str, str] = MappingProxyType({"staff": "Staff", "student": "Pupils"})


@dataclass(frozen=True, slots=True)
class FailureText:
    """A failure: whose turn it is, what that means for the school, and what the desk does."""

    turn: str
    sentence: str
    desk_note: str


FAILURES: Mapping[str, FailureText] = MappingProxyType(
    {
        FailureKind.TEMPORARY: FailureText(
            "We try again",
            "The portal was too busy to finish. Nothing was changed and the exports stay ready; "
            "the next night takes them up.",
            "The database did not answer in time, three times over. Look at its load, then force "
            "the school.",
        ),
        FailureKind.MISCONFIGURED: FailureText(
            "The school’s turn",
            "Something in the school’s settings stopped the run. Nothing was changed.",
            "Tell the school what the log names, and force the run when it is put right.",
        ),
        FailureKind.PERMANENT: FailureText(
            "The Service Desk’s turn",
            "The exports could not be processed. Nothing was changed; the Service Desk looks at "
            "it.",
            "Trying again will not help. Read the log, and ask the school for a new export.",
        ),
        FailureKind.INTERNAL: FailureText(
            "Our turn",
            "The portal met a fault of its own. Nothing was changed and the exports stay ready; "
            "nothing needs doing at the school.",
            "A fault of the portal: the server’s log has it under this run’s number. Pass it on.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many people of each kind a run did one thing to."""

    code: str
    label: str
    num_staff: int
    num_students: int

    def of(self, kind: str) -> int:
        """The number of one kind."""
        return self.num_staff if kind == "staff" else self.num_students


@dataclass(frozen=True, slots=True)
class LifeRow:
    """What a run did to the contacts, groups or attendance of one export."""

    subject: str
    num_added: int
    num_changed: int
    num_removed: int
    num_unknown: int


def reason_of(code: str, *, mis: str) -> Reason | None:
    """The reason behind a code, or None where it is not one that a night gives."""
    try:
        return reason_for(code, mis=mis)
    except ValueError:
        return None


def people_counts(run: ProcessingRun, *, mis: str) -> list[CountRow]:
    """What the run did to people: a row for each reason code that occurred."""
    staff, students = (run.counts.get(kind, {}) for kind in KINDS)
    return [
        CountRow(
            code=code.value,
            label=reason_for(code, mis=mis).label,
            num_staff=staff.get(code.value, 0),
            num_students=students.get(code.value, 0),
        )
        for code in Code
        if code.value in staff or code.value in students
    ]


def life_counts(run: ProcessingRun, *, labels: Mapping[str, str]) -> list[LifeRow]:
    """What the run did to contacts, groups and attendance; ``labels``: sub-report → its name."""
    return [
        LifeRow(
            subject=labels.get(code, code),
            num_added=counts.get("added", 0),
            num_changed=counts.get("changed", 0),
            num_removed=counts.get("removed", 0),
            num_unknown=counts.get("of_unknown_people", 0),
        )
        for code, counts in run.counts.items()
        if code not in KINDS
    ]


def num_left(run: ProcessingRun | None) -> int:
    """How many people the run ended the association of."""
    return num_with(run, *LEFT) if run else 0


def num_with(run: ProcessingRun, *codes: Code) -> int:
    """How many people, staff and pupils together, the run gave one of the codes."""
    return sum(run.counts.get(kind, {}).get(code.value, 0) for kind in KINDS for code in codes)


def took(run: ProcessingRun) -> timedelta | None:
    """How long the run worked, or None while it has not ended."""
    if run.claimed_at is None or run.finished_at is None:
        return None
    return run.finished_at - run.claimed_at


def failure_of(run: ProcessingRun) -> FailureText | None:
    """The failure in words, or None."""
    return FAILURES[run.failure] if run.failure else None


def tiles(run: ProcessingRun) -> list[dict[str, Any]]:
    """What a run came to, as a row of figures: created, linked, updated, left, waiting.

    ``codes`` are those behind a figure that have anybody.
    """
    return [
        {
            "value": num,
            "label": label,
            "tone": tone if num else "neutral",
            "codes": [each for each in codes if num_with(run, each)],
        }
        for label, tone, codes in _FIGURES
        for num in (num_with(run, *codes),)
    ]


_FIGURES: tuple[tuple[str, str, tuple[Code, ...]], ...] = (
    ("Accounts created", "good", (Code.CREATED,)),
    (
        "Linked or came back",
        "good",
        (Code.LINKED_BY_UPN, Code.LINKED_BY_NAMES, Code.LINKED_BY_LIKENESS, Code.RETURNED),
    ),
    ("Updated", "info", (Code.UPDATED, Code.ASSOCIATION_RESTORED)),
    ("Left", "neutral", LEFT),
    (
        "No account yet",
        "warn",
        (
            Code.REQUIRES_MATCHING,
            Code.NO_DATE_OF_BIRTH,
            Code.NO_NAME,
            Code.RECORD_UNUSABLE,
            Code.NOT_STARTED,
        ),
    ),
    ("No change", "neutral", (Code.UNCHANGED, Code.MIS_RECORD_UPDATED)),
)
