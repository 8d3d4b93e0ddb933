"""Is there anything newer than what the last run of a school read? It changes nothing.

Asked by the matching pages and decisions, by the name that the settings give them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from accounts.models import AccountKind, SchoolMis
from autoupdate.models import ProcessingRun, Upload, UploadState
from autoupdate.models.runs import LIVE_RUN
from matching.newer_data import NewerData

#: Kind → the reports that bring its people.
_REPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    AccountKind.STAFF: ("staff", "staff_future"),
    AccountKind.STUDENT: ("students", "students_future"),
}
#: An upload that is still being checked may turn out to be good.
_WAITING: Final = (UploadState.RECEIVED, UploadState.READY)


def newer_data_of(school_mis: SchoolMis, kind: str) -> NewerData:
    """A run that waits or works counts first, then an export that no run has read."""
    if ProcessingRun.objects.filter(LIVE_RUN, school_mis=school_mis).exists():
        return NewerData.RUN
    waiting = Upload.objects.filter(
        school_mis=school_mis, report__in=_REPORTS[kind], state__in=_WAITING
    )
    return NewerData.UPLOAD if waiting.exists() else NewerData.NONE
