"""The Service Desk forces a school and watches it to the end; everybody reads what was uploaded."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AuditEvent
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun, Upload
from autoupdate.wake import quietly
from tests.functional.checks import Watch, accessibility_faults
from tests.functional.conftest import Visit
from tests.functional.portal import Portal, things
from tests.functional.steps import heading, named, open_page, press, school

pytestmark = pytest.mark.browser


def download(page: Page, words: str, *, to: Path) -> list[list[str]]:
    """The rows of the CSV file behind a button or a link."""
    with page.expect_download() as waiting:
        named(page, words).click()
    waiting.value.save_as(to)
    with to.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("scripts", [True, False])
def test_the_desk_forces_a_school_and_watches_it(
    fresh_portal: Portal, visit: Visit, monkeypatch: pytest.MonkeyPatch, *, scripts: bool
) -> None:
    monkeypatch.setattr("autoupdate.actions.nights.wake", _nobody_hears)
    page = visit("desk", java_script_enabled=scripts)
    watch = Watch(page)
    open_page(page, "autoupdate:desk_school")
    press(page, "Process this school now")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why")
    assert not scripts or accessibility_faults(page) == []
    page.get_by_label("Why now?").fill("The school rang: a class is missing.")
    press(page, "Process this school now")
    heading(page, "Processing run")
    expect(page.locator("main")).to_contain_text("Waiting")
    open_page(page, "autoupdate:desk_school")
    press(page, "Watch it")
    with quietly():
        assert nights.work() == 1
    # Nobody presses anything: the page finds out by itself.
    expect(page.locator("main .uso-tag").first).to_have_text("Done")
    expect(page.locator(".uso-log")).to_contain_text("5 people were compared")
    run = ProcessingRun.objects.latest("pk")
    assert (run.status, run.cause) == ("done", "force")
    assert [each for each in watch.complaints if "422" not in each] == []


def _nobody_hears(*_: Any) -> None:
    """In place of Celery: the test does the work when it likes."""


def test_the_desk_downloads_the_kept_file_without_what_was_opted_out(
    fresh_portal: Portal, visit: Visit, tmp_path: Path
) -> None:
    kept = Upload.objects.filter(sub_report="students", state="ready").latest("received_at")
    page = visit("desk")
    open_page(page, "autoupdate:upload", upload_id=kept.pk)
    rows = download(page, "Download the kept file", to=tmp_path / "kept.csv")
    assert len(rows) == kept.num_rows + 1
    assert "House" not in rows[0]
    assert AuditEvent.objects.filter(school=school(), by__username="desk").exists()


@pytest.mark.parametrize("who", ["head", "la_user"])
def test_the_problems_of_an_upload_are_downloaded(
    portal: Portal, visit: Visit, tmp_path: Path, who: str
) -> None:
    page = visit(who)
    open_page(page, "autoupdate:upload")
    rows = download(page, "Download", to=tmp_path / "problems.csv")
    upload = Upload.objects.get(pk=things(school().pk)["upload_id"])
    assert len(rows) == upload.num_problems + 1
    assert rows[0][:3] == ["Row", "Person", "Field"]
    assert rows[1][2] == "Date of birth"
