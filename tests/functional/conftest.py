"""A real browser on the real pages: Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.conftest import PREFIX
from tests.functional.portal import Portal, Server, use

if TYPE_CHECKING:
    from django.test.client import Client
    from pytest_django.live_server_helper import LiveServer

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: What no test looks at, and what Playwright turns off: of two lists, a browser heeds the last.
_WITHOUT = (
    # Pages of the browser's own behind the address bar: most of the work for a new window.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # As Playwright does, so that one visitor is like another, and plain HTTP stays plain.
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# Quiet: it speaks to nobody but the test's server. Root may not use the sandbox of its own.
_FLAGS = [
    f"--disable-features={','.join(_WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
_NO_BROWSER = (
    "These tests need a Chromium browser, and none was found. Install chromium, or let "
    "`make browser` do it, and run them again."
)

#: How long a browser waits for what is to come: on a busy machine a page may take a while.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    # Playwright keeps an event loop in this thread, at which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        except PlaywrightError as error:
            if found is None:
                pytest.fail(_NO_BROWSER, pytrace=False)
            raise RuntimeError(f"{found} was found and does not start.") from error
        yield launched
        launched.close()


def keep_nothing(visitor: BrowserContext) -> None:
    """Let no script of the site stay in the visitor's browser, which would fetch its files in every
    test; the one test of it does without this.
    """
    visitor.add_init_script("delete Navigator.prototype.serviceWorker")


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh visitor, whose addresses are relative to the test's server."""
    visitor = browser.new_context(base_url=live_server.url, locale="en-GB")
    keep_nothing(visitor)
    visitor.set_default_timeout(PATIENCE_MS)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page of the fresh visitor."""
    return context.new_page()


def sign_in(context: BrowserContext, client: Client, live_server: LiveServer) -> None:
    """Give the visitor the session of a Django test client that has signed in."""
    cookie = client.cookies["sessionid"]
    context.add_cookies(
        [{"name": "sessionid", "value": cookie.value, "url": live_server.url, "httpOnly": True}]
    )


@pytest.fixture(scope="session")
def _made_portal(tmp_path_factory: Any, django_db_blocker: Any) -> Iterator[Portal]:
    """The portal's database, its copy to begin again from, and a server."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    store = tmp_path_factory.mktemp("pages") / "store"
    portal = Portal(f"{PREFIX}{os.getpid()}_{worker}_pages", store)
    with django_db_blocker.unblock():
        before = use(portal.name)
        portal.make()
        server = Server()
        portal.url = server.url
        use(before)
        yield portal
        server.stop()
        portal.drop()


@pytest.fixture
def portal(_made_portal: Portal, settings: Any, django_db_blocker: Any) -> Iterator[Portal]:
    """The seeded portal, which the test may look at and must not change."""
    settings.UPLOAD_STORE_DIR = _made_portal.store
    with django_db_blocker.unblock():
        before = use(_made_portal.name)
        yield _made_portal
        use(before)


@pytest.fixture
def fresh_portal(portal: Portal) -> Iterator[Portal]:
    """The seeded portal, for a test that changes it: put back afterwards."""
    yield portal
    portal.restore()


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Visit]:
    """``visit("head", width=390)``: an empty page of that person, who has signed in."""
    contexts = []

    def begin(who: str = "", *, width: int = 1280, **options: Any) -> Page:
        visitor = browser.new_context(
            base_url=portal.url,
            locale="en-GB",
            viewport={"width": width, "height": 900},
            **options,
        )
        visitor.set_default_timeout(PATIENCE_MS)
        contexts.append(visitor)
        keep_nothing(visitor)
        if who:
            visitor.add_cookies([portal.cookie(who)])
        return visitor.new_page()

    yield begin
    for each in contexts:
        each.close()
