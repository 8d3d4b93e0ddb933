"""Every page, for everybody who may open it: it answers, is accessible and fits its window."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import School
from tests import access
from tests.access import Answer, answer
from tests.addresses import abouts, fill
from tests.functional import pictures
from tests.functional.checks import (
    Watch,
    accessibility_faults,
    looks,
    out_of_order,
    overflow,
    wrapped_menus,
)
from tests.functional.conftest import Visit, keep_nothing
from tests.functional.portal import Portal, things
from tests.functional.seeding import EMPTY_SCHOOL, SCHOOL

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
#: As wide as a desk's window is at 400 %: everything must still fit.
ZOOMED = 320
#: Addresses that answer with something other than a page.
NO_PAGES = {
    "staff_api:outcomes",
    "staff_api:candidates",
    "health_live",
    "health_ready",
    "schema",
    "autoupdate:desk_night",
    "autoupdate:run_progress",
    "autoupdate:pull_progress",
}
#: Name in ``access`` → username in the browser.
USERS = {"head": "head", "head_proxy": "head_proxy", "nominated_contact": "contact"} | {
    each: each for each in ("la_user", "trust_user", "desk", "nobody")
}
NAMES = sorted(set(access.RULES) - NO_PAGES)
#: One page after the other, so that what looks the same for two people is looked over once.
CASES = [
    (who, name) for name in NAMES for who in USERS if answer(name, "GET", who) is Answer.ALLOWED
]
#: What a head sees at a school at which nothing has happened yet.
EMPTY = [
    name
    for name in NAMES
    if answer(name, "GET", "head") is Answer.ALLOWED and set(abouts(name)) <= {"school_id", "kind"}
]
#: allauth's pages that people of the portal come to.
SIGN_IN_PAGES = ("/account/login/", "/account/password/reset/", "/agent/test.html", "/no-such-page")
OWN_ACCOUNT = (
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/email/",
    "/account/logout/",
    "/account/password/change/",
    "/account/sessions/",
    "/desk/schools/",
)


class Looker:
    """Looks pages over, in one window for each person; a page that looks like one before is only
    asked for, and of a page of which one part does, the other part is looked over."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser, self.portal = browser, portal
        self.seen: set[str] = set()
        self.pictured: set[str] = set()
        self.windows: dict[str, tuple[Page, Watch]] = {}

    def faults_of(self, address: str, *, who: str = "", name: str = "") -> list[str]:
        """Open the page at every width; returns everything that is wrong with it.

        ``name`` is what its pictures are called; the first is kept, and each that looks different.
        """
        page, watch = self._window(who)
        answered = page.request.get(address)
        if answered.status >= 500:
            return [f"{address} answered {answered.status}"]
        parts = {
            part: skeleton
            for part, skeleton in looks(answered.text()).items()
            if skeleton and skeleton not in self.seen
        }
        name = name or address.strip("/").replace("/", "-")
        is_known = name in self.pictured
        if not parts and is_known:
            return []
        self.seen |= set(parts.values())
        self.pictured.add(name)
        watch.complaints.clear()
        page.goto(address)
        picture = f"{name}-{who or 'anybody'}" if "matter" in parts or not is_known else ""
        faults = [each for width in WIDTHS for each in _at(page, width, parts, picture=picture)]
        faults += _zoomed(page)
        # A page that was refused or does not exist is an error to the browser, and rightly so.
        is_refusal = answered.status in {403, 404}
        said = [each for each in watch.complaints if not (is_refusal and "status of" in each)]
        return faults + said

    def _window(self, who: str) -> tuple[Page, Watch]:
        if who not in self.windows:
            context = self.browser.new_context(base_url=self.portal.url, locale="en-GB")
            keep_nothing(context)
            if who:
                context.add_cookies([self.portal.cookie(who)])
            page = context.new_page()
            self.windows[who] = (page, Watch(page))
        return self.windows[who]


def _at(page: Page, width: int, parts: Collection[str], *, picture: str) -> list[str]:
    """What is wrong with the parts at that width; the picture is kept, if it has a name."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = overflow(page)
    faults = [f"wider than its window: {wide}"] if wide else []
    if width == WIDTHS[0]:
        faults += [f"a menu of two lines: {each}" for each in wrapped_menus(page)]
    for part in ["page"] if len(parts) > 1 else parts:
        faults += accessibility_faults(page, part=part)
    if picture:
        pictures.keep(page, picture, width=width)
    return [f"{width}: {each}" for each in faults]


def _zoomed(page: Page) -> list[str]:
    """What runs off the page at 400 %, and what would take the focus out of its order."""
    page.set_viewport_size({"width": ZOOMED, "height": 900})
    told = [f"{ZOOMED}: wider than its window: {each}" for each in overflow(page)]
    return told + [f"out of order: {each}" for each in out_of_order(page)]


@pytest.fixture(scope="module")
def _lookers() -> dict[str, Looker]:
    """The one looker of this module, once there is a portal."""
    return {}


@pytest.fixture
def looker(browser: Browser, portal: Portal, _lookers: dict[str, Looker]) -> Looker:
    return _lookers.setdefault(portal.url, Looker(browser, portal))


def address_of(name: str, school: str) -> str:
    """The address, about something of the school."""
    about: dict[str, Any] = {"school_id": School.objects.get(name=school).pk, "kind": "student"}
    if set(abouts(name)) - set(about):
        about = things(about["school_id"])
    return fill(name, about)


@pytest.mark.parametrize(("who", "name"), CASES)
def test_a_page_that_somebody_may_open(looker: Looker, who: str, name: str) -> None:
    assert looker.faults_of(address_of(name, SCHOOL), who=USERS[who], name=name) == []


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_of_a_school_at_which_nothing_happened(looker: Looker, name: str) -> None:
    address = address_of(name, EMPTY_SCHOOL)
    assert looker.faults_of(address, who="far_head", name=f"empty-{name}") == []


@pytest.mark.parametrize("address", SIGN_IN_PAGES)
def test_a_page_for_whoever_has_not_signed_in(looker: Looker, address: str) -> None:
    assert looker.faults_of(address) == []


@pytest.mark.parametrize("address", OWN_ACCOUNT)
def test_a_page_about_ones_own_way_of_signing_in(looker: Looker, address: str) -> None:
    assert looker.faults_of(address, who="head") == []


def test_the_pages_of_a_section_stand_in_one_line_of_a_small_window(visit: Visit) -> None:
    page = visit("head", width=1024)
    page.goto(address_of("autoupdate:results", SCHOOL))
    assert wrapped_menus(page) == []
