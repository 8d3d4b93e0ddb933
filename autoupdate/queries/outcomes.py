"""What runs decided about people, in words: a tone for each reason code, and what changed.

It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from accounts.dates import uk_date
from accounts.words import year_words
from autoupdate.connectors.catalogue import FIELD_LABELS
from autoupdate.models import Outcome
from autoupdate.processing.reasons import Code
from matching.likelihood import lead
from matching.models import CandidateScope

#: Reason code → the tone of its tag.
TONES: Final[Mapping[Code, str]] = {
    Code.UNCHANGED: "neutral",
    Code.UPDATED: "info",
    Code.MIS_RECORD_UPDATED: "neutral",
    Code.ASSOCIATION_RESTORED: "good",
    Code.LET_GO_BY_STAFF: "neutral",
    Code.CREATED: "good",
    Code.LINKED_BY_UPN: "good",
    Code.LINKED_BY_NAMES: "good",
    Code.LINKED_BY_LIKENESS: "good",
    Code.RETURNED: "good",
    Code.MIS_ID_REPLACED: "neutral",
    Code.REQUIRES_MATCHING: "warn",
    Code.NO_DATE_OF_BIRTH: "bad",
    Code.NO_NAME: "bad",
    Code.RECORD_UNUSABLE: "bad",
    Code.RECORD_AMBIGUOUS: "bad",
    Code.NOT_STARTED: "wait",
    Code.NAME_EXCLUDED: "neutral",
    Code.LEFT_NOT_IN_EXPORT: "warn",
    Code.LEFT_LEAVING_DATE: "warn",
    Code.LEAVING_DATE_PASSED: "neutral",
    Code.GONE_WITHOUT_ACCOUNT: "neutral",
    Code.IDENTITY_CHANGED: "bad",
    Code.REMOVAL_HELD: "wait",
    Code.KEPT_FOR_CHANGE: "wait",
}


def changes_of(outcome: Outcome) -> list[str]:
    """What changed, a phrase a field: ``Legal surname: Smith → Jones``; and, of somebody who was
    linked though written differently, what differed and why that was no matter.

    Of a UPN only that it changed is kept.
    """
    changes: Mapping[str, Any] = outcome.detail.get("changes", {})
    told = [_phrase(field, before, after) for field, (before, after) in changes.items()]
    told += [_kept(field) for field in outcome.detail.get("kept", [])]
    told += _alike(outcome) if outcome.code == Code.LINKED_BY_LIKENESS else []
    return told + (_found(outcome) if outcome.code in _FOUND else [])


def _found(outcome: Outcome) -> list[str]:
    """Where the best account was, and how far it led: ``Found at this school; …``."""
    scope = outcome.detail.get("scope")
    if scope is None:  # an outcome of before this was kept
        return []
    where = CandidateScope(scope).label
    return [f"Found {where[0].lower()}{where[1:]}; {lead(outcome.detail['margin'])}"]


def _alike(outcome: Outcome) -> list[str]:
    """What was not the same, a phrase a field: ``Forename: Rob is short for Robert``."""
    return [
        f"{reason['field'].replace('_', ' ').capitalize()}: {reason.get('why') or 'different'}"
        for reason in outcome.detail.get("reasons", [])
        if reason["agreement"] in ("close", "differs")
    ]


def _kept(field: str) -> str:
    return f"{FIELD_LABELS[field]}: changed in the MIS, kept as it was corrected by hand"


def _phrase(field: str, before: str, after: str) -> str:
    label = FIELD_LABELS.get(field, field.replace("_", " ").capitalize())
    if not (before or after):
        return f"{label} changed"
    return f"{label}: {_value(field, before)} → {_value(field, after)}"


def _value(field: str, text: str) -> str:
    if not text:
        return "nothing"
    if field == "year_group":
        return year_words(text)
    try:
        return uk_date(date.fromisoformat(text)) if field in _DATES else text
    except ValueError:
        return text


_FOUND = frozenset(
    {
        Code.LINKED_BY_UPN,
        Code.LINKED_BY_NAMES,
        Code.LINKED_BY_LIKENESS,
        Code.REQUIRES_MATCHING,
    }
)
_DATES = frozenset({"date_of_birth", "starts_on", "leaves_on"})
