"""One pull in words: its steps, how far it is, how long it may still take, what came of it.

It changes nothing, and knows no page's looks beyond words and tones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.connectors.trouble import desk_text, school_text
from autoupdate.models import (
    FailureKind,
    ProcessingRun,
    Pull,
    PullCause,
    PullStatus,
    RunStatus,
    Upload,
    UploadState,
)
from autoupdate.pull_parts import Part, PartState, parts_from
from autoupdate.queries.estimate import seconds_left, share_done
from autoupdate.queries.runs import FAILURES

#: What became of an unwanted part, in the school's words: a key of the door's refusals → sentence.
LEFT_OUT = {
    "report_not_accepted": "The report is no longer accepted, so nothing of it was kept.",
    "report_not_available": "The report is not available to the school, so nothing was kept.",
    "no_mis": "The school uses another MIS by now, so nothing was kept.",
    "settings_changed": "The settings were changed again and again while it was read, so nothing "
    "of it was kept.",
}
_LEFT_OUT = "The settings were changed meanwhile, so nothing of it was kept."

#: State → its words and tone; a failed part is named by whose turn it is.
_STATES = {
    PartState.WAITING: ("Waiting", "neutral"),
    PartState.READING: ("Reading", "info"),
    PartState.DONE: ("Read", "good"),
    PartState.LEFT_OUT: ("Left out", "neutral"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PullFailure:
    """Why a pull failed: whose turn it is, the school's sentence and the desk's."""

    turn: str
    is_for_the_school: bool
    sentence: str
    desk_note: str


class PullWords:
    """One pull in words. ``before`` are the parts of the last one that was done."""

    def __init__(self, pull: Pull, *, now: datetime) -> None:
        self.pull = pull
        self.now = now
        self.connector = registry.get(pull.school_mis.product)
        self.parts = parts_from(pull.parts)
        last = (
            Pull.objects.filter(school_mis=pull.school_mis_id, status=PullStatus.DONE)
            .exclude(pk=pull.pk)
            .exclude(parts=[])
            .first()
        )
        self.before: Sequence[Part] = parts_from(last.parts) if last else ()

    @property
    def uploads(self) -> list[Upload]:
        """What the pull brought, in the order of its parts."""
        by_id = Upload.objects.select_related("school_mis", "processed_run").in_bulk(
            [each.upload for each in self.parts if each.upload]
        )
        found = {str(pk): upload for pk, upload in by_id.items()}
        return [found[each.upload] for each in self.parts if each.upload in found]

    @property
    def reading(self) -> Part | None:
        """The part that is being read."""
        return next((each for each in self.parts if each.state == PartState.READING), None)

    @property
    def has_more_to_read(self) -> bool:
        """Whether the fetching has only begun, or is between two parts."""
        return self.pull.is_live and not (self.parts and all(each.is_over for each in self.parts))

    @property
    def failure(self) -> PullFailure | None:
        """Why it failed, or None."""
        if not self.pull.failure:
            return None
        code, details = self.pull.failure_code, self.pull.failure_detail
        label = self.connector.label
        return PullFailure(
            turn=FAILURES[self.pull.failure].turn,
            is_for_the_school=self.pull.failure == FailureKind.MISCONFIGURED,
            sentence=school_text(code, mis=label, details=details),
            desk_note=desk_text(code, mis=label, details=details),
        )

    def steps(self) -> list[dict[str, Any]]:
        """A task for each part. What several met alike is said once."""
        said = [(self.pull.failure_code, self.pull.failure_detail)]
        steps = []
        for part in self.parts:
            met = (part.trouble, part.detail)
            is_said = bool(part.trouble) and met in said
            steps.append(self._step(part, hint="" if is_said else self._hint(part)))
            said.append(met)
        return steps

    def label_of(self, part: Part) -> str:
        """The part's name."""
        return self.connector.sub_report(part.sub_report).label

    def percent(self) -> int | None:
        """How much is read, 0 to 100; None where it is not known how much there is."""
        share = share_done(self.parts, before=self.before)
        return None if share is None else round(100 * share)

    def minutes_left(self) -> int | None:
        """The minutes that reading may still take, at least 1; None: nothing lets one say."""
        seconds = seconds_left(self.parts, before=self.before, now=self.now)
        return None if seconds is None else max(1, round(seconds / 60))

    def _step(self, part: Part, *, hint: str) -> dict[str, Any]:
        words, tone = self._state(part)
        return {
            "title": self.label_of(part),
            "status": words,
            "tone": tone,
            "hint": hint,
        }

    def _state(self, part: Part) -> tuple[str, str]:
        if part.kind is None:
            words, tone = _STATES[PartState(part.state)]
            return words, "warn" if part.refused else tone
        if part.may_pass and self.pull.is_live:
            return "Tried again", "wait"
        return FAILURES[part.kind.value].turn, "bad"

    def _hint(self, part: Part) -> str:
        if part.trouble:
            return school_text(part.trouble, mis=self.connector.label, details=part.detail)
        if part.state == PartState.LEFT_OUT:
            return LEFT_OUT.get(part.refusal, _LEFT_OUT)
        if part.state == PartState.WAITING:
            return ""
        if part.state == PartState.DONE and not part.upload:
            return f"There are none in {self.connector.label}, so there is nothing to upload."
        told = how_far(part, self.connector)
        if part.refused:
            told += f". {self.connector.label} does not let us read: {', '.join(part.refused)}"
        return told


def how_far(part: Part, connector: Connector) -> str:
    """For example ``300 of 912 people, 3 pages``."""
    is_person = connector.sub_report(part.sub_report).record_type.is_person
    of_all = f" of {part.num_expected:,}" if part.num_expected else ""
    what = "people" if is_person else "entries"
    pages = "1 page" if part.num_pages == 1 else f"{part.num_pages:,} pages"
    return f"{part.num_people:,}{of_all} {what}, {pages}"


def is_moving(pull: Pull, uploads: Sequence[Upload]) -> bool:
    """Whether a page that watches has something to wait for."""
    run = pull.run
    is_checking = any(each.state == UploadState.RECEIVED for each in uploads)
    return pull.is_live or is_checking or (run is not None and run.is_live)


def processed_in(pull: Pull, uploads: Sequence[Upload]) -> ProcessingRun | None:
    """The finished run that took in what the pull brought: its own, or the night's."""
    if pull.run is not None and pull.run.status == RunStatus.DONE:
        return pull.run
    runs = [each.processed_run for each in uploads if each.processed_run is not None]
    return max(runs, key=lambda run: run.pk) if runs else None


def why(pull: Pull) -> str:
    """Why the MIS was fetched, in a few words."""
    if pull.cause == PullCause.EVENING:
        return "Every evening"
    return f"Force run by {pull.requested_by}"


def summary(pull: Pull) -> str:
    """What a pull came to, in a sentence for a list."""
    connector, parts = registry.get(pull.school_mis.product), parts_from(pull.parts)
    if pull.failure:
        return school_text(pull.failure_code, mis=connector.label, details=pull.failure_detail)
    read = [
        f"{connector.sub_report(each.sub_report).label} {each.num_rows:,}"
        for each in parts
        if each.state == PartState.DONE
    ]
    if read:
        return "; ".join(read)
    return "–" if pull.is_live else "Nothing was to be fetched"
