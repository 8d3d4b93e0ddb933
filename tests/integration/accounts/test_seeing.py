"""The desk sees what a school sees: as that role, changing nothing, for a while, written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.seeing import start_seeing
from accounts.models import AuditEvent, Role
from accounts.permissions import Permission
from tests.access import RULES, answer
from tests.addresses import fill
from tests.integration.access_scene import set_up
from tests.integration.conftest import Cast
from tests.integration.test_access_matrix import met

STRIP = "Nothing can be changed."


@pytest.fixture
def about(cast: Cast, licence_key: str) -> dict[str, Any]:
    """What the addresses are about; the school has a licence key."""
    return set_up(cast)


def events() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(action__startswith="school_view.").order_by("pk")
    return list(found.values_list("action", "reason"))


def seeing(cast: Cast, role: str = "nominated_contact") -> Client:
    browser = cast.client(cast.desk)
    address = reverse("accounts:seeing", args=[cast.school.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    answered = browser.post(address, {"role": role})
    assert answered["Location"] == reverse("autoupdate:school", args=[cast.school.pk])
    return browser


def test_every_page_opens_as_for_the_role_and_nothing_can_be_pressed(
    cast: Cast, about: dict[str, Any]
) -> None:
    browser = seeing(cast)
    before = AuditEvent.objects.count()
    # Where the desk would meet the same, nothing can be told apart.
    telling = [
        name
        for name in RULES
        if answer(name, "GET", "nominated_contact") is not answer(name, "GET", "desk")
    ]
    differing = {
        name: (met(browser, "GET", fill(name, about)), answer(name, "GET", "nominated_contact"))
        for name in telling
    }
    assert {name: pair for name, pair in differing.items() if pair[0] is not pair[1]} == {}
    pressed = {
        name: browser.post(fill(name, about)).status_code
        for name, rule in RULES.items()
        if isinstance(rule.post, Permission) and name.startswith(("accounts", "matching"))
    }
    assert set(pressed.values()) == {403}, pressed
    assert browser.get(fill("autoupdate:approved", about)).status_code == 403
    assert AuditEvent.objects.count() == before


def test_the_strip_is_on_every_page_with_the_way_out(cast: Cast) -> None:
    browser = seeing(cast, "head")
    settings_page = reverse("autoupdate:settings", args=[cast.school.pk])
    assert STRIP in browser.get(settings_page).content.decode()
    assert STRIP in browser.get("/your-roles/").content.decode()
    elsewhere = browser.get(reverse("autoupdate:desk_schools"))
    assert elsewhere.status_code == 403
    assert "Choose Stop above" in elsewhere.text
    far = reverse("autoupdate:settings", args=[cast.outsider_school.pk])
    assert browser.get(far).status_code == 404
    stopped = browser.post(reverse("accounts:seeing_stop"))
    assert stopped["Location"] == reverse("autoupdate:desk_school", args=[cast.school.pk])
    assert STRIP not in browser.get(settings_page).content.decode()
    assert browser.post(reverse("accounts:seeing_stop"))["Location"] == "/"
    assert events() == [("school_view.started", ""), ("school_view.stopped", "Stopped")]
    history = browser.get(reverse("autoupdate:history", args=[cast.school.pk])).content.decode()
    assert "Began to see what the school sees" in history


def test_it_ends_by_itself(cast: Cast) -> None:
    browser = seeing(cast)
    session = browser.session
    over = timezone.now() - timedelta(seconds=1)
    session["seeing_as"] = {**session["seeing_as"], "until": over.isoformat()}
    session.save()
    assert browser.get(reverse("autoupdate:desk_schools")).status_code == 200
    assert events()[-1] == ("school_view.stopped", "Its time was over")


def test_it_ends_for_whoever_leaves_the_desk(cast: Cast) -> None:
    browser = seeing(cast)
    cast.desk.memberships.update(ended_at=timezone.now())
    assert browser.get(reverse("autoupdate:settings", args=[cast.school.pk])).status_code == 404
    assert events()[-1][0] == "school_view.stopped"


@pytest.mark.parametrize("who", ["head", "la_user", "outsider"])
def test_only_the_desk_sees_so(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        start_seeing(cast.school, role=Role.HEAD, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        start_seeing(cast.school, role=Role.SERVICE_DESK, by=cast.desk)
