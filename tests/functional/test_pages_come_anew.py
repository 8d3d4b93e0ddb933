"""Pages that come anew by themselves while something moves, with scripts and without."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.models import ProcessingRun, Upload
from tests.factories import (
    LocalAuthorityFactory,
    ProcessingRunFactory,
    SchoolMisFactory,
    UploadFactory,
    user_with_role,
)
from tests.functional.checks import accessibility_faults, overflow
from tests.functional.conftest import PATIENCE_MS, sign_in

FILES = ["/offline.css", "/offline.html", "/offline.js", "/offline.svg"]
_KEPT = """async () => {
  const kept = [];
  for (const each of await caches.keys()) kept.push(...await (await caches.open(each)).keys());
  return kept.map(each => new URL(each.url).pathname).sort();
}"""
#: Waits until the script of the site answers for the page, or for so many milliseconds.
_BEGUN = """most => new Promise((done, failed) => {
  setTimeout(failed, most, new Error("No service worker took the page over."));
  const look = () => navigator.serviceWorker.controller && done(true);
  navigator.serviceWorker.addEventListener("controllerchange", look);
  look();
})"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school_mis() -> SchoolMis:
    made: SchoolMis = SchoolMisFactory(school__local_authority=LocalAuthorityFactory())
    return made


@pytest.fixture
def desk(context: BrowserContext, client: Client, live_server: LiveServer) -> PortalUser:
    """Somebody of the Service Desk, signed in."""
    user = user_with_role(Role.SERVICE_DESK)
    client.force_login(user)
    sign_in(context, client, live_server)
    return user


def reject(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(state="rejected", fault="truncated")


@pytest.mark.usefixtures("desk")
def test_upload_history_shows_what_the_check_found(page: Page, school_mis: SchoolMis) -> None:
    upload = UploadFactory(school_mis=school_mis)
    page.goto(f"/schools/{school_mis.school_id}/uploads/")
    page.locator("select[name=report]").select_option("students")
    first = page.locator("#uploads tbody tr").first
    expect(first).to_contain_text("Being checked")
    reject(upload)
    expect(first).to_contain_text("The file stops in the middle")
    # The list alone was replaced, and nothing asks again.
    assert page.locator("select[name=report]").input_value() == "students"
    expect(page.locator("#uploads[hx-trigger]")).to_have_count(0)


def test_upload_history_does_so_without_scripts(
    browser: Browser, client: Client, live_server: LiveServer, school_mis: SchoolMis
) -> None:
    client.force_login(user_with_role(Role.HEAD, school=school_mis.school))
    upload = UploadFactory(school_mis=school_mis)
    visitor = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    sign_in(visitor, client, live_server)
    page = visitor.new_page()
    page.goto(f"/schools/{school_mis.school_id}/uploads/")
    reject(upload)
    expect(page.locator("#uploads")).to_contain_text("The file stops in the middle")
    visitor.close()


@pytest.mark.usefixtures("desk")
def test_a_run_is_watched_until_it_is_over(page: Page, school_mis: SchoolMis) -> None:
    run = ProcessingRunFactory(school_mis=school_mis)
    page.goto(f"/desk/runs/{run.pk}/")
    expect(page.locator(".uso-progress")).to_contain_text("Waiting for a free worker")
    ProcessingRun.objects.filter(pk=run.pk).update(
        status="done", finished_at=run.queued_at, counts={"staff": {"created": 7}}
    )
    expect(page.locator(".uso-tiles")).to_contain_text("7")
    expect(page.locator(".uso-progress")).to_have_count(0)


def test_a_page_that_cannot_reach_the_site_says_so(page: Page, context: BrowserContext) -> None:
    page.goto("/help/")
    told = page.get_by_text("The site cannot be reached")
    expect(told).to_be_hidden()
    context.set_offline(True)
    expect(told).to_be_visible()
    context.set_offline(False)
    expect(told).to_be_hidden()


def test_a_page_of_our_own_is_shown_where_none_can_be_fetched(
    browser: Browser, live_server: LiveServer
) -> None:
    with browser.new_context(base_url=live_server.url, locale="en-GB") as visitor:
        visitor.set_default_timeout(PATIENCE_MS)
        page = visitor.new_page()
        page.goto("/help/")
        page.evaluate(_BEGUN, PATIENCE_MS)
        visitor.set_offline(True)
        page.goto("/accessibility/")
        expect(page.locator("h1")).to_have_text("The site cannot be reached")
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
        assert accessibility_faults(page) == []
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == []
        assert page.evaluate(_KEPT) == FILES, "and no page of the portal is kept"
        visitor.set_offline(False)  # which the page notices by itself
        expect(page.locator("h1")).to_have_text("Accessibility statement")
        page.goto("/help/")
        expect(page.locator("h1")).to_have_text("Help")
