"""What people do on several journeys: open a page, press a named button, read what was said."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from accounts.models import School
from matching.models import MisPerson
from tests.addresses import fill
from tests.functional.portal import things
from tests.functional.seeding import SCHOOL


def school() -> School:
    """The seeded school."""
    return School.objects.get(name=SCHOOL)


def asked(forename: str) -> MisPerson:
    """The seeded person of that forename who requires matching."""
    return MisPerson.objects.get(legal_forename=forename, standing="requires_matching")


def open_page(page: Page, name: str, **about: object) -> None:
    """Open an address of the seeded school, about what the test names, or anything."""
    known = things(school().pk) | about
    answered = page.goto(fill(name, known))
    assert answered is not None
    assert answered.ok, answered.status


def press(page: Page, words: str) -> None:
    """Press the one button, or follow the one link, that begins with these words."""
    found = page.locator("main").get_by_role("button", name=words)
    (found if found.count() else page.locator("main").get_by_role("link", name=words)).first.click()


def told(page: Page, words: str) -> None:
    """The page says so, in one of its messages."""
    expect(page.locator("main .uso-notice").filter(has_text=words).first).to_be_visible()


def heading(page: Page, words: str) -> None:
    """The page has this main heading."""
    expect(page.locator("h1")).to_contain_text(words)
