"""Situation × kind → reaction, reason code and new standing: one table, no branches.

Pure: no database, no Celery.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autoupdate.processing.reasons import Code
from autoupdate.records import Kind


class Situation(StrEnum):
    """How a MIS person stands to USO when the night looks at them."""

    LINKED_UNCHANGED = "linked_unchanged"
    LINKED_CHANGED = "linked_changed"
    LINKED_RECORD_CHANGED = "linked_record_changed"
    LINKED_NOT_ASSOCIATED = "linked_not_associated"
    LINKED_LET_GO = "linked_let_go"
    LINKED_IDENTITY_CHANGED = "linked_identity_changed"
    LINKED_AMBIGUOUS = "linked_ambiguous"
    LINKED_LEAVING_DATE_PASSED = "linked_leaving_date_passed"
    LINKED_ABSENT = "linked_absent"
    LINKED_ABSENT_REPLACED = "linked_absent_replaced"
    RETURNING = "returning"
    CERTAIN_BY_UPN = "certain_by_upn"
    CERTAIN_BY_NAMES = "certain_by_names"
    CERTAIN_BY_LIKENESS = "certain_by_likeness"
    SIMILAR = "similar"
    NEW = "new"
    WITHOUT_DATE_OF_BIRTH = "without_date_of_birth"
    WITHOUT_NAME = "without_name"
    UNUSABLE = "unusable"
    NOT_STARTED = "not_started"
    EXCLUDED = "excluded"
    UNLINKED_LEAVING_DATE_PASSED = "unlinked_leaving_date_passed"
    UNLINKED_ABSENT = "unlinked_absent"


class Reaction(StrEnum):
    """What is done about a situation."""

    LEAVE = "leave"  # nothing at all
    NOTE = "note"  # keep the MIS record and the standing, touch no account
    FREEZE = "freeze"  # not even the MIS record: somebody looks first
    UPDATE = "update"
    REASSOCIATE = "reassociate"
    LINK = "link"
    CREATE = "create"
    ASK = "ask"
    REMOVE = "remove"
    END_LINK = "end_link"
    HOLD = "hold"  # a removal that the brake kept back


@dataclass(frozen=True, slots=True)
class Response:
    """What follows from a situation. ``standing`` is a value of ``matching.Standing``."""

    reaction: Reaction
    code: Code
    standing: str


_BOTH: Mapping[Situation, Response] = {
    Situation.LINKED_UNCHANGED: Response(Reaction.LEAVE, Code.UNCHANGED, "linked"),
    Situation.LINKED_CHANGED: Response(Reaction.UPDATE, Code.UPDATED, "linked"),
    Situation.LINKED_RECORD_CHANGED: Response(Reaction.NOTE, Code.MIS_RECORD_UPDATED, "linked"),
    Situation.LINKED_NOT_ASSOCIATED: Response(
        Reaction.REASSOCIATE, Code.ASSOCIATION_RESTORED, "linked"
    ),
    Situation.LINKED_LET_GO: Response(Reaction.NOTE, Code.LET_GO_BY_STAFF, "linked"),
    Situation.LINKED_IDENTITY_CHANGED: Response(Reaction.FREEZE, Code.IDENTITY_CHANGED, "linked"),
    Situation.LINKED_AMBIGUOUS: Response(Reaction.FREEZE, Code.RECORD_AMBIGUOUS, "linked"),
    Situation.LINKED_LEAVING_DATE_PASSED: Response(Reaction.REMOVE, Code.LEFT_LEAVING_DATE, "left"),
    Situation.LINKED_ABSENT: Response(Reaction.REMOVE, Code.LEFT_NOT_IN_EXPORT, "left"),
    Situation.LINKED_ABSENT_REPLACED: Response(Reaction.END_LINK, Code.MIS_ID_REPLACED, "left"),
    Situation.RETURNING: Response(Reaction.LINK, Code.RETURNED, "linked"),
    Situation.CERTAIN_BY_UPN: Response(Reaction.LINK, Code.LINKED_BY_UPN, "linked"),
    Situation.CERTAIN_BY_NAMES: Response(Reaction.LINK, Code.LINKED_BY_NAMES, "linked"),
    Situation.CERTAIN_BY_LIKENESS: Response(Reaction.LINK, Code.LINKED_BY_LIKENESS, "linked"),
    Situation.SIMILAR: Response(Reaction.ASK, Code.REQUIRES_MATCHING, "requires_matching"),
    Situation.NEW: Response(Reaction.CREATE, Code.CREATED, "linked"),
    Situation.WITHOUT_DATE_OF_BIRTH: Response(Reaction.NOTE, Code.NO_DATE_OF_BIRTH, "incomplete"),
    Situation.WITHOUT_NAME: Response(Reaction.NOTE, Code.NO_NAME, "incomplete"),
    Situation.UNUSABLE: Response(Reaction.NOTE, Code.RECORD_UNUSABLE, "incomplete"),
    Situation.NOT_STARTED: Response(Reaction.NOTE, Code.NOT_STARTED, "not_started"),
    Situation.EXCLUDED: Response(Reaction.NOTE, Code.NAME_EXCLUDED, "excluded"),
    Situation.UNLINKED_LEAVING_DATE_PASSED: Response(
        Reaction.NOTE, Code.LEAVING_DATE_PASSED, "left"
    ),
    Situation.UNLINKED_ABSENT: Response(Reaction.NOTE, Code.GONE_WITHOUT_ACCOUNT, "left"),
}

#: The table. Both kinds answer alike today; a rule for one kind is one changed row.
RESPONSES: Mapping[tuple[Situation, Kind], Response] = {
    (situation, kind): response for situation, response in _BOTH.items() for kind in Kind
}

#: The answer of the brake to a removal it keeps back.
HELD = Response(Reaction.HOLD, Code.REMOVAL_HELD, "linked")

#: The answer to every removal while a change of MIS waits for a person to look.
KEPT = Response(Reaction.HOLD, Code.KEPT_FOR_CHANGE, "linked")


def react(situation: Situation, kind: Kind) -> Response:
    """The response to ``situation`` for a person of ``kind``; the table is total."""
    return RESPONSES[situation, kind]
