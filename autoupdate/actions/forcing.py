"""Forcing a chosen set of schools at once, each with a run of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import PortalUser, School
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun

#: More at once is a night: it is for a person to wait for.
MOST = 100


@dataclass(frozen=True, slots=True)
class Forced:
    """What came of it: the runs that were queued, and the schools where nothing was started."""

    runs: tuple[ProcessingRun, ...]
    under_way: tuple[School, ...]
    not_set_up: tuple[School, ...]


@transaction.atomic
def force_all(schools: Iterable[School], *, by: PortalUser, reason: str) -> Forced:
    """Queue each of the schools before everybody else, for one reason.

    A school that is being processed, or that has nothing to process, is passed over. Raises
    PermissionDenied where one of them may not be forced, and then queues none.
    """
    runs: list[ProcessingRun] = []
    under_way: list[School] = []
    not_set_up: list[School] = []
    for school in schools:
        try:
            runs.append(nights.force(school, by=by, reason=reason))
        except nights.AlreadyUnderWayError:
            under_way.append(school)
        except nights.NothingToProcessError:
            not_set_up.append(school)
    return Forced(tuple(runs), tuple(under_way), tuple(not_set_up))
