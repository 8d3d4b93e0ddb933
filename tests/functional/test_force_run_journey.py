"""Force run in a browser: asked, watched page by page, processed; and the same without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, SchoolMis
from autoupdate.actions import nights, pulls
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Pull
from autoupdate.pulling import book
from autoupdate.wake import quietly
from tests.factories import PullFactory, SchoolMisFactory, user_with_role
from tests.fetching import Vendor, connect, in_place_of_arbor, small_school
from tests.functional.checks import accessibility_faults, overflow
from tests.functional.conftest import sign_in
from tests.functional.steps import leave, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _at_any_hour(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No morning window, an empty file store, and nobody sent for."""
    settings.NO_FORCE_FROM = settings.NO_FORCE_UNTIL = time(0, 0)
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    monkeypatch.setattr(book, "EVERY_S", 0)
    with quietly():
        yield


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A small school's Arbor."""
    with in_place_of_arbor(small_school()) as there:
        yield there


@pytest.fixture
def school_mis(vendor: Vendor) -> SchoolMis:
    """The school's Arbor, connected."""
    return connect(SchoolMisFactory(product="arbor", school__name="Fern Bank Primary School"))


@pytest.fixture
def _signed_in(
    context: BrowserContext, client: Client, live_server: LiveServer, school_mis: SchoolMis
) -> None:
    client.force_login(user_with_role(Role.NOMINATED_CONTACT, school=school_mis.school))
    sign_in(context, client, live_server)


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page, wide and narrow."""
    found = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += accessibility_faults(page) + [str(each) for each in overflow(page)]
    return found


@pytest.mark.usefixtures("_signed_in")
def test_it_is_asked_watched_and_processed(
    page: Page, school_mis: SchoolMis, vendor: Vendor
) -> None:
    page.goto(f"/schools/{school_mis.school_id}/autoupdate-settings/")
    leave(page.get_by_role("main").get_by_role("button", name="Force run", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Fetch from Arbor now?")
    assert faults_of(page) == []
    press(page, "Force run")
    live = page.locator("#pull")
    expect(live).to_contain_text("Waiting for a free worker")

    def look() -> None:
        expect(live).to_contain_text("Reading Students from Arbor")
        expect(live).to_contain_text("4 of 6 people, 2 pages")
        assert faults_of(page) == []

    vendor.happens("students", 3, look)
    pulls.work()
    expect(live).to_contain_text("Waiting to be processed")
    nights.work()
    expect(page.get_by_role("main")).to_contain_text("What came of it")
    expect(page.locator(".uso-tiles")).to_contain_text("8")
    assert faults_of(page) == []
    page.get_by_role("link", name="See the results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bulk Results")


@pytest.mark.usefixtures("_signed_in")
def test_a_trouble_says_whose_turn_it_is(page: Page, school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.fails("staff", VendorTrouble("approval_withdrawn", host="arbor.example"))
    pull = PullFactory(school_mis=school_mis)
    pulls.work()
    page.goto(f"/schools/{school_mis.school_id}/uploads/fetched/{pull.pk}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The school’s turn")
    expect(main).to_contain_text("The approval was withdrawn in Arbor")
    assert faults_of(page) == []
    page.goto(f"/schools/{school_mis.school_id}/")
    expect(main).to_contain_text("AutoUpdate cannot read your MIS")


def test_it_is_watched_without_scripts(
    browser: Browser, client: Client, live_server: LiveServer, school_mis: SchoolMis
) -> None:
    client.force_login(user_with_role(Role.HEAD, school=school_mis.school))
    visitor = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(visitor, client, live_server)
    page = visitor.new_page()
    page.goto(f"/schools/{school_mis.school_id}/autoupdate-settings/force-run/")
    press(page, "Force run")
    expect(page.locator("#pull")).to_contain_text("Waiting for a free worker")
    pulls.work()
    nights.work()
    expect(page.get_by_role("main")).to_contain_text("What came of it")
    assert Pull.objects.get().run is not None
    visitor.close()
