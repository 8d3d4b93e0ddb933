"""A school without an MIS chooses one, accepts, approves at the vendor, tests the connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import School, SchoolMis
from autoupdate.models import MisConnection
from sandbox.demo import PASSWORD
from sandbox.vendors.arbor.site import PARTNER_ID, PARTNER_SECRET
from sandbox.vendors.running import MadeSchool, VendorServer
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, CLIENT_SECRET
from tests.functional.checks import Watch, accessibility_faults, overflow
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.seeding import EMPTY_SCHOOL
from tests.functional.steps import heading, leave, press, told

pytestmark = pytest.mark.browser

#: MIS → what is pressed on its own page to approve, and not to.
BUTTONS = {"Arbor": ("Approve", "Decline"), "ScholarPack": ("Confirm", "Cancel")}


@pytest.fixture
def vendors(settings: Any) -> Iterator[VendorServer]:
    """The pretend vendors, which the portal and its pages may send people to."""
    far = MadeSchool(
        seed=6, phase="primary", num_people=60, establishment="2001", la="991", name=EMPTY_SCHOOL
    )
    with VendorServer({"hillcrest": far}) as running:
        host = running.address.removeprefix("http://")
        settings.VENDOR_TEST_HOSTS = [host]
        settings.VENDOR_PARTNERS = {
            **settings.VENDOR_PARTNERS,
            "arbor": {"url": running.url("arbor"), "id": PARTNER_ID, "secret": PARTNER_SECRET},
            "scholarpack": {
                "url": running.url("scholarpack"),
                "id": CLIENT_ID,
                "secret": CLIENT_SECRET,
            },
        }
        allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
        allowed.append(running.address)
        yield running
        allowed.remove(running.address)


def open_settings(page: Page, school: School) -> None:
    page.goto(reverse("autoupdate:settings", args=[school.pk]))


def check(page: Page) -> None:
    assert accessibility_faults(page) == []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == []


def approve(page: Page, mis: str, button: str) -> None:
    """Go to the vendor, sign in there where it asks, and press its button."""
    press(page, "Authorise")
    heading(page, f"Authorise AutoUpdate in {mis}")
    press(page, f"Go to {mis}")
    if page.get_by_label("Username").count():
        page.get_by_label("Username").fill("office.hillcrest")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
    leave(page.get_by_role("button", name=button))


@pytest.mark.parametrize(
    ("mis", "scripts"), [("Arbor", True), ("Arbor", False), ("ScholarPack", True)]
)
def test_a_school_connects_by_following_the_page(
    fresh_portal: Portal, visit: Visit, vendors: VendorServer, mis: str, *, scripts: bool
) -> None:
    school = School.objects.get(name=EMPTY_SCHOOL)
    SchoolMis.objects.filter(school=school).delete()
    page = visit("far_head", java_script_enabled=scripts)
    refused: list[str] = []
    page.on("response", lambda each: refused.append(each.url) if each.status >= 400 else None)
    watch = Watch(page)
    open_settings(page, school)
    press(page, "Choose the MIS")
    heading(page, "Which MIS does the school use?")
    press(page, f"Choose {mis}")
    press(page, f"Use {mis}")
    told(page, f"uses {mis} now")
    press(page, "Accept Staff")
    press(page, "Accept the report")
    _connect(page, mis, scripts=scripts)
    # The pretend vendor has no icon.
    assert [each for each in refused if not each.endswith("/favicon.ico")] == []
    assert [each for each in watch.complaints if "404" not in each] == []
    kept = MisConnection.objects.get(school_mis__school=school)
    assert kept.trouble == ""
    assert kept.approved_at is not None


def _connect(page: Page, mis: str, *, scripts: bool) -> None:
    yes, no = BUTTONS[mis]
    approve(page, mis, no)
    heading(page, f"AutoUpdate was not approved in {mis}")
    approve(page, mis, yes)
    heading(page, f"AutoUpdate is approved in {mis}")
    if scripts:
        check(page)
    press(page, "Go to AutoUpdate Settings")
    press(page, "Test the connection")
    heading(page, f"Test of the connection to {mis}")
    expect(page.locator(".uso-checks__line", has_text="Staff").first).to_contain_text("Works")
    if scripts:
        check(page)
