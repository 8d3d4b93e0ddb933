"""Which MIS somebody may change a school to, and why not the others; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from accounts.models import School, SchoolMis
from accounts.permissions import Visitor, is_desk, roles_at
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.queries.offers import offered_to


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a choice depends on."""

    connector: Connector
    in_use: SchoolMis
    is_desk: bool
    is_offered: bool
    may_accept: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One MIS; ``why_not`` is "" where it may be chosen, else a sentence."""

    connector: Connector
    why_not: str


#: When an MIS cannot be chosen → why, in a sentence; the first that applies is told.
_HINDRANCES: tuple[tuple[Callable[[_Asked], bool], str], ...] = (
    (lambda asked: asked.connector.code == asked.in_use.product, "{mis} is in use now."),
    (
        lambda asked: not asked.connector.can_receive,
        "Data of {mis} cannot be received yet.",
    ),
    (
        lambda asked: not asked.is_desk and not asked.connector.school_may_change_to,
        "The Service Desk changes a school to {mis}. Raise a case that asks for it.",
    ),
    (
        lambda asked: not asked.is_desk and asked.connector.needs_offer and not asked.is_offered,
        "The Service Desk makes {mis} visible to you first. Raise a case that asks for it.",
    ),
    (
        lambda asked: not asked.is_desk and not asked.may_accept,
        "Only the Headteacher may change the school to {mis}.",
    ),
)


def choices_for(user: Visitor, *, school: School, in_use: SchoolMis) -> list[Choice]:
    """Every MIS there is, in the order in which pages list them. One query."""
    offered = offered_to(school)
    return [Choice(each, _why_not(each, user, school, in_use, offered)) for each in registry.all()]


def choice_for(product: str, user: Visitor, *, school: School, in_use: SchoolMis) -> Choice:
    """The one MIS. KeyError where there is none of that code."""
    connector = registry.get(product)
    return Choice(connector, _why_not(connector, user, school, in_use, offered_to(school)))


def _why_not(
    connector: Connector,
    user: Visitor,
    school: School,
    in_use: SchoolMis,
    offered: Collection[str],
) -> str:
    asked = _Asked(
        connector=connector,
        in_use=in_use,
        is_desk=is_desk(user),
        is_offered=connector.code in offered,
        may_accept=bool(connector.accepting_roles & roles_at(user, school)),
    )
    for applies, sentence in _HINDRANCES:
        if applies(asked):
            return sentence.format(mis=connector.label)
    return ""
