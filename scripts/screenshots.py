"""Pictures of a running demonstration, signed in as each role: ``python -m scripts.screenshots``.

It knows the demonstration's log-ins and the words on its links, and nothing of the code behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from sandbox.demo import PASSWORD
from scripts.png import with_palette

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Quiet, and able to run as root; British dates in date fields.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
]
SCREEN, PHONE = (1280, 860), (390, 844)
Visit = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks ("" is nobody), where they go from their home, how big it is."""

    name: str
    username: str
    visit: Visit
    size: tuple[int, int] = SCREEN


def follow(*links: str) -> Visit:
    """Follow links one after the other, by the words at their beginning."""

    def visit(page: Page) -> None:
        for words in links:
            page.locator("a:visible").get_by_text(words, exact=False).first.click()

    return visit


def look_for(path: str, *links: str) -> Visit:
    """Open an address of the portal, then follow links."""

    def visit(page: Page) -> None:
        page.goto(path)
        follow(*links)(page)

    return visit


def why_no_account(page: Page) -> None:
    """The Service Desk asks why a pupil without a date of birth has no account."""
    look_for("/desk/schools/?q=Oakfield", "Oakfield Primary School", "Why no account?")(page)
    page.get_by_label("Name, or ID in SIMS").fill("Zainab")
    page.get_by_role("button", name="Search").click()


def account_of(surname: str) -> Visit:
    """The page of the one account of that surname."""

    def visit(page: Page) -> None:
        follow("User Accounts", "User list")(page)
        page.get_by_label("Name or username").fill(surname)
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(lambda address: surname in address)
        page.locator("main table").get_by_role("link").filter(has_text=surname).first.click()

    return visit


def newest_upload(report: str) -> Visit:
    """The page of the newest upload of one report."""

    def visit(page: Page) -> None:
        follow("User Accounts", "Upload History")(page)
        rows = page.locator("tr", has=page.get_by_role("cell", name=report, exact=True))
        rows.first.get_by_role("link").first.click()

    return visit


def force_run(page: Page) -> None:
    """The live page of what is being fetched, just begun."""
    follow("User Accounts", "Force run")(page)
    page.get_by_role("button", name="Force run").click()
    page.wait_for_url("**/fetched/**")


_RESULTS = "Whole School Bulk Results"


def bulk_results(page: Page) -> None:
    """Whole School Bulk Results, by its address: on a phone the menu is folded."""
    page.goto(f"{page.url}results/")


def on_a_phone_matching(page: Page) -> None:
    """One person to match, seen on a phone."""
    bulk_results(page)
    follow("Pupils not matched", "Muhammad Rahman")(page)


SHOTS: tuple[Shot, ...] = (
    Shot("sign-in", "", look_for("/account/login/")),
    Shot("home", "head.oakfield", follow(), (1280, 940)),
    Shot("settings", "head.oakfield", follow("User Accounts"), (1280, 1400)),
    Shot("report", "head.oakfield", follow("User Accounts", "17 fields"), (1280, 1100)),
    Shot("school-history", "head.oakfield", follow("School", "School history")),
    Shot("account", "head.oakfield", account_of("Hargreaves"), (1280, 1200)),
    Shot("uploads", "contact.riverside", follow("User Accounts", "Upload History")),
    Shot("upload", "contact.riverside", newest_upload("Students"), (1280, 1400)),
    Shot("results", "contact.oakfield", follow("User Accounts", _RESULTS), (1280, 1400)),
    Shot(
        "matching",
        "contact.oakfield",
        follow("User Accounts", _RESULTS, "Pupils not matched", "Muhammad Rahman"),
        (1280, 1300),
    ),
    Shot(
        "outcomes",
        "contact.oakfield",
        follow("User Accounts", _RESULTS, "Everybody it changed"),
        (1280, 1200),
    ),
    Shot(
        "unallocated", "contact.oakfield", follow("User Accounts", _RESULTS, "Pupils unallocated")
    ),
    Shot("held", "head.stbrigids", follow("107 removals"), (1280, 1000)),
    Shot("schools", "la.northbrook", follow(), (1280, 1400)),
    Shot(
        "desk-school",
        "desk",
        look_for("/desk/schools/?q=Hillcrest", "Hillcrest Primary School"),
        (1280, 1600),
    ),
    Shot("desk-why", "desk", why_no_account, (1280, 1100)),
    Shot("set-up", "head.mulberry", follow("User Accounts"), (1280, 1300)),
    Shot("choose-mis", "head.willowbank", follow("User Accounts", "Choose the MIS"), (1280, 1300)),
    Shot("pull", "contact.harbourlane", force_run, (1280, 1000)),
    Shot("change", "head.larchfield", follow("A change of MIS waits"), (1280, 1200)),
    Shot("case", "head.kingsway", follow("Service Desk", "Keys for Bromcom"), (1280, 1000)),
    Shot("desk-queue", "desk", look_for("/desk/cases/"), (1280, 900)),
    Shot("phone-home", "contact.oakfield", follow(), PHONE),
    Shot("phone-results", "contact.oakfield", bulk_results, PHONE),
    Shot("phone-matching", "contact.oakfield", on_a_phone_matching, PHONE),
)


def main(arguments: list[str]) -> int:
    """Take the pictures, all or those that are named; 1 where the demonstration is not there."""
    options = _options(arguments)
    chosen = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        for shot in chosen:
            try:
                _take(shot, browser=browser, url=options.url)
            except Error as error:
                sys.stderr.write(
                    f"{shot.name} could not be taken: {error.message.splitlines()[0]}\n"
                    f"Is the demonstration running at {options.url}, fresh from make demo-reset?\n"
                )
                return 1
            sys.stdout.write(f"docs/screenshots/{shot.name}.png\n")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Takes the pictures of docs/screenshots.")
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--url", default=f"http://localhost:{port}", help="the running portal")
    parser.add_argument("names", nargs="*", help="only these pictures")
    return parser.parse_args(arguments)


def _take(shot: Shot, *, browser: Browser, url: str) -> None:
    width, height = shot.size
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("response", lambda each: wrong.append(each.url) if each.status >= 400 else None)
    if shot.username:
        _sign_in(page, shot.username)
    shot.visit(page)
    page.wait_for_load_state("networkidle")
    if wrong:
        raise Error(f"the portal refused {wrong[0]}")
    (FOLDER / f"{shot.name}.png").write_bytes(with_palette(_picture(page)))
    context.close()


def _picture(page: Page) -> bytes:
    """What is to be seen, as a PNG that is quick to read (Chromium's other writes take longer)."""
    session = page.context.new_cdp_session(page)
    asked = {"format": "png", "optimizeForSpeed": True}
    return b64decode(session.send("Page.captureScreenshot", asked)["data"])


def _sign_in(page: Page, username: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)
    page.goto("/")  # without the welcome


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
