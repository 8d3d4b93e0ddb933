"""Every address × opening and pressing × everybody: what they meet is what one table says."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import PortalUser, Role
from accounts.permissions import Permission
from scripts.access_matrix import PAGE, page
from tests.access import ANONYMOUS, CAST, METHODS, RULES, Answer, answer
from tests.addresses import fill, routes
from tests.factories import MembershipFactory, user_with_role
from tests.integration.access_scene import Scene, about, cast, scene
from tests.integration.conftest import Cast

__all__ = ["about", "cast", "scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

_BY_STATUS = {
    401: Answer.UNKNOWN,
    403: Answer.REFUSED,
    404: Answer.NOT_FOUND,
    405: Answer.NOT_SO,
}


def met(client: Client, method: str, address: str, data: Any = None) -> Answer:
    """What the address answers, with whatever it did undone."""
    with transaction.atomic():
        answered = client.generic(method, address) if data is None else client.post(address, data)
        transaction.set_rollback(True)
    if answered.status_code == 302:
        to_sign_in = urlsplit(answered["Location"]).path == reverse("account_login")
        return Answer.SIGN_IN if to_sign_in else Answer.ALLOWED
    if answered.status_code in _BY_STATUS:
        return _BY_STATUS[answered.status_code]
    assert answered.status_code in {200, 422}, (address, answered.status_code)
    return Answer.ALLOWED


def test_the_table_has_a_row_for_every_address_and_no_other() -> None:
    assert set(RULES) == set(routes()), "Say in tests/access.py who may open and press it."


@pytest.mark.parametrize("name", RULES)
def test_everybody_at_every_door(scene: Scene, name: str) -> None:
    address = fill(name, scene.about)
    found = {
        who: [met(scene.browser(who), method, address) for method in METHODS]
        for who in scene.sessions
    }
    assert found == {
        who: [answer(name, method, who) for method in METHODS] for who in (*CAST, ANONYMOUS)
    }


def test_nobody_presses_from_another_site(cast: Cast, about: dict[str, Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(_who_may_everything(cast))
    # No cookie opens the other doors, so none can be misused.
    pressed = {name: rule for name, rule in RULES.items() if isinstance(rule.post, Permission)}
    found = {name: client.post(fill(name, about)).status_code for name in pressed}
    assert set(found.values()) == {403}, found


def _who_may_everything(cast: Cast) -> PortalUser:
    user = user_with_role(Role.HEAD, school=cast.school)
    MembershipFactory(user=user, role=Role.SERVICE_DESK, school=None)
    return user


def test_the_written_matrix_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python -m scripts.access_matrix"
