"""The steps of a set-up as their list shows them to one reader: whose turn, and where it is done.

It works nothing out itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, is_desk, permitted
from accounts.views.pages import SchoolPage
from autoupdate.connectors.base import HEAD_PROXY, Connector, Days, Delivery
from autoupdate.queries.cases import CASES_TO_CONNECT, kind_for
from autoupdate.queries.nights import next_night
from autoupdate.queries.setup import Link, StepView, Turn

_P = Permission
#: Steps that must come before an MIS is in use, as long as they are somebody's turn.
BEFORE_USE = frozenset({Turn.DONE, Turn.SCHOOL, Turn.DESK, Turn.VENDOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads the list, and at which school."""

    school_id: int
    may: Collection[Permission]
    is_desk: bool
    can_accept: bool

    @classmethod
    def of(cls, page: SchoolPage, *, can_accept: bool | None = None) -> Reader:
        """Whoever is at the page. ``can_accept`` where the MIS narrows who accepts reports."""
        may = permitted(page.by, page.school)
        return cls(
            school_id=page.school.pk,
            may=may,
            is_desk=is_desk(page.by),
            can_accept=_P.CHOOSE_MIS in may if can_accept is None else can_accept,
        )


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a link leads, what it says, and who is shown it."""

    words: str
    name: str
    permission: Permission
    more: str = ""


_WAYS: Mapping[Link, _Way] = MappingProxyType(
    {
        Link.CHOOSE: _Way("Choose the MIS", "autoupdate:choose_mis", _P.CHOOSE_MIS),
        Link.ACCEPT: _Way("Accept reports", "autoupdate:settings", _P.ACCEPT_REPORTS, "#reports"),
        Link.AUTHORISE: _Way("Authorise", "autoupdate:authorise", _P.CONNECT_MIS),
        Link.CASE: _Way("Raise a case", "autoupdate:case_new", _P.RAISE_CASES),
        Link.CREDENTIALS: _Way("Enter the details", "autoupdate:credentials", _P.CONNECT_MIS),
        Link.KEYS: _Way(
            "Go to the keys", "autoupdate:settings", _P.SEE_LICENCE_KEY, "#licence-key"
        ),
        Link.TEST: _Way("Test the connection", "autoupdate:test_connection", _P.CONNECT_MIS),
        Link.RUN: _Way("Force run", "autoupdate:force_run", _P.FORCE_RUN),
        Link.UPLOADS: _Way("Upload History", "autoupdate:uploads", _P.SEE_UPLOADS),
        Link.RESULTS: _Way("Whole School Bulk Results", "autoupdate:results", _P.SEE_RESULTS),
        Link.REVIEW: _Way("Review them", "autoupdate:non_mis", _P.SEE_ACCOUNTS),
    }
)

_SENDING: Mapping[tuple[Delivery, Days], str] = MappingProxyType(
    {
        (Delivery.PULL, Days.EVERY_DAY): "this evening, when {mis} is fetched by itself",
        (Delivery.PULL, Days.WEEKDAYS): "the next weekday evening, when {mis} is fetched by itself",
        (Delivery.PUSH, Days.EVERY_DAY): "{mis}, which sends by itself",
    }
)


def _when_it_comes(connector: Connector) -> str:
    days = connector.pulled_on if connector.delivery is Delivery.PULL else Days.EVERY_DAY
    return _SENDING[connector.delivery, days].format(mis=connector.label)


def leaders_of(connector: Connector) -> str:
    """Who may accept the reports of an MIS, in words."""
    both = HEAD_PROXY in connector.accepting_roles
    return "the Headteacher or Head Proxy" if both else "the Headteacher"


#: Turn → whom or what it waits for, where it is not the reader's own.
_WAITS: Mapping[Turn, Callable[[Connector], str]] = MappingProxyType(
    {
        Turn.SCHOOL: lambda _: "the school",
        Turn.LEADERS: leaders_of,
        Turn.DESK: lambda _: "the Service Desk",
        Turn.VENDOR: lambda connector: connector.label,
        Turn.SENDING: _when_it_comes,
        Turn.FETCHING: lambda _: "the fetching that is under way",
        Turn.NIGHT: lambda _: f"the processing, {next_night(timezone.now())}",
        Turn.EARLIER: lambda _: "the steps above",
    }
)
_DONE, _YOURS = ("Done", "good"), ("Your turn", "info")
_FREE, _WAITING, _LATER = (
    ("When you are ready", "neutral"),
    ("Waiting", "wait"),
    ("Later", "neutral"),
)


def step_rows(
    steps: Iterable[StepView], *, connector: Connector, reader: Reader
) -> list[dict[str, Any]]:
    """The rows of the task list."""
    return [_row(each, connector, reader) for each in steps]


def _row(step: StepView, connector: Connector, reader: Reader) -> dict[str, Any]:
    (status, tone), is_open = _status(step.turn, reader)
    waits = "" if is_open or step.turn is Turn.DONE else _WAITS[step.turn](connector)
    words, url = _way(step, connector, reader)
    return {
        "title": step.text,
        "hint": step.hint,
        "status": status,
        "tone": tone,
        "waiting_for": waits,
        "action_label": words,
        "action_url": url,
    }


def _status(turn: Turn, reader: Reader) -> tuple[tuple[str, str], bool]:
    """The words and tone of a step's state, and whether the reader may do it now."""
    if turn is Turn.DONE:
        return _DONE, False
    if turn is Turn.FREE:
        return _FREE, True
    mine = {
        Turn.SCHOOL: Permission.CONNECT_MIS in reader.may and not reader.is_desk,
        Turn.LEADERS: reader.can_accept,
        Turn.DESK: reader.is_desk,
    }
    if mine.get(turn):
        return _YOURS, True
    return (_LATER if turn is Turn.EARLIER else _WAITING), False


def _way(step: StepView, connector: Connector, reader: Reader) -> tuple[str, str]:
    """Words and address of where the step is done, where the reader may go there."""
    way = _WAYS.get(step.link)
    if way is None or step.turn in _NOWHERE or way.permission not in reader.may:
        return "", ""
    if step.link is Link.ACCEPT and not reader.can_accept:
        return "", ""
    more = _about(connector) if step.link is Link.CASE else way.more
    return way.words, reverse(way.name, args=[reader.school_id]) + more


def _about(connector: Connector) -> str:
    """The end of an address at which a case that asks for the MIS is raised."""
    kind = kind_for(connector.code, kinds=CASES_TO_CONNECT)
    return f"?kind={kind.code}" if kind else ""


#: Turns at which there is nothing to go to.
_NOWHERE = frozenset({Turn.DONE, Turn.EARLIER, Turn.FETCHING})
