"""ScholarPack: all of it without JavaScript, from choosing to the accounts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.journeys.way import (
    Journey,
    accept,
    choose,
    connection_works,
    follow,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    workers,
)
from tests.functional.steps import heading, leave, press

pytestmark = pytest.mark.browser


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    page = journey.begin(scripts=False)
    choose(page, journey, "ScholarPack")
    follow(page, "Accept reports")
    accept(page, "Staff", "Students", "Groups & Classes")
    follow(page, "Authorise")
    press(page, "Go to ScholarPack")
    sign_in_at_vendor(page)
    leave(page.get_by_role("button", name="Confirm"))
    heading(page, "AutoUpdate is approved in ScholarPack")
    press(page, "Go to AutoUpdate Settings")
    connection_works(page, journey)
    settings_page(page, journey)
    follow(page, "Force run")
    heading(page, "now?")
    press(page, "Force run")
    expect(page.locator("main")).to_contain_text("Waiting for a free worker")
    workers()
    page.reload()
    expect(page.locator("main")).to_contain_text("created")
    people_are_there(page, journey)
