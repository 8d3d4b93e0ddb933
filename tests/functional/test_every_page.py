"""Every page, for everybody who may open it: it answers, is accessible and fits its window."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import School
from tests import access
from tests.access import Answer, answer
from tests.addresses import abouts, fill
from tests.functional.checks import Watch, accessibility_faults, looks, overflow
from tests.functional.conftest import Visit
from tests.functional.portal import Portal, things
from tests.functional.seeding import EMPTY_SCHOOL, SCHOOL

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
#: Addresses that answer with something other than a page.
NO_PAGES = {"health_live", "health_ready", "schema", "autoupdate:run_progress"}
#: Name in ``access`` → username in the browser.
USERS = {"head": "head", "head_proxy": "head_proxy", "nominated_contact": "contact"} | {
    each: each for each in ("la_user", "desk", "nobody")
}
NAMES = sorted(set(access.RULES) - NO_PAGES)
CASES = [
    (who, name)
    for who in USERS
    for name in NAMES
    if answer(name, "GET", who) is Answer.ALLOWED
]
#: What a head sees at a school at which nothing has happened yet.
EMPTY = [
    name
    for name in NAMES
    if answer(name, "GET", "head") is Answer.ALLOWED
    and set(abouts(name)) <= {"school_id", "kind"}
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


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """How pages and their frames looked that were looked over."""
    return set()


def look_over(page: Page, address: str, *, seen: set[str]) -> list[str]:
    """Open the page at every width; returns everything that is wrong with it.

    A page that looks like one that was looked over before is only asked for.
    """
    answered = page.request.get(address)
    if answered.status >= 500:
        return [f"{address} answered {answered.status}"]
    skeletons = set(looks(answered.text()))
    if skeletons <= seen:
        return []
    seen |= skeletons
    watch = Watch(page)
    page.goto(address)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if wide := overflow(page):
            faults.append(f"{width}: wider than its window: {wide}")
        faults += [f"{width}: {each}" for each in accessibility_faults(page)]
    # A page that was refused or does not exist is an error to the browser, and rightly so.
    is_refusal = answered.status in {403, 404}
    return faults + [each for each in watch.complaints if not (is_refusal and "status of" in each)]


def address_of(name: str, school: str) -> str:
    """The address, about something of the school."""
    about: dict[str, Any] = {"school_id": School.objects.get(name=school).pk, "kind": "student"}
    if set(abouts(name)) - set(about):
        about = things(about["school_id"])
    return fill(name, about)


@pytest.mark.parametrize(("who", "name"), CASES)
def test_a_page_that_somebody_may_open(
    portal: Portal, visit: Visit, seen: set[str], who: str, name: str
) -> None:
    assert look_over(visit(USERS[who]), address_of(name, SCHOOL), seen=seen) == []


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_of_a_school_at_which_nothing_happened(
    portal: Portal, visit: Visit, seen: set[str], name: str
) -> None:
    assert look_over(visit("far_head"), address_of(name, EMPTY_SCHOOL), seen=seen) == []


@pytest.mark.parametrize("address", SIGN_IN_PAGES)
def test_a_page_for_whoever_has_not_signed_in(
    portal: Portal, visit: Visit, seen: set[str], address: str
) -> None:
    assert look_over(visit(), address, seen=seen) == []


@pytest.mark.parametrize("address", OWN_ACCOUNT)
def test_a_page_about_ones_own_way_of_signing_in(
    portal: Portal, visit: Visit, seen: set[str], address: str
) -> None:
    assert look_over(visit("head"), address, seen=seen) == []
