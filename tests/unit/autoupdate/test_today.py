"""What needs doing at a school, by its facts, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Role
from accounts.permissions import PERMISSIONS
from autoupdate.connectors import registry
from autoupdate.queries.today import RULES, WHO_MAY, needs_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = {
    "is_changing": False,
    "is_held": False,
    "num_held": 0,
    "needs_school": False,
    "needs_desk": False,
    "connection_trouble": None,
    "connection_trouble_detail": None,
    "is_rejected": False,
    "num_to_match": 0,
    "num_left": 0,
    "num_cases": 0,
    "num_asking": 0,
    "num_to_review": 0,
    "is_silent": False,
    "is_unused": False,
    "last_upload_at": NOW,
    "product": "sims",
}


def titles(role: Role = Role.HEAD, **facts: Any) -> list[str]:
    """What a school with these facts needs, for somebody of that role."""
    return [each.title for each in needs(role, **facts)]


def needs(role: Role = Role.HEAD, **facts: Any) -> list[Any]:
    school = SimpleNamespace(**{**QUIET, **facts})
    return needs_of(school, permissions=PERMISSIONS[role], now=NOW, mis="SIMS")


def test_nothing_is_needed_of_a_quiet_school() -> None:
    assert titles() == []


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"is_changing": True}, "A change of MIS waits to be looked at"),
        ({"is_held": True, "num_held": 1}, "1 removal waits for a person to look"),
        ({"is_held": True, "num_held": 1200}, "1,200 removals wait for a person to look"),
        ({"is_rejected": True}, "An upload was rejected"),
        ({"num_to_match": 1}, "1 person requires matching"),
        ({"num_to_match": 2}, "2 people require matching"),
        ({"num_cases": 1}, "1 case waits for the school’s answer"),
        ({"num_asking": 1}, "1 person asks for a role at the school"),
        ({"num_cases": 3}, "3 cases wait for the school’s answer"),
        ({"num_to_review": 1}, "1 non-MIS account to review"),
        ({"num_to_review": 12}, "12 non-MIS accounts to review"),
        ({"num_left": 1}, "1 person left with the last processing"),
        (
            {"is_silent": True, "last_upload_at": NOW - timedelta(days=12)},
            "Nothing has been uploaded for 12 days",
        ),
        ({"is_silent": True, "last_upload_at": None}, "Nothing has been uploaded yet"),
        ({"is_unused": True}, "No report is accepted yet"),
    ],
)
def test_each_need_has_its_sentence(facts: dict[str, Any], title: str) -> None:
    assert titles(**facts) == [title]


def test_nothing_can_be_accepted_of_an_mis_that_cannot_be_received(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known_only = replace(registry.get("arbor"), parser=None)
    monkeypatch.setitem(registry._BY_CODE, "arbor", known_only)
    assert titles(is_unused=True, product="arbor") == []
    assert titles(is_unused=True, product="") == []


def test_whose_turn_it_is_depends_on_the_reader() -> None:
    held = {"is_held": True, "num_held": 12}
    (head,) = needs(Role.HEAD, **held)
    (contact,) = needs(Role.NOMINATED_CONTACT, **held)
    assert (head.may_do, head.waiting_for) == (True, "")
    assert (contact.may_do, contact.waiting_for) == (False, "the Headteacher or Head Proxy")


def test_remedies_name_the_mis() -> None:
    (held,) = needs(is_held=True, num_held=12)
    assert "correct SIMS" in held.hint


def test_every_rule_can_say_whom_it_waits_for() -> None:
    assert {rule.permission for rule in RULES} <= set(WHO_MAY)


REFUSED = {"connection_trouble": "not_authorised", "connection_trouble_detail": {"host": "h"}}
TURNED_AWAY = {"connection_trouble": "firewall", "connection_trouble_detail": {"host": "h"}}


def test_a_school_that_can_put_its_mis_right_is_told_how() -> None:
    (need,) = needs(Role.NOMINATED_CONTACT, needs_school=True, **REFUSED)
    assert need.title == "AutoUpdate cannot read your MIS"
    assert "Authorise AutoUpdate again" in need.hint
    assert need.may_do


def test_a_school_that_can_only_wait_is_told_for_whom() -> None:
    (need,) = needs(Role.HEAD, needs_desk=True, **TURNED_AWAY)
    assert "The Service Desk has been told" in need.hint
    assert (need.may_do, need.waiting_for) == (False, "the Service Desk")
    (at_the_desk,) = needs(Role.SERVICE_DESK, needs_desk=True, **TURNED_AWAY)
    assert at_the_desk.may_do
