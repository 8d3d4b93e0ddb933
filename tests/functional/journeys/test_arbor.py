"""Arbor: chosen, accepted, approved on Arbor's own page, tested, fetched at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.journeys.way import (
    Journey,
    accept,
    choose,
    connection_works,
    follow,
    looks_well,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    workers,
)
from tests.functional.steps import heading, leave, press

pytestmark = pytest.mark.browser


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    page = journey.begin()
    choose(page, journey, "Arbor")
    follow(page, "Accept reports")
    accept(page, "Staff", "Students", "Contacts")
    follow(page, "Authorise")
    heading(page, "Authorise AutoUpdate in Arbor")
    press(page, "Go to Arbor")
    sign_in_at_vendor(page)
    leave(page.get_by_role("button", name="Approve"))
    heading(page, "AutoUpdate is approved in Arbor")
    looks_well(page, "approved")
    press(page, "Go to AutoUpdate Settings")
    connection_works(page, journey)
    settings_page(page, journey)
    follow(page, "Force run")
    heading(page, "now?")
    press(page, "Force run")
    expect(page.locator("main")).to_contain_text("Waiting for a free worker")
    looks_well(page, "queued")
    workers()
    page.reload()
    expect(page.locator("main")).to_contain_text("created")
    looks_well(page, "fetched")
    people_are_there(page, journey)
