"""Pupil Asset: authorised there, its reference sent in a case, fetched on a weekday evening."""

from __future__ import annotations

import pytest

from sandbox.vendors.pupil_asset.rows import pupils
from tests.functional.journeys.way import (
    Journey,
    accept,
    ask_at_choosing,
    carried_out,
    choose,
    connection_works,
    evening,
    night,
    people_are_there,
    settings_page,
    sign_in_at_vendor,
    waits_for,
)
from tests.functional.steps import leave, press, told

pytestmark = pytest.mark.browser


def test_from_no_mis_to_accounts(journey: Journey) -> None:
    page = journey.begin()
    page.goto(journey.vendors.url("pupil_asset"))
    sign_in_at_vendor(page)
    leave(page.get_by_role("button", name="Authorise", exact=True))
    reference = page.locator("dl dd").first.inner_text()
    ask_at_choosing(page, journey, "Pupil Asset")
    page.get_by_label("School reference number").fill(reference)
    press(page, "Send to the Service Desk")
    told(page, "is with the Service Desk")
    carried_out(journey, "Connect Pupil Asset")
    choose(page, journey, "Pupil Asset")
    accept(page, "Staff", "Students", "Contacts")
    connection_works(page, journey)
    settings_page(page, journey)
    waits_for(page, "the next weekday evening, when Pupil Asset is fetched by itself")
    evening()
    settings_page(page, journey)
    waits_for(page, "the processing")
    night()
    blanks = [each for each in pupils(journey.people) if each["dob"] is None]
    people_are_there(page, journey, num_incomplete=len(blanks))
