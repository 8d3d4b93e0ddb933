"""A school changes its MIS: the wizard, the first night, the result, confirming, taking back."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import PortalUser, SchoolMis
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.models import MisChange
from autoupdate.receive.door import receive_export
from autoupdate.wake import quietly
from matching.models import MisPerson
from tests.functional.checks import Watch, accessibility_faults, overflow
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.steps import heading, leave, open_page, press, school, told
from tests.integration.night.exports import STUDENT, csv_export

pytestmark = pytest.mark.browser

NUM_MISSING = 3


def in_use() -> SchoolMis:
    """The MIS that the seeded school uses now."""
    return SchoolMis.objects.get(school=school(), ended_at=None)


def rows_of(school_mis: SchoolMis) -> Iterator[dict[str, str]]:
    """The pupils who have an account, as another MIS has them: under ids of its own."""
    people = MisPerson.objects.filter(
        school_mis=school_mis, kind="student", standing="linked", date_of_birth__isnull=False
    )
    for number, each in enumerate(people.order_by("legal_surname", "legal_forename", "pk")):
        yield {
            "id": f"C{number}",
            "forename": each.legal_forename,
            "surname": each.legal_surname,
            "dob": f"{each.date_of_birth:%d/%m/%Y}",
            "upn": each.upn,
            "year": each.year_group,
            "reg": each.reg_group,
        }


def first_night(before: SchoolMis) -> None:
    """The new MIS sends nearly everybody and somebody new, and the school is processed."""
    rows = [*rows_of(before)][NUM_MISSING:]
    rows.append({"id": "C900", "forename": "Zoltan", "surname": "Quibell", "dob": "09/09/2015"})
    with quietly():
        upload = receive_export(
            io.BytesIO(csv_export(rows, STUDENT)),
            school_mis=in_use(),
            sub_report="students",
            delivery="agent",
            extracted_at=timezone.now(),
        )
        check_upload(upload.pk)
        desk = PortalUser.objects.get(username="desk")
        nights.force(school(), by=desk, reason="The first night with the new MIS.")
        nights.work()


def looks_well(page: Page) -> None:
    """The page is accessible and fits its window, wide and narrow."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == []
        assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def changed(page: Page) -> SchoolMis:
    """Go through the wizard and accept the pupils; returns the MIS that was left."""
    before = in_use()
    open_page(page, "autoupdate:settings")
    press(page, "Change MIS")
    heading(page, "Change MIS")
    looks_well(page)
    page.get_by_label("SIMS Connected").check()
    press(page, "Continue")
    heading(page, "Change from SIMS to SIMS Connected?")
    looks_well(page)
    press(page, "Change to SIMS Connected")
    told(page, "uses SIMS Connected from now on")
    open_page(page, "autoupdate:report_accept", report="students")
    press(page, "Accept the report")
    return before


def test_a_change_is_confirmed(visit: Visit, fresh_portal: Portal) -> None:
    page = visit("head")
    watch = Watch(page)
    before = changed(page)
    first_night(before)
    open_page(page, "autoupdate:school")
    press(page, "A change of MIS waits to be looked at")
    heading(page, "Change from SIMS to SIMS Connected")
    looks_well(page)
    for words in ("Re-linked", "New"):
        press(page, words)
        heading(page, words)
        looks_well(page)
        page.go_back()
    press(page, "Missing in SIMS Connected")
    looks_well(page)
    page.locator("input[name=chosen]").first.check()
    press(page, "Keep their accounts")
    page.get_by_label("Why do they keep their accounts?").fill("A long illness")
    looks_well(page)
    press(page, "Keep")
    told(page, "1 account will be kept")
    leave(page.locator(".govuk-breadcrumbs").get_by_role("link", name="Change from SIMS"))
    press(page, "Confirm the change")
    heading(page, "Confirm the change to SIMS Connected?")
    looks_well(page)
    press(page, "Yes, confirm: 2 people left")
    told(page, "The change to SIMS Connected is confirmed. 2 people left")
    assert MisChange.objects.get(before=before, school=school()).state == "confirmed"
    assert watch.complaints == []


def test_a_change_is_taken_back(visit: Visit, fresh_portal: Portal) -> None:
    page = visit("head")
    before = changed(page)
    first_night(before)
    newest = MisChange.objects.get(before=before, state="waiting")
    open_page(page, "autoupdate:change", change_id=newest.pk)
    press(page, "Take the change back")
    heading(page, "Go back from SIMS Connected to SIMS?")
    looks_well(page)
    expect(page.locator("main")).to_contain_text("Zoltan Quibell")
    press(page, "Take the change back")
    told(page, "uses SIMS again. 1 account unallocated")
    looks_well(page)
    assert in_use() == before


def test_without_scripts_it_works_as_well(visit: Visit, fresh_portal: Portal) -> None:
    page = visit("head", width=390, java_script_enabled=False)
    open_page(page, "autoupdate:change_mis")
    page.get_by_label("SIMS Connected").check()
    press(page, "Continue")
    press(page, "Change to SIMS Connected")
    told(page, "uses SIMS Connected from now on")
