"""The pretend vendors' pages in a real browser: by keyboard, without JavaScript, at any width."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.demo import PASSWORD
from sandbox.vendors.arbor.site import PARTNER_ID
from sandbox.vendors.running import MadeSchool, VendorServer
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, SCOPES, challenge_of
from tests.functional.checks import accessibility_faults, overflow
from tests.functional.steps import leave

pytestmark = pytest.mark.browser

SCHOOL = MadeSchool(
    seed=5, phase="primary", num_people=60, establishment="2009", name="Oak Primary School"
)
WIDTHS = {"wide": (1280, 900), "phone": (390, 844)}
#: Where each vendor's pages begin, and the main button behind its sign-in.
PAGES = {
    "arbor": ("/", ""),
    "scholarpack": ("/", ""),
    "iris": ("/oak", "Make a client"),
    "bromcom": ("/settings", "Save"),
    "integris": ("/datashare", "Grant Access"),
    "pupil_asset": ("/", "Authorise"),
    "schoolpod": ("/", "Make a key"),
}


@pytest.fixture(scope="module")
def vendors() -> Iterator[VendorServer]:
    with VendorServer({"oak": SCHOOL}) as running:
        yield running


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Username").fill("office.oak")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Oak Primary School").first).to_be_visible()


def check(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("vendor", PAGES)
def test_pages_can_be_used_by_everybody(
    browser: Browser, vendors: VendorServer, vendor: str, width: str
) -> None:
    path, button = PAGES[vendor]
    wide, high = WIDTHS[width]
    with browser.new_context(viewport={"width": wide, "height": high}) as context:
        page = context.new_page()
        page.goto(f"{vendors.url(vendor)}{path}")
        check(page)
        sign_in(page, f"{vendors.url(vendor)}{path}")
        check(page)
        if button:
            leave(page.get_by_role("button", name=button, exact=True))
            check(page)
    vendors.withdraw(vendor, "oak")


def test_approving_without_scripts(browser: Browser, vendors: VendorServer) -> None:
    back = f"{vendors.address}/"
    arbor = {"app": PARTNER_ID, "state": "s1", "return_to": back}
    scholarpack = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": back,
        "scope": " ".join(SCOPES),
        "state": "s1",
        "code_challenge": challenge_of("v" * 50),
        "code_challenge_method": "S256",
    }
    asked = {
        f"{vendors.url('arbor')}/partner-app/approve?{urlencode(arbor)}": ("Approve", "Decline"),
        f"{vendors.url('scholarpack')}/oauth2/authorize/?{urlencode(scholarpack)}": (
            "Confirm",
            "Cancel",
        ),
    }
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for address, (yes, no) in asked.items():
            sign_in(page, address)
            leave(page.get_by_role("button", name=yes))
            assert "code=" in page.url
            assert "state=s1" in page.url
            page.goto(address)
            leave(page.get_by_role("button", name=no))
            assert "error=access_denied" in page.url
