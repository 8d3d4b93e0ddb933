"""What a Headteacher does on every journey, and what happens meanwhile: evenings, nights, workers.

The page leads: each step of the task list must be the reader's turn before its link is followed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import School, UsoAccount
from autoupdate.models import Upload, UploadState
from autoupdate.tasks.intake import check_upload
from autoupdate.tasks.night import start_night, work_queue
from autoupdate.tasks.pulling import start_evening, work_pulls
from matching.models import MisPerson
from sandbox.demo import PASSWORD
from sandbox.people import PretendSchool
from sandbox.seeding.clock import clock_at, moment_on
from sandbox.seeding.nights import night_after
from sandbox.vendors.running import VendorServer
from tests.functional.checks import accessibility_faults, overflow
from tests.functional.conftest import Visit
from tests.functional.steps import heading, leave, press, told

#: Where pictures of every stage are put, for whoever wants to look; none are taken without.
_PICTURES: Final = os.environ.get("JOURNEY_PICTURES", "")
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Journey:
    """One school on its way, and the vendors at which it has its people."""

    school: School
    vendors: VendorServer
    visit: Visit
    url: str

    @property
    def people(self) -> PretendSchool:
        """Who is in the school's MIS."""
        return self.vendors.school("oak")

    def begin(self, *, width: int = 1280, scripts: bool = True) -> Page:
        """The Headteacher at the school's home, where no MIS is chosen."""
        page = self.visit("oak_head", width=width, java_script_enabled=scripts)
        page.goto("/")
        return page


# --- On AutoUpdate Settings ---
def settings_page(page: Page, journey: Journey) -> None:
    """AutoUpdate Settings, as the menu leads there."""
    page.goto(f"/schools/{journey.school.pk}/autoupdate-settings/")
    heading(page, "AutoUpdate Settings")


def turn(page: Page) -> Locator:
    """The first step that is the reader's turn."""
    yours = page.locator(".uso-tasks__status", has_text="Your turn")
    return page.locator(".uso-tasks__item", has=yours).first


def follow(page: Page, words: str) -> None:
    """The first step that is the reader's turn has this link; follow it."""
    leave(turn(page).get_by_role("link", name=words, exact=True))


def waits_for(page: Page, words: str) -> None:
    """Some step waits for this."""
    expect(page.locator(".uso-tasks__hint", has_text=words).first).to_be_visible()


def choose(page: Page, journey: Journey, label: str) -> None:
    """From the home page to the MIS in use."""
    settings_page(page, journey)
    looks_well(page, "none")
    press(page, "Choose the MIS")
    heading(page, "Which MIS does the school use?")
    looks_well(page, "choose")
    leave(page.get_by_role("button", name=f"Choose {label}", exact=True))
    press(page, f"Use {label}")
    told(page, f"uses {label} now")
    looks_well(page, "chosen")


def ask_at_choosing(page: Page, journey: Journey, label: str) -> None:
    """From the home page to the case that asks the Service Desk for an MIS."""
    settings_page(page, journey)
    press(page, "Choose the MIS")
    heading(page, "Which MIS does the school use?")
    looks_well(page, "choose")
    title = page.get_by_role("heading", name=label, exact=True)
    card = page.locator("section.uso-panel", has=title)
    leave(card.get_by_role("link", name="Raise a case").first)
    looks_well(page, "asking")


def accept(page: Page, *reports: str) -> None:
    """Accept reports from their cards."""
    for report in reports:
        leave(page.get_by_role("button", name=f"Accept {report}", exact=True))
        heading(page, f"Accept the {report} report?")
        press(page, "Accept the report")
        told(page, f"You have accepted the {report} report")


def connection_works(page: Page, journey: Journey) -> None:
    """Test the connection from its panel: everything that was accepted can be read."""
    settings_page(page, journey)
    page.locator("#connection").get_by_role("button", name="Test the connection").click()
    heading(page, "Test of the connection")
    looks_well(page, "tested")
    expect(page.locator("main")).not_to_contain_text("Does not work")


# --- At the vendors ---
def sign_in_at_vendor(page: Page) -> None:
    """The school's office signs in on the page of a pretend vendor."""
    page.get_by_label("Username").fill("office.oak")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    leave(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_text("Oak Primary School").first).to_be_visible()


# --- At the Service Desk ---
def carried_out(journey: Journey, case: str) -> None:
    """The desk finds the case in its queue and does what it asks with one click."""
    desk = journey.visit("desk")
    desk.goto("/desk/cases/")
    row = desk.locator("tr", has=desk.get_by_text(journey.school.name)).filter(has_text=case)
    leave(row.get_by_role("link", name=case, exact=True))
    looks_well(desk, "case")
    press(desk, "Do what this case asks")
    heading(desk, "Do what this case asks")
    looks_well(desk, "plan")
    press(desk, "Yes, do it")
    told(desk, "The conversation says what was done")


# --- What happens meanwhile ---
def workers() -> None:
    """The workers' tasks: fetch, check, process what is queued."""
    work_pulls()
    checked()
    work_queue()


def checked() -> None:
    """Check every upload that has come."""
    for upload in Upload.objects.filter(state=UploadState.RECEIVED):
        check_upload(str(upload.pk))


def evening() -> None:
    """The next weekday's evening, at which MISs are fetched by themselves."""
    with clock_at(_next_evening()):
        start_evening()
        work_pulls()
        checked()


def night() -> None:
    """The night after that evening."""
    at = night_after(timezone.localtime(_next_evening()).date()) + timedelta(minutes=1)
    with clock_at(at):
        start_night()
        work_queue()


def _next_evening() -> datetime:
    day = timezone.localdate()
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    begins = datetime.combine(day, settings.EVENING_STARTS_AT) + timedelta(minutes=5)
    return max(moment_on(day, begins.time()), timezone.now())


# --- The end of every journey ---
def people_are_there(page: Page, journey: Journey, *, num_incomplete: int = 0) -> None:
    """The results and the user list show the people.

    ``num_incomplete``: how many the MIS has without a date of birth.
    """
    number = len(journey.people.students) + len(journey.people.staff)
    people = MisPerson.objects.filter(school_mis__school=journey.school)
    linked = people.filter(standing="linked").count()
    accounts = UsoAccount.objects.filter(associations__school=journey.school).distinct()
    assert linked == accounts.count()
    assert linked == number - num_incomplete
    assert people.filter(standing="incomplete").count() == num_incomplete
    settings_page(page, journey)
    looks_well(page, "set-up")
    page.goto(f"/schools/{journey.school.pk}/results/")
    heading(page, "Whole School Bulk Results")
    expect(page.locator("main")).to_contain_text(str(len(journey.people.students)))
    looks_well(page, "results")
    page.goto(f"/schools/{journey.school.pk}/accounts/")
    expect(page.locator("main")).to_contain_text(journey.people.students[0].legal_surname)


def looks_well(page: Page, name: str) -> None:
    """The page is as wide as its window, and everybody can use it."""
    if _PICTURES:
        folder = Path(_PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        wide = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=folder / f"{_num(folder):03}-{name}-{wide}.png", full_page=True)
    assert overflow(page) == []
    if page.locator("body.govuk-frontend-supported").count():  # axe needs the page's own scripts
        assert accessibility_faults(page) == []


def _num(folder: Path) -> int:
    return len(list(folder.glob("*.png"))) + 1
