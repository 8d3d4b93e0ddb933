"""Whose role needs a second step comes to nothing without one, and is asked again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import PortalUser, Role
from accounts.permissions import FRESH, PERMISSIONS, Permission
from autoupdate.models import LicenceKey, ReportAcceptance
from tests.access import RULES
from tests.addresses import fill
from tests.factories.accounts import PASSWORD
from tests.integration.access_scene import set_up
from tests.integration.conftest import Cast
from tests.signing_in import code_now, note

LONG_AGO = timedelta(hours=1)
SET_UP = "/second-step/"


@pytest.fixture
def about(cast: Cast, licence_key: str) -> dict[str, Any]:
    """What the addresses are about; the school has a licence key."""
    return set_up(cast)


def sign_in(user: PortalUser) -> tuple[Client, Any]:
    """A browser in which ``user`` has given their password, and what was answered."""
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    browser = Client()
    given = {"login": user.username, "password": PASSWORD}
    return browser, browser.post(reverse("account_login"), given)


def asked_at(answered: Any) -> str:
    """The path that an answer leads to."""
    assert answered.status_code == 302, answered.status_code
    return str(urlsplit(answered["Location"]).path)


def stale(user: PortalUser) -> Client:
    """A browser in which the second step was shown an hour ago."""
    browser = Client()
    browser.force_login(user)
    note(browser, user, "password", "mfa", ago=LONG_AGO)
    return browser


@pytest.mark.parametrize("who", ["head", "head_proxy", "nominated_contact", "desk"])
def test_without_one_there_is_only_the_way_to_one(cast: Cast, who: str) -> None:
    browser, _ = sign_in(getattr(cast, who))
    for address in (
        "/",
        reverse("autoupdate:settings", args=[cast.school.pk]),
        "/schools/",
        "/account/2fa/",
    ):
        assert asked_at(browser.get(address)) == SET_UP
    assert asked_at(browser.post(reverse("autoupdate:key", args=[cast.school.pk]))) == SET_UP
    data = browser.get(reverse("staff_api:outcomes", args=[cast.school.pk, 1]))
    assert (data.status_code, data.json()["code"]) == (403, "second_step_missing")
    page = browser.get(SET_UP)
    assert b"Set up the app" in page.content
    assert browser.get("/account/2fa/totp/activate/").status_code == 200
    assert browser.get("/account/2fa/webauthn/add/").status_code == 200
    assert browser.get("/health/live").status_code == 200
    assert browser.get(reverse("autoupdate:help")).status_code == 200
    assert asked_at(browser.post("/account/logout/")) == "/account/login/"


def test_a_local_authority_user_is_only_advised(cast: Cast) -> None:
    browser, _ = sign_in(cast.la_user)
    assert browser.get("/schools/").status_code == 200
    assert b"does not need it" in browser.get(SET_UP).content


def test_setting_the_app_up_opens_the_portal_and_shows_the_codes_once(cast: Cast) -> None:
    browser, _ = sign_in(cast.head)
    browser.get("/account/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    first_code = code_now(secret)
    done = browser.post("/account/2fa/totp/activate/", {"code": first_code})
    assert asked_at(done) == "/account/2fa/recovery-codes/"
    assert not answers_to(cast.head, first_code)
    (codes,) = Authenticator.objects.filter(user=cast.head, type="recovery_codes")
    first = codes.wrap().get_unused_codes()[0]
    assert first in browser.get("/account/2fa/recovery-codes/").content.decode()
    assert first not in browser.get("/account/2fa/recovery-codes/").content.decode()
    assert browser.get(reverse("autoupdate:settings", args=[cast.school.pk])).status_code == 200
    app = Authenticator.objects.get(user=cast.head, type="totp")
    assert secret not in str(app.data), "The secret is sealed in the database."
    kept = browser.post("/account/2fa/totp/deactivate/")
    assert "your role needs a second step" in kept.content.decode()
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_whoever_has_one_is_asked_for_it_at_every_sign_in(cast: Cast) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.head, secret)
    browser, answered = sign_in(cast.head)
    assert asked_at(answered) == "/account/2fa/authenticate/"
    assert asked_at(browser.get("/schools/")) == "/account/login/"
    wrong = browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert b"That code is wrong" in wrong.content
    assert asked_at(browser.post("/account/2fa/authenticate/", {"code": code_now(secret)})) == "/"
    assert browser.get(reverse("autoupdate:settings", args=[cast.school.pk])).status_code == 200


def answers_to(person: PortalUser, code: str) -> bool:
    browser, _ = sign_in(person)
    answered = browser.post("/account/2fa/authenticate/", {"code": code})
    return answered.status_code == 302 and asked_at(answered) == "/"


def test_a_code_counts_a_little_early_or_late_and_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.head, secret)
    begin = time.time() // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: begin)
    assert not answers_to(cast.head, code_now(secret, steps=-2))
    assert answers_to(cast.head, code_now(secret, steps=1))
    late = code_now(secret, steps=-1)
    assert answers_to(cast.head, late)
    # What allauth itself remembers for half a minute is over, while the code would still be right.
    cache.delete(f"allauth.mfa.totp.used?user={cast.head.pk}&code={late}")
    assert not answers_to(cast.head, late)


def test_a_password_from_before_it_was_set_up_is_not_enough(cast: Cast) -> None:
    thief, _ = sign_in(cast.head)
    TOTP.activate(cast.head, generate_totp_secret())
    address = reverse("autoupdate:settings", args=[cast.school.pk])
    answered = thief.get(address)
    assert asked_at(answered) == "/account/2fa/reauthenticate/"
    assert parse_qs(urlsplit(answered["Location"]).query) == {"next": [address]}
    assert asked_at(thief.get("/account/reauthenticate/")) == "/account/2fa/reauthenticate/"
    assert thief.get("/account/2fa/reauthenticate/").status_code == 200


def test_everything_that_matters_asks_afresh_and_nothing_else(
    cast: Cast, about: dict[str, Any]
) -> None:
    browser = stale(cast.head)
    wanted = {
        (name, method)
        for name, rule in RULES.items()
        for method, door in (("GET", rule.get), ("POST", rule.post))
        if isinstance(door, Permission) and door in FRESH & PERMISSIONS[Role.HEAD]
    } | {("autoupdate:case_keys", "POST")}
    TOTP.activate(cast.head, generate_totp_secret())
    asked = set()
    for name, rule in RULES.items():
        for method, door in (("GET", rule.get), ("POST", rule.post)):
            if not isinstance(door, Permission):
                continue
            answered = browser.generic(method, fill(name, about))
            if answered.status_code == 302 and "/2fa/reauthenticate/" in answered["Location"]:
                asked.add((name, method))
    assert asked == wanted
    assert LicenceKey.objects.count() == 1


def test_the_desk_is_asked_afresh_before_it_changes_a_trust(
    cast: Cast, about: dict[str, Any]
) -> None:
    browser = stale(cast.desk)
    TOTP.activate(cast.desk, generate_totp_secret())
    for name in ("trust_new", "trust_remove", "trust_move", "trust_move_undo", "school_trust"):
        for method in ("GET", "POST"):
            answered = browser.generic(method, fill(f"accounts:{name}", about))
            assert asked_at(answered) == "/account/2fa/reauthenticate/", (name, method)
    assert browser.get(fill("accounts:trust_schools", about)).status_code == 200


def test_the_desk_is_asked_afresh_before_it_sets_up_a_school(
    cast: Cast, about: dict[str, Any]
) -> None:
    browser = stale(cast.desk)
    TOTP.activate(cast.desk, generate_totp_secret())
    deeds = ("school_new", "authority_new", "authority_rename", "authority_remove")
    for name in (*(f"accounts:{each}" for each in deeds), "autoupdate:desk_school_details"):
        for method in ("GET", "POST"):
            answered = browser.generic(method, fill(name, about))
            assert asked_at(answered) == "/account/2fa/reauthenticate/", (name, method)


def test_after_the_second_step_what_was_entered_is_done(cast: Cast) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.head, secret)
    browser = stale(cast.head)
    address = reverse("autoupdate:report_accept", args=[cast.school.pk, "staff"])
    answered = browser.post(address, {"confirm": "yes"})
    assert asked_at(answered) == "/account/2fa/reauthenticate/"
    assert not ReportAcceptance.objects.exists()
    shown = browser.post(answered["Location"], {"code": code_now(secret)})
    assert shown.status_code == 302
    assert ReportAcceptance.objects.get().report == "staff"
    assert browser.get(address).status_code == 200, "It is not asked for again."


def test_a_recovery_code_is_a_second_step_once(cast: Cast) -> None:
    TOTP.activate(cast.head, generate_totp_secret())
    code = RecoveryCodes.activate(cast.head).get_unused_codes()[0]
    browser = stale(cast.head)
    address = reverse("autoupdate:report_accept", args=[cast.school.pk, "staff"])
    page = browser.get(address)["Location"]
    assert asked_at(browser.post(page, {"code": code})) == address
    assert browser.get(address).status_code == 200
    again = stale(cast.head)
    assert again.post(page, {"code": code}).status_code == 200, "It is asked for again."


def test_where_it_is_not_required_a_recent_password_is_enough(
    cast: Cast, settings: LazySettings
) -> None:
    settings.REQUIRE_SECOND_STEP = False
    browser, _ = sign_in(cast.head)
    address = reverse("autoupdate:report_accept", args=[cast.school.pk, "staff"])
    assert browser.get(address).status_code == 200
    assert b"This is not production" in browser.get(SET_UP).content
    note(browser, cast.head, "password", ago=LONG_AGO)
    assert asked_at(browser.get(address)) == "/account/reauthenticate/"


def test_the_last_passkey_stays(cast: Cast) -> None:
    key = Authenticator.objects.create(user=cast.head, type="webauthn", data={"name": "My phone"})
    browser = Client()
    browser.force_login(cast.head)
    address = reverse("mfa_remove_webauthn", args=[key.pk])
    said = browser.post(address, follow=True)
    assert "your only second step" in said.content.decode()
    TOTP.activate(cast.head, generate_totp_secret())
    browser.post(address)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_somebody_elses_session_notes_are_nothing(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.head)
    note(browser, cast.colleague, "mfa")
    assert asked_at(browser.get("/schools/")) == SET_UP
