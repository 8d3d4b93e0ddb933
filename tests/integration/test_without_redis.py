"""While Redis is away people sign in all the same, and guessing passwords is limited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import PortalUser
from tests.factories import PortalUserFactory
from tests.factories.accounts import PASSWORD
from uso_portal import cache as shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_redis(settings: LazySettings) -> Iterator[None]:
    """A Redis at an address where nothing listens."""
    settings.CACHES = {
        "default": {"BACKEND": "uso_portal.cache.SharedCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user() -> PortalUser:
    made: PortalUser = PortalUserFactory()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def sign_in(browser: Client, user: PortalUser, password: str) -> int:
    given = {"login": user.username, "password": password}
    return browser.post(reverse("account_login"), given).status_code


def test_signing_in_and_out_goes_on(without_redis: None, user: PortalUser) -> None:
    browser = Client()
    assert sign_in(browser, user, PASSWORD) == 302
    assert browser.get(reverse("accounts:my_roles")).status_code == 200
    assert Client().get("/health/ready").status_code == 503, "Whoever watches is told."
    browser.post(reverse("account_logout"))
    assert browser.get(reverse("accounts:my_roles")).status_code == 302


def test_guessing_is_limited_all_the_same(without_redis: None, user: PortalUser) -> None:
    browser = Client()
    for _ in range(12):
        assert sign_in(browser, user, "not the password") in {200, 429}
    assert sign_in(browser, user, PASSWORD) != 302


def test_redis_is_asked_again_after_a_while(
    without_redis: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("word", "kept here")
    assert cache.get("word") == "kept here"
    assert cache.is_away  # type: ignore[attr-defined]
    monkeypatch.setattr(shared, "ASKED_AGAIN_AFTER", -1.0)
    cache._away_until = 0.0  # type: ignore[attr-defined]
    assert cache.get("word") == "kept here", "Asked, and away again."
    assert not cache.is_away  # type: ignore[attr-defined]
