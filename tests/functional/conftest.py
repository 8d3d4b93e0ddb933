"""A real browser on the real pages: Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from django.test.client import Client
    from pytest_django.live_server_helper import LiveServer

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet: it speaks to nobody but the test's server. Root may not use the sandbox of its own.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    # Playwright keeps an event loop in this thread, at which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh visitor, whose addresses are relative to the test's server."""
    visitor = browser.new_context(base_url=live_server.url, locale="en-GB")
    visitor.set_default_timeout(15_000)
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
