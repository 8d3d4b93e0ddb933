"""Integris, on a phone: access granted in Datashare, seen by a test, handed over in the evening."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.functional.journeys.way import (
    Journey,
    accept,
    choose,
    connection_works,
    evening,
    follow,
    looks_well,
    night,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    waits_for,
)
from tests.functional.steps import heading, leave

pytestmark = pytest.mark.browser


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    page = journey.begin(width=390)
    choose(page, journey, "Integris")
    follow(page, "Test the connection")
    heading(page, "Test of the connection to Integris")
    page.goto(f"{journey.vendors.url('integris')}/datashare")
    sign_in_at_vendor(page)
    leave(page.get_by_role("button", name="Grant Access", exact=True))
    expect(page.locator("main")).to_contain_text("Access was granted")
    settings_page(page, journey)
    accept(page, "Staff", "Students", "Contacts", "Groups & Classes")
    connection_works(page, journey)
    settings_page(page, journey)
    waits_for(page, "the next weekday evening, when Integris is fetched by itself")
    looks_well(page, "waiting")
    evening()
    settings_page(page, journey)
    waits_for(page, "the processing")
    night()
    people_are_there(page, journey)
