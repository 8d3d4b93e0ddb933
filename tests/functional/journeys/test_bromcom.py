"""Bromcom: keys asked for in a case, entered on Bromcom's page, and sent by it in the evening."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.functional.journeys.way import (
    Journey,
    accept,
    ask_at_choosing,
    carried_out,
    checked,
    follow,
    looks_well,
    night,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    waits_for,
)
from tests.functional.steps import heading, leave, press, told

pytestmark = pytest.mark.browser

#: Our word → the label on Bromcom's page.
KEYS = {
    "Licence key": "Licence key",
    "Supplier ID": "Supplier ID",
    "Supplier password": "Supplier password",
}


def shown_once(page: Page) -> dict[str, str]:
    """The keys that the desk had made, from the case."""
    press(page, "Show the keys once")
    heading(page, "Your keys")
    looks_well(page, "keys")
    values = page.locator(".govuk-summary-list__value code").all_inner_texts()
    return dict(zip(KEYS, values, strict=True))


def entered(page: Page, journey: Journey, keys: dict[str, str]) -> None:
    """On Bromcom's settings page: the three, consent, and Save."""
    page.goto(f"{journey.vendors.url('bromcom')}/settings")
    sign_in_at_vendor(page)
    for name, value in keys.items():
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("Address of AutoUpdate").fill(journey.url)
    page.get_by_label("Data Processing Consent Granted").check()
    leave(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("main")).to_contain_text("Data is sent every day after 18:00")


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    page = journey.begin()
    ask_at_choosing(page, journey, "Bromcom")
    press(page, "Send to the Service Desk")
    told(page, "is with the Service Desk")
    carried_out(journey, "Keys for Bromcom")
    page.reload()
    keys = shown_once(page)
    settings_page(page, journey)
    looks_well(page, "has-keys")
    follow(page, "Accept reports")
    accept(page, "Staff", "Students", "Contacts")
    expect(page.locator(".uso-tasks__item", has_text="press Save").first).to_contain_text(
        "Your turn"
    )
    entered(page, journey, keys)
    settings_page(page, journey)
    waits_for(page, "Bromcom, which sends by itself")
    journey.vendors.evening()
    checked()
    settings_page(page, journey)
    waits_for(page, "the processing")
    looks_well(page, "sent")
    night()
    people_are_there(page, journey)
