"""What may be fetched now, why not, and what came of it: for the button and the pages of pulls.

It changes nothing. The action and the button read the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.dates import uk_time
from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, can, is_desk
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.models import (
    Hold,
    HoldState,
    MisConnection,
    ProcessingRun,
    Pull,
    RunCause,
)
from autoupdate.models.pulls import LIVE_PULL
from autoupdate.models.runs import LIVE_RUN
from autoupdate.queries.nights import next_night
from autoupdate.queries.readiness import allowed_of, is_connected, is_fetched
from autoupdate.queries.reports import ReportView

#: Who may press Force run, for those who may not.
WHO_MAY_FORCE = "the school’s Nominated Contacts, Headteacher or Head Proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceRun:
    """The button Force run, for one person at one moment.

    ``is_offered``: the MIS has a Force run at all (for this person). ``may``: it can be pressed
    now. ``why``: a sentence that says why not, "" where it can be. ``until``: when it can be again,
    where a clock decides that. ``pull``: what is being fetched now. ``last``: the last pull that is
    over. ``consequence``: what becomes of the data, in a sentence.
    """

    is_offered: bool
    may: bool
    why: str = ""
    until: datetime | None = None
    pull: Pull | None = None
    last: Pull | None = None
    consequence: str = ""


def force_run_of(
    school_mis: SchoolMis,
    by: PortalUser,
    now: datetime,
    *,
    reports: Sequence[ReportView] | None = None,
    connection: MisConnection | None = None,
) -> ForceRun:
    """Whether ``by`` may have the school's MIS fetched now, and why not.

    ``reports`` and ``connection`` where they have been read already.
    """
    connector = registry.get(school_mis.product)
    if not (is_fetched(connector) and (connector.has_force_run or is_desk(by))):
        why = f"{connector.label} has no Force run. {_comes(connector)}"
        return ForceRun(is_offered=False, may=False, why=why, until=no_force_until(now))
    # A pull begins only when none is live, so the live one is the newest.
    newest = list(pulls_of(school_mis.school)[:2])
    live = next((each for each in newest if each.is_live), None)
    asked = _Asked(school_mis, connector, by, now, live, reports, connection)
    why = next(filter(None, (each(asked) for each in _REASONS)), "")
    return ForceRun(
        is_offered=True,
        may=not why,
        why=why,
        until=no_force_until(now),
        pull=live,
        last=next((each for each in newest if not each.is_live), None),
        consequence=_consequence(school_mis, now),
    )


def no_force_until(now: datetime) -> datetime | None:
    """The end of the morning window in which no Force run is offered; None outside it.

    A window that begins in the evening goes past midnight.
    """
    local = timezone.localtime(now)
    begins, ends = settings.NO_FORCE_FROM, settings.NO_FORCE_UNTIL
    clock = local.time()
    passes_midnight = begins > ends
    is_in = (clock >= begins or clock < ends) if passes_midnight else begins <= clock < ends
    if not is_in:
        return None
    until = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return until if until > local else until + timedelta(days=1)


def live_pull_of(school: School) -> Pull | None:
    """The pull that waits or is under way; there is one at most."""
    return Pull.objects.filter(LIVE_PULL, school=school).first()


def pulls_of(school: School) -> QuerySet[Pull]:
    """The school's pulls, newest first."""
    return Pull.objects.filter(school=school).select_related("school_mis", "requested_by", "run")


def why_not_processed_now(school_mis: SchoolMis, now: datetime) -> str:
    """Why what a Force run fetched is not processed at once, in a sentence; "" where it is."""
    school, night = school_mis.school, next_night(now)
    live = ProcessingRun.objects.filter(LIVE_RUN)
    in_authority = live.filter(cause=RunCause.NIGHT, local_authority=OuterRef("local_authority_id"))
    found = School.objects.filter(pk=school.pk).values_list(
        Exists(Hold.objects.filter(school_mis__school=OuterRef("pk"), state=HoldState.OPEN)),
        Exists(live.filter(school=OuterRef("pk"))),
        Exists(in_authority),
    )
    is_held, is_processed, is_night = found.get()
    if is_held:
        return (
            "Removals of this school wait for a person to look at them, so what is fetched is "
            f"processed {night}."
        )
    if is_processed:
        return (
            "The school is being processed already; what comes too late for that is processed "
            f"{night}."
        )
    if is_night:
        return (
            "The night is under way for the schools of your local authority, so what is fetched "
            f"is processed {night}."
        )
    return ""


def _consequence(school_mis: SchoolMis, now: datetime) -> str:
    why = why_not_processed_now(school_mis, now)
    return why or "What is fetched is checked and then processed at once."


@dataclass(frozen=True, slots=True)
class _Asked:
    school_mis: SchoolMis
    connector: Connector
    by: PortalUser
    now: datetime
    live: Pull | None
    reports: Sequence[ReportView] | None
    connection: MisConnection | None


def _comes(connector: Connector) -> str:
    return f"Its data come by themselves: {connector.cadence[:1].lower()}{connector.cadence[1:]}."


def _may_not(asked: _Asked) -> str:
    if can(asked.by, Permission.FORCE_RUN, asked.school_mis.school):
        return ""
    return f"Force run is for {WHO_MAY_FORCE}."


def _ended(asked: _Asked) -> str:
    if asked.school_mis.ended_at is None:
        return ""
    return f"The school no longer uses {asked.connector.label}."


def _accepts_nothing(asked: _Asked) -> str:
    if allowed_of(asked.school_mis, reports=asked.reports):
        return ""
    return "No report is accepted yet, so nothing may be fetched. Accept a report first."


def _not_connected(asked: _Asked) -> str:
    connection = (
        asked.connection or MisConnection.objects.filter(school_mis=asked.school_mis).first()
    )
    if is_connected(asked.connector, connection):
        return ""
    return (
        f"{asked.connector.label} is not connected yet. The steps of the set-up say what is "
        "missing."
    )


def _is_under_way(asked: _Asked) -> str:
    live = asked.live
    if live is None:
        return ""
    if live.not_before is not None and live.not_before > asked.now:
        return (
            f"{asked.connector.label} could not be read; it is tried again by itself after "
            f"{uk_time(live.not_before)}."
        )
    return f"{asked.connector.label} is being fetched already."


def _is_morning(asked: _Asked) -> str:
    until = no_force_until(asked.now)
    if until is None:
        return ""
    return (
        f"Force run is not available first thing in the morning. It is again from {uk_time(until)}."
    )


#: The first that has something to say is the reason.
_REASONS: tuple[Callable[[_Asked], str], ...] = (
    _may_not,
    _ended,
    _accepts_nothing,
    _not_connected,
    _is_under_way,
    _is_morning,
)
