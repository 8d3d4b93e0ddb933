"""A head accepts and withdraws reports, and shows and changes the licence key."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Page, expect

from accounts.models import PortalUser
from autoupdate.actions.keys import live_key
from autoupdate.models import ReportAcceptance, Upload
from tests.functional.checks import Watch, accessibility_faults
from tests.functional.conftest import Visit
from tests.functional.people import PASSWORD
from tests.functional.portal import Portal
from tests.functional.steps import heading, leave, open_page, press, school, told
from tests.signing_in import code_now

pytestmark = pytest.mark.browser


def accepted() -> set[str]:
    live = ReportAcceptance.objects.filter(school_mis__school=school(), withdrawn_at__isnull=True)
    return set(live.values_list("report", flat=True))


def card(page: Page, report: str) -> None:
    """Everything of one report's card."""
    expect(page.locator("section.uso-panel").filter(has_text=report).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_head_signs_in_and_accepts_a_report(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(PortalUser.objects.get(username="head"), secret)
    page = visit(java_script_enabled=scripts)
    page.goto("/")
    page.get_by_label("Username").fill("head")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("input[name=code]").fill(code_now(secret))
    page.keyboard.press("Enter")
    heading(page, school().name)
    leave(page.locator("nav").get_by_role("link", name="User Accounts").first)
    press(page, "Accept Staff (Future)")
    heading(page, "Accept the Staff (Future) report?")
    press(page, "Accept the report")
    told(page, "You have accepted the Staff (Future) report")
    assert "staff_future" in accepted()


@pytest.mark.parametrize("scripts", [True, False])
def test_withdrawing_asks_first_and_deletes_what_waits(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    page = visit("head", java_script_enabled=scripts)
    open_page(page, "autoupdate:settings")
    press(page, "Withdraw Contacts")
    heading(page, "Withdraw the Contacts report?")
    expect(page.locator("main")).to_contain_text("1 upload that waits for a night is deleted")
    leave(page.get_by_role("link", name="Cancel"))
    assert "contacts" in accepted()
    press(page, "Withdraw Contacts")
    press(page, "Withdraw the report")
    told(page, "You have withdrawn the Contacts report")
    assert "contacts" not in accepted()
    assert not Upload.objects.filter(report="contacts", state="ready").exists()


def test_the_licence_key_is_shown_and_changed_and_no_browser_keeps_it(
    fresh_portal: Portal, visit: Visit
) -> None:
    page = visit("head")
    watch = Watch(page)
    open_page(page, "autoupdate:settings")
    with page.expect_response("**/licence-key/") as shown:
        press(page, "Show the licence key")
    assert "no-store" in shown.value.headers["cache-control"]
    old = page.locator("main code").first.inner_text()
    assert accessibility_faults(page) == []
    open_page(page, "autoupdate:settings")
    press(page, "Make a new key")
    press(page, "Make a new key")
    heading(page, "The new licence key")
    assert page.locator("main code").first.inner_text() != old
    assert old not in page.content()
    press(page, "Back to AutoUpdate Settings")
    press(page, "revoke it")
    press(page, "Revoke the key")
    told(page, "The licence key is revoked")
    assert live_key(school()) is None
    assert watch.complaints == []
