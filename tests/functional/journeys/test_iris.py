"""IRIS: a client made in iSAMS, a case with its secrets, the desk's one click, a Force run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.functional.journeys.way import (
    Journey,
    accept,
    ask_at_choosing,
    carried_out,
    connection_works,
    follow,
    looks_well,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    workers,
)
from tests.functional.steps import heading, leave, press, told

pytestmark = pytest.mark.browser


def make_client(page: Page, journey: Journey) -> dict[str, str]:
    """In iSAMS, what a partner's REST API needs; shown once."""
    page.goto(f"{journey.vendors.url('iris')}/oak")
    sign_in_at_vendor(page)
    leave(page.get_by_role("button", name="Make a client"))
    names = page.locator("dl dt").all_inner_texts()
    return dict(zip(names, page.locator("dl dd").all_inner_texts(), strict=True))


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    client = make_client(journey.visit("oak_head"), journey)
    page = journey.begin()
    ask_at_choosing(page, journey, "IRIS (iSAMS and Ed:gen)")
    page.get_by_label("Client ID", exact=True).fill(client["Client ID"])
    page.get_by_label("Client secret", exact=True).fill(client["Client secret"])
    page.get_by_label("MIS URL").fill(client["Address of this MIS"])
    press(page, "Send to the Service Desk")
    told(page, "is with the Service Desk")
    carried_out(journey, "Connect IRIS")
    settings_page(page, journey)
    looks_well(page, "connected")
    follow(page, "Accept reports")
    accept(page, "Staff", "Students")
    connection_works(page, journey)
    settings_page(page, journey)
    follow(page, "Force run")
    heading(page, "now?")
    press(page, "Force run")
    looks_well(page, "queued")
    workers()
    page.reload()
    expect(page.locator("main")).to_contain_text("created")
    people_are_there(page, journey)
