"""Signing in with a password and a code from an app (TOTP), in a real browser."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import expect

from accounts.models import PortalUser
from tests.functional.checks import accessibility_faults
from tests.functional.conftest import Visit
from tests.functional.people import PASSWORD
from tests.functional.portal import Portal
from tests.functional.steps import heading, school
from tests.signing_in import code_now

pytestmark = pytest.mark.browser


def test_whoever_has_an_app_is_asked_for_its_code(fresh_portal: Portal, visit: Visit) -> None:
    secret = generate_totp_secret()
    TOTP.activate(PortalUser.objects.get(username="head"), secret)
    page = visit()
    page.goto("/")
    page.get_by_label("Username").fill("head")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/2fa/**")
    assert accessibility_faults(page) == []
    code = page.locator("input[name=code]")
    code.fill("000000")
    code.press("Enter")
    expect(page.locator("input[name=code]")).to_be_visible()
    expect(page.locator(".govuk-error-message, .govuk-error-summary").first).to_be_visible()
    page.locator("input[name=code]").fill(code_now(secret))
    page.locator("input[name=code]").press("Enter")
    heading(page, school().name)
    assert Authenticator.objects.count() == 1
