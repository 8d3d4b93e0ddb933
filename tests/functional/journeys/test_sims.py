"""SIMS and SIMS Connected: a licence key, the pretend software's upload, and the night."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sandbox.sims.agent import Agent
from sandbox.sims.software import Extraction, extract_and_filter, upload_all
from tests.functional.journeys.way import (
    Journey,
    accept,
    checked,
    choose,
    follow,
    looks_well,
    night,
    people_are_there,
    settings_page,
    waits_for,
)
from tests.functional.steps import press

pytestmark = pytest.mark.browser

PLACES = {"SIMS": "on the server that has SIMS", "SIMS Connected": "VPN to SIMS Connected"}


def made_key(page: Page) -> str:
    """A licence key, from its panel."""
    press(page, "Make a licence key")
    press(page, "Make a key")
    looks_well(page, "key")
    return page.locator("main code").first.inner_text()


def software_runs(journey: Journey, key: str) -> None:
    """A test run of the software at the school, which sends to the portal over HTTP."""
    agent = Agent(journey.url, licence_key=key)
    agent.test_connection()
    exports = extract_and_filter(journey.people, agent.configuration(), Extraction())
    sent = upload_all(
        agent, exports, extracted_at=timezone.now(), wait_s=0, say=lambda _light, _text: None
    )
    assert {each.state for each in sent} == {"received"}


@pytest.mark.parametrize("label", PLACES)
def test_from_no_mis_to_accounts(journey: Journey, label: str) -> None:
    page = journey.begin()
    choose(page, journey, label)
    expect(page.locator("main")).to_contain_text(PLACES[label])
    follow(page, "Accept reports")
    accept(page, "Staff", "Students", "Contacts")
    follow(page, "Go to the keys")
    key = made_key(page)
    settings_page(page, journey)
    software_runs(journey, key)
    checked()
    settings_page(page, journey)
    waits_for(page, "the processing")
    looks_well(page, "sent")
    night()
    people_are_there(page, journey)
