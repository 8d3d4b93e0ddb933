"""Which runs a school has: the live one, the last ones, the ones that hold removals.

It changes nothing.
"""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import School
from autoupdate.models import Hold, HoldState, ProcessingRun
from autoupdate.models.runs import LIVE_RUN


def live_run_of(school: School) -> ProcessingRun | None:
    """The run of the school that is waiting or under way; there is one at most."""
    return ProcessingRun.objects.filter(LIVE_RUN, school=school).first()


def runs_of(school: School) -> QuerySet[ProcessingRun]:
    """The school's runs, newest first."""
    return ProcessingRun.objects.filter(school=school).select_related("night", "requested_by")


def open_holds_of(school: School) -> QuerySet[Hold]:
    """The removals that wait for a person, kind by kind."""
    holds = Hold.objects.filter(school_mis__school=school, state=HoldState.OPEN)
    return holds.select_related("run")
