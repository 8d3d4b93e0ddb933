"""The pages of fetching: the button, asking first, watching, and what came of it, for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.actions import nights, pulls
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Pull, Upload
from autoupdate.night import progress
from autoupdate.queries.pulls import force_run_of
from sandbox.seeding.clock import clock_at
from tests.factories import PullFactory, ReportAcceptanceFactory, user_with_role
from tests.fetching import Vendor
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import come, fetched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]


@pytest.fixture
def contact(school_mis: SchoolMis) -> PortalUser:
    """The school's Nominated Contact."""
    return user_with_role(Role.NOMINATED_CONTACT, school=school_mis.school)


@pytest.fixture
def desk(db: None) -> PortalUser:
    """Somebody at the Service Desk."""
    return user_with_role(Role.SERVICE_DESK)


def browser(user: PortalUser) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(answered: Any) -> str:
    """The text of a page, in one line."""
    assert answered.status_code == 200
    return " ".join(html.fromstring(answered.content).text_content().split())


def address(name: str, pull: Pull) -> str:
    return reverse(f"autoupdate:{name}", args=[pull.school_id, pull.pk])


def force_address(school_mis: SchoolMis) -> str:
    return reverse("autoupdate:force_run", args=[school_mis.school_id])


# --- Asking first ---


def test_the_question_says_what_will_happen(school_mis: SchoolMis, contact: PortalUser) -> None:
    told = words(browser(contact).get(force_address(school_mis)))
    assert "Fetch from Arbor now?" in told
    assert "read at once: Staff, Students, Contacts." in told
    assert "about a quarter of an hour" in told
    assert "checked and then processed at once" in told


def test_the_question_knows_how_long_it_took_last_time(
    school_mis: SchoolMis, contact: PortalUser
) -> None:
    now = timezone.now()
    PullFactory(
        school_mis=school_mis, done=True, queued_at=now - timedelta(minutes=4), finished_at=now
    )
    assert "Last time it took 4 minutes." in words(browser(contact).get(force_address(school_mis)))


def test_pressing_leads_to_the_page_that_watches(
    school_mis: SchoolMis, contact: PortalUser
) -> None:
    answered = browser(contact).post(force_address(school_mis))
    pull = Pull.objects.get()
    assert answered["Location"] == address("pull", pull)
    assert pull.requested_by == contact


def test_a_second_press_leads_to_the_first(school_mis: SchoolMis, contact: PortalUser) -> None:
    client = browser(contact)
    first = client.post(force_address(school_mis))["Location"]
    for again in (client.get, client.post):
        answered = again(force_address(school_mis), follow=True)
        assert answered.redirect_chain == [(first, 302)]
        assert "being fetched already" in words(answered)
    assert Pull.objects.count() == 1


def test_in_the_morning_the_settings_say_until_when(
    school_mis: SchoolMis, contact: PortalUser
) -> None:
    client = browser(contact)
    with clock_at(MIDDAY.replace(hour=7)):
        for ask in (client.get, client.post):
            told = words(ask(force_address(school_mis), follow=True))
            assert "It is again from 9:00am" in told


def test_a_school_without_an_mis_is_told_so(school_mis: SchoolMis, contact: PortalUser) -> None:
    SchoolMis.objects.update(ended_at=school_mis.started_at + timedelta(seconds=1))
    answered = browser(contact).get(force_address(school_mis))
    assert answered["Location"] == reverse("autoupdate:settings", args=[school_mis.school_id])


# --- Watching ---


def watched(pull: Pull, user: PortalUser) -> str:
    """What the live part says."""
    return words(browser(user).get(address("pull_progress", pull)))


def test_waiting_is_shown(school_mis: SchoolMis, contact: PortalUser) -> None:
    pull = PullFactory(school_mis=school_mis)
    assert "Waiting for a free worker" in watched(pull, contact)


def test_the_page_works_without_scripts(school_mis: SchoolMis, contact: PortalUser) -> None:
    pull = PullFactory(school_mis=school_mis)
    page = html.fromstring(browser(contact).get(address("pull", pull)).content)
    assert page.xpath("//meta[@http-equiv='refresh']") or page.xpath("//noscript")
    assert address("pull", pull) in page.xpath("//main//a/@href")


def test_how_far_it_is_and_how_long_it_takes_is_shown(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    fetched(school_mis)
    seen: list[str] = []
    vendor.happens("students", 3, lambda: seen.append(watched(Pull.objects.first(), contact)))  # type: ignore[arg-type]
    fetched(school_mis)
    assert "Reading Students from Arbor" in seen[0]
    assert "4 of 6 people, 2 pages" in seen[0]
    assert "minute left" in seen[0]
    assert "%" in seen[0]


def test_reading_without_any_total_is_shown_all_the_same(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    vendor.totals.clear()
    seen: list[str] = []
    vendor.happens("staff", 0, lambda: seen.append(watched(Pull.objects.get(), contact)))
    fetched(school_mis)
    assert "2 people, 1 page" in seen[0]
    assert "left" not in seen[0]
    assert "%" not in seen[0]


def test_before_the_first_page_it_connects(school_mis: SchoolMis, contact: PortalUser) -> None:
    pull = PullFactory(school_mis=school_mis, running=True)
    assert "Connecting to Arbor" in watched(pull, contact)


def test_a_try_to_come_is_announced(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("students", VendorTrouble("server_error", status="500"))
    pull = fetched(school_mis, forced=True)
    told = watched(pull, contact)
    assert "Tried again after 12:01pm" in told
    assert "Arbor has a fault of its own at the moment" in told
    come(pull)
    pulls.work()


def test_checking_and_processing_are_steps_too(
    school_mis: SchoolMis, head: PortalUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = pulls.force_run(school_mis.school, by=head)
    pulls.work()
    pull.refresh_from_db()
    assert pull.run is not None
    assert "Waiting to be processed" in watched(pull, head)
    pull.run.status, pull.run.claimed_at = "running", timezone.now()
    pull.run.save()
    monkeypatch.setattr(progress, "of_run", lambda _: progress.Progress(1, 8))
    assert "Processing: comparing people" in watched(pull, head)
    assert "8 records read" in watched(pull, head)
    pull.run.status, pull.run.claimed_at = "queued", None
    pull.run.save()
    Upload.objects.update(state="received")
    Pull.objects.update(run=None)
    assert "Checking what came" in watched(pull, head)


def test_once_over_the_page_loads_itself_anew(school_mis: SchoolMis, contact: PortalUser) -> None:
    pull = PullFactory(school_mis=school_mis, done=True)
    answered = browser(contact).get(address("pull_progress", pull))
    assert answered["HX-Refresh"] == "true"


# --- What came of it ---


def test_after_processing_the_page_says_what_came(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = pulls.force_run(school_mis.school, by=head)
    pulls.work()
    nights.work()
    answered = browser(head).get(address("pull", pull))
    told = words(answered)
    assert "Force run by" in told
    assert "Accounts created" in told
    assert "6 of 6 people, 3 pages" in told
    links = html.fromstring(answered.content).xpath("//main//a/@href")
    assert reverse("autoupdate:results", args=[school_mis.school_id]) in links
    upload = Upload.objects.get(sub_report="students")
    assert reverse("autoupdate:upload", args=[school_mis.school_id, upload.pk]) in links


def test_an_evenings_says_when_it_is_processed(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = fetched(school_mis)
    Upload.objects.update(state="ready")
    told = words(browser(head).get(address("pull", pull)))
    assert "Every evening" in told
    assert "What came is processed tonight after 1am." in told


def test_a_run_that_failed_is_told(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = pulls.force_run(school_mis.school, by=head)
    pulls.work()
    pull.refresh_from_db()
    assert pull.run is not None
    pull.run.status, pull.run.failure = "failed", "internal"
    pull.run.claimed_at = pull.run.finished_at = timezone.now()
    pull.run.save()
    assert "could not be processed" in words(browser(head).get(address("pull", pull)))


def test_the_school_reads_its_words_and_the_desk_its_own_too(
    school_mis: SchoolMis, contact: PortalUser, desk: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("staff", VendorTrouble("firewall", host="arbor.example"))
    vendor.refused["students"] = {"UPN (upn)"}
    pull = fetched(school_mis)
    school_reads = words(browser(contact).get(address("pull", pull)))
    assert "The Service Desk’s turn" in school_reads
    assert "A firewall of Arbor turns our requests away" in school_reads
    assert "User-Agent" not in school_reads
    assert "Additional log" not in school_reads
    desk_reads = words(browser(desk).get(address("pull", pull)))
    assert "arbor.example answered 403 with a web page" in desk_reads
    assert "Additional log" in desk_reads
    assert "Attempt 1 began." in desk_reads


def test_what_may_not_be_read_is_named(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    vendor.refused["students"] = {"UPN (UkDfe_UpnAssignment.upn)"}
    told = words(browser(contact).get(address("pull", fetched(school_mis))))
    assert "Arbor does not let us read: UPN (UkDfe_UpnAssignment.upn)" in told


def test_what_was_left_out_says_why(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    pull = PullFactory(
        school_mis=school_mis,
        done=True,
        num_attempts=2,
        parts=[
            {"sub_report": "staff", "state": "left_out", "refusal": "report_not_accepted"},
            {"sub_report": "students", "state": "left_out", "refusal": "other_delivery"},
        ],
    )
    told = words(browser(contact).get(address("pull", pull)))
    assert "The report is no longer accepted, so nothing of it was kept." in told
    assert "The settings were changed meanwhile" in told
    assert "Attempts 2" in told


def test_a_pull_of_another_school_is_not_found(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = PullFactory()
    for name in ("pull", "pull_progress"):
        other = reverse(f"autoupdate:{name}", args=[school_mis.school_id, pull.pk])
        assert browser(head).get(other).status_code == 404


# --- Lists and the button ---


def test_upload_history_and_the_desk_list_the_newest(
    school_mis: SchoolMis, contact: PortalUser, desk: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("staff", VendorTrouble("not_authorised"))
    fetched(school_mis)
    done = fetched(school_mis)
    live = PullFactory(school_mis=school_mis)
    history = reverse("autoupdate:uploads", args=[school_mis.school_id])
    of_desk = reverse("autoupdate:desk_school", args=[school_mis.school_id])
    for user, page in ((contact, history), (desk, of_desk)):
        answered = browser(user).get(page)
        told = words(answered)
        assert "Staff 2; Students 6; Contacts 6" in told
        assert "Arbor no longer accepts the approval" in told
        links = html.fromstring(answered.content).xpath("//main//a/@href")
        assert {address("pull", done), address("pull", live)} <= set(links)


def test_a_pull_that_brought_nothing_says_so(school_mis: SchoolMis, head: PortalUser) -> None:
    PullFactory(school_mis=school_mis, done=True)
    history = reverse("autoupdate:uploads", args=[school_mis.school_id])
    assert "Nothing was to be fetched" in words(browser(head).get(history))


def button(school_mis: SchoolMis, by: PortalUser) -> Any:
    """The button's panel, alone."""
    shown = {
        "force": force_run_of(school_mis, by, timezone.now()),
        "school": school_mis.school,
        "mis": "Arbor",
    }
    return html.fromstring(f"<div>{render_to_string('autoupdate/pulls/button.html', shown)}</div>")


def test_the_button_leads_to_the_question(school_mis: SchoolMis, head: PortalUser) -> None:
    panel = button(school_mis, head)
    assert panel.xpath("//a/@href") == [force_address(school_mis)]
    assert "processed at once" in panel.text_content()


def test_the_button_says_why_not_and_what_came_last(
    school_mis: SchoolMis, head: PortalUser
) -> None:
    pull = PullFactory(
        school_mis=school_mis,
        done=True,
        status="failed",
        failure="internal",
        failure_code="own_fault",
    )
    with clock_at(MIDDAY.replace(hour=7)):
        panel = button(school_mis, head)
    assert "again from 9:00am" in panel.text_content()
    assert "which failed" in panel.text_content()
    assert panel.xpath("//a/@href") == [address("pull", pull)]


def test_the_button_leads_to_what_is_under_way(school_mis: SchoolMis, head: PortalUser) -> None:
    pull = PullFactory(school_mis=school_mis)
    assert button(school_mis, head).xpath("//a/@href") == [address("pull", pull)]


def test_there_is_no_button_where_the_software_sends(db: None) -> None:
    school_mis = ReportAcceptanceFactory().school_mis
    by = user_with_role(Role.HEAD, school=school_mis.school)
    assert button(school_mis, by).text_content().strip() == ""


def test_what_several_met_alike_is_said_once(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    vendor.fails("staff", VendorTrouble("approval_withdrawn", host="arbor.example"))
    pull = fetched(school_mis)
    answered = browser(contact).get(address("pull", pull))
    assert words(answered).count("The approval was withdrawn in Arbor") == 1
    settings = reverse("autoupdate:settings", args=[school_mis.school_id])
    links = html.fromstring(answered.content).xpath("//main//a[@role='button']/@href")
    assert links == [settings]


def test_what_several_met_in_different_ways_is_said_of_each(
    school_mis: SchoolMis, contact: PortalUser, vendor: Vendor
) -> None:
    for name in ("staff", "students"):
        vendor.fails(name, VendorTrouble("permission_missing", permission=name.upper()))
    told = words(browser(contact).get(address("pull", fetched(school_mis))))
    assert told.count("let AutoUpdate read STAFF") == 1
    assert told.count("let AutoUpdate read STUDENTS") == 1
