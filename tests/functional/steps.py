"""What people do on several journeys: open a page, press a named button, read what was said."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

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


def named(page: Page, words: str) -> Locator:
    """The one button, or else the one link, that begins with these words.

    The page may still be on its way: one of the two is waited for before either is preferred.
    """
    main = page.locator("main")
    button, link = (main.get_by_role(role, name=words) for role in ("button", "link"))
    button.or_(link).first.wait_for()
    return (button if button.count() else link).first


def press(page: Page, words: str) -> None:
    """Press the button of these words, or follow the link, to the page it leads to."""
    leave(named(page, words))


def leave(way: Locator) -> None:
    """Press what leads to another page, and wait until that page has come.

    Otherwise what is looked for next could be found on the page that is being left.
    """
    with way.page.expect_navigation():
        way.click()


def told(page: Page, words: str) -> None:
    """The page says so, in one of its messages."""
    expect(page.locator("main .uso-notice").filter(has_text=words).first).to_be_visible()


def heading(page: Page, words: str) -> None:
    """The page has this main heading."""
    expect(page.locator("h1")).to_contain_text(words)
