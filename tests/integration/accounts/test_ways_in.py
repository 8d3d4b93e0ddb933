"""Every way of signing in leads to a portal user who is there already, at a confirmed address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import PortalUser
from tests.factories import PortalUserFactory
from tests.factories.accounts import PASSWORD
from uso_portal import env

pytestmark = pytest.mark.django_db
ADDRESS = "ann@school.example"

ComeBack = Callable[..., Any]


@pytest.fixture
def come_back(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> ComeBack:
    """Coming back from a provider that said who somebody is."""
    providers = [(*each[:3], "id", "secret", each[5]) for each in env._PROVIDERS]
    monkeypatch.setattr(env, "_PROVIDERS", providers)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.openid_connect_apps()}}

    def done(provider: str, *, verified: bool = True, email: str = ADDRESS) -> Any:
        request = RequestFactory().get("/account/oidc/")
        request.session, request.user = SessionStore(), AnonymousUser()
        request.allauth = None  # type: ignore[attr-defined]
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        with request_context(request):
            login = SocialLogin(
                user=PortalUser(email=email, username="outside"),
                account=SocialAccount(provider=provider, uid="17", extra_data={}),
                email_addresses=[EmailAddress(email=email, verified=verified)],
                provider=get_adapter().get_provider(request, provider),
            )
            return request, complete_login(request, login)

    return done


def ann(*, verified: bool = True) -> PortalUser:
    user: PortalUser = PortalUserFactory(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=verified, primary=True)
    return user


def test_google_opens_who_has_the_same_confirmed_address(come_back: ComeBack) -> None:
    user = ann()
    request, answered = come_back("google", email=ADDRESS.upper())
    assert answered.status_code == 302
    assert request.user == user
    assert SocialAccount.objects.get().user == user, "Connected, and known from now on."
    assert get_authentication_records(request, user)[0]["method"] == "socialaccount"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_second_step_is_asked_for_all_the_same(come_back: ComeBack) -> None:
    TOTP.activate(ann(), generate_totp_secret())
    request, answered = come_back("google")
    assert answered["Location"] == reverse("mfa_authenticate")
    assert not request.user.is_authenticated


@pytest.mark.parametrize(
    ("provider", "vouched", "confirmed", "active"),
    [
        ("google", False, True, True),
        ("google", True, False, True),
        ("google", True, True, False),
        ("microsoft", True, True, True),
    ],
)
def test_nobody_comes_in_otherwise(
    come_back: ComeBack, provider: str, *, vouched: bool, confirmed: bool, active: bool
) -> None:
    user = ann(verified=confirmed)
    PortalUser.objects.filter(pk=user.pk).update(is_active=active)
    request, answered = come_back(provider, verified=vouched)
    assert not request.user.is_authenticated
    assert b"By invitation only" in answered.content or answered.status_code == 302
    assert PortalUser.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_nobody_is_made_by_a_provider(come_back: ComeBack) -> None:
    _, answered = come_back("google")
    assert b"By invitation only" in answered.content
    assert not PortalUser.objects.exists()


def test_a_connected_account_of_microsofts_signs_in(come_back: ComeBack) -> None:
    user = ann()
    SocialAccount.objects.create(user=user, provider="microsoft", uid="17")
    request, _ = come_back("microsoft", verified=False, email="other@example.org")
    assert request.user == user


def test_buttons_are_there_where_a_provider_is_set_up(come_back: ComeBack) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "Google" in page
    assert "Microsoft" in page
    browser = Client()
    browser.force_login(ann())
    own = browser.get(reverse("socialaccount_connections")).content.decode()
    assert "Connect Microsoft" in own


def test_without_one_there_is_no_button() -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert "Google" not in page
    browser = Client()
    browser.force_login(ann())
    assert "Connected accounts" not in browser.get(reverse("account_email")).content.decode()


def test_an_address_is_confirmed_before_anybody_comes_in() -> None:
    user = ann(verified=False)
    browser = Client()
    given = {"login": user.username, "password": PASSWORD}
    answered = browser.post(reverse("account_login"), given)
    assert answered["Location"] == reverse("account_email_verification_sent")
    link = next(word for word in str(mail.outbox[0].body).split() if "confirm-email" in word)
    assert browser.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified, "Looking at it confirms nothing."
    browser.post(link)
    assert EmailAddress.objects.get().verified
    by_address = {"login": user.email, "password": PASSWORD}
    assert browser.post(reverse("account_login"), by_address).status_code == 302
    assert browser.get(reverse("accounts:my_roles")).status_code == 200


def test_where_somebody_is_signed_in_is_noted_once_in_a_while(
    django_assert_num_queries: Any,
) -> None:
    user = ann()
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    listed = browser.get(reverse("usersessions_list")).content.decode()
    assert "This one" in listed
    browser.get(reverse("accounts:second_step"))
    with django_assert_num_queries(4):  # the session, the person, their roles, their second step
        browser.get(reverse("accounts:second_step"))


def test_signing_out_everywhere_else() -> None:
    user = ann()
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
        assert browser.get(reverse("accounts:my_roles")).status_code == 200
    here.post(reverse("usersessions_list"))
    assert here.get(reverse("accounts:my_roles")).status_code == 200
    assert there.get(reverse("accounts:my_roles")).status_code == 302
