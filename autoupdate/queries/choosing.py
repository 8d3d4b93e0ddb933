"""Which MIS a school without one may choose, and what each would bring; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import School
from accounts.permissions import Visitor, is_desk
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, ReportCode
from autoupdate.connectors.catalogue import REPORT_TEXTS, ReportText
from autoupdate.queries.offers import offered_to


class Way(StrEnum):
    """How a school comes to use an MIS."""

    CHOOSE = "choose"
    UNRECEIVED = "unreceived"  # nothing can be received from it yet
    HIDDEN = "hidden"  # the Service Desk makes it visible first
    DESK = "desk"  # the Service Desk puts the school on it


@dataclass(frozen=True, slots=True)
class Choice:
    """One MIS and the way to it for whoever looks; ``has`` and ``lacks`` are its reports."""

    connector: Connector
    way: Way
    has: tuple[ReportText, ...]
    lacks: tuple[ReportText, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    connector: Connector
    is_desk: bool
    is_offered: bool


#: The first way that applies; where none does, the MIS can be chosen.
_WAYS: tuple[tuple[Callable[[_Asked], bool], Way], ...] = (
    (lambda asked: not asked.connector.can_receive, Way.UNRECEIVED),
    (lambda asked: not asked.is_desk and not asked.connector.school_may_change_to, Way.DESK),
    (lambda asked: asked.connector.needs_offer and not asked.is_offered, Way.HIDDEN),
)


def choices_for(user: Visitor, *, school: School) -> list[Choice]:
    """Every MIS there is, in the order in which pages list them; one query."""
    offered, desk = offered_to(school), is_desk(user)
    return [
        choice_of(each, _way(_Asked(each, desk, each.code in offered))) for each in registry.all()
    ]


def choice_of(connector: Connector, way: Way) -> Choice:
    """What an MIS would bring."""
    return Choice(
        connector,
        way,
        has=tuple(REPORT_TEXTS[code] for code in ReportCode if connector.has_report(code)),
        lacks=tuple(REPORT_TEXTS[code] for code in ReportCode if not connector.has_report(code)),
    )


def _way(asked: _Asked) -> Way:
    return next((way for applies, way in _WAYS if applies(asked)), Way.CHOOSE)
