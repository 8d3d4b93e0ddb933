"""A head without a second step makes a passkey, and signs in with it alone from then on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.checks import Watch, accessibility_faults
from tests.functional.conftest import Visit
from tests.functional.people import PASSWORD
from tests.functional.portal import Portal
from tests.functional.steps import heading, leave, press, school

pytestmark = pytest.mark.browser

_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
#: What a browser says to a page that it kept, once somebody goes back to it.
_GONE_BACK_TO = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def test_a_passkey_is_a_second_step_and_a_way_in(fresh_portal: Portal, visit: Visit) -> None:
    page = visit()
    telling = page.context.new_cdp_session(page)
    telling.send("WebAuthn.enable")
    telling.send("WebAuthn.addVirtualAuthenticator", {"options": _KEY})
    watch = Watch(page)
    page.goto("/")
    page.get_by_label("Username").fill("head")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Set up a second step")
    assert accessibility_faults(page) == []
    press(page, "Add a passkey")
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Passwordless").check()
    press(page, "Add")
    heading(page, "Recovery codes")
    expect(page.locator(".uso-codes li")).to_have_count(10)
    assert accessibility_faults(page) == []
    press(page, "I have kept them: go on")
    heading(page, school().name)
    kept = page.context.new_page()
    kept.goto("/")
    heading(kept, school().name)
    leave(page.get_by_role("button", name="Sign out"))
    with kept.expect_navigation():
        kept.evaluate(_GONE_BACK_TO)
    heading(kept, "Sign in")
    press(page, "Sign in with a passkey")
    heading(page, school().name)
    assert watch.complaints == []
