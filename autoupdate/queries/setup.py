"""How far a school has come with its set-up, as far as the portal can know; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from accounts.models import SchoolMis
from autoupdate.connectors.base import Connector
from autoupdate.models import (
    LicenceKey,
    ProcessingRun,
    ReportAcceptance,
    RunStatus,
    Upload,
    UploadState,
)

DONE, TO_DO, UNKNOWN = "done", "to_do", "unknown"


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What has been seen of a school under the MIS it uses."""

    accepts: bool
    key_was_used: bool
    num_uploads: int
    num_days: int
    was_processed: bool

    @property
    def is_over(self) -> bool:
        """Whether data came and a night has made something of it."""
        return self.accepts and self.num_uploads > 0 and self.was_processed


@dataclass(frozen=True, slots=True)
class StepView:
    """One step in words; ``state`` is DONE, TO_DO or UNKNOWN (the portal cannot see it)."""

    text: str
    state: str
    whose_turn: str


#: Step → how the portal knows that it is done. A step that is not here cannot be seen.
SEEN: Mapping[str, Callable[[SetupFacts], bool]] = MappingProxyType(
    {
        "accept": lambda facts: facts.accepts,
        "install": lambda facts: facts.key_was_used,
        "test": lambda facts: facts.num_uploads > 0,
        "see_upload": lambda facts: facts.num_uploads > 0,
        "schedule": lambda facts: facts.num_days > 1,
        "results": lambda facts: facts.was_processed,
    }
)


def setup_facts(school_mis: SchoolMis) -> SetupFacts:
    """What is known of the school's set-up; four queries."""
    uploads = Upload.objects.filter(school_mis=school_mis)
    counts = uploads.aggregate(
        num=Count("pk", filter=~Q(state=UploadState.REJECTED)),
        num_days=Count(TruncDate("received_at"), distinct=True),
    )
    return SetupFacts(
        accepts=ReportAcceptance.objects.filter(
            school_mis=school_mis, withdrawn_at__isnull=True
        ).exists(),
        key_was_used=LicenceKey.objects.filter(
            school=school_mis.school_id, last_used_at__gte=school_mis.started_at
        ).exists(),
        num_uploads=counts["num"],
        num_days=counts["num_days"],
        was_processed=ProcessingRun.objects.filter(
            school_mis=school_mis, status=RunStatus.DONE
        ).exists(),
    )


def steps_of(connector: Connector, facts: SetupFacts) -> Sequence[StepView]:
    """The connector's steps in order, each with its state."""
    return [
        StepView(text=each.text, state=_state(each.code, facts), whose_turn=each.whose_turn)
        for each in connector.setup_steps
    ]


def _state(code: str, facts: SetupFacts) -> str:
    if code not in SEEN:
        return UNKNOWN
    return DONE if SEEN[code](facts) else TO_DO
