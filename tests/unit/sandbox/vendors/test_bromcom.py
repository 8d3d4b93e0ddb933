"""Bromcom: Save and Save & Run, the evening, the files it sends, and what goes wrong on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event, Thread

import pytest

from sandbox.people import PretendSchool
from sandbox.vendors.all_vendors import VENDORS
from sandbox.vendors.bromcom.sending import is_this_machine
from sandbox.vendors.evenings import is_due, keep_looking, look
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser, Form
from tests.unit.sandbox.vendors.portal import Portal, running_portal

KEYS = {"licence_key": "USO-1", "supplier_id": "S1", "supplier_password": "P1"}
ALL = ["staff", "students", "staff_future", "students_future", "contacts", "attendance"]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as running:
        yield running


@pytest.fixture
def bromcom(
    primary: PretendSchool, secondary: PretendSchool, portal: Portal
) -> Iterator[VendorServer]:
    with VendorServer({"oak": primary, "high": secondary}, portal=portal.url) as running:
        running.world.patience = 0
        yield running


def office(vendors: VendorServer, key: str = "oak") -> tuple[Browser, str]:
    browser, address = Browser(), f"{vendors.url('bromcom')}/settings"
    browser.sign_in(address, f"office.{key}")
    return browser, address


def save(vendors: VendorServer, button: str = "save", **changed: object) -> tuple[Browser, str]:
    browser, address = office(vendors)
    browser.press(address, button, **{**KEYS, "consent": "yes", **changed})
    return browser, address


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def test_save_makes_a_schedule_and_sends_nothing_yet(bromcom: VendorServer, portal: Portal) -> None:
    browser, address = save(bromcom)
    assert "every day after 18:00" in browser.get(address).text
    assert portal.received == []
    bromcom.evening()
    assert list(portal.files()) == ALL
    path, headers, _ = portal.received[0]
    assert path == "/api/push/v1/staff"
    assert headers["authorization"] == "Licence-Key USO-1"
    assert (headers["x-supplier-id"], headers["x-supplier-password"]) == ("S1", "P1")
    assert headers["content-type"] == "text/csv; charset=utf-8"
    bromcom.pass_days(2)
    assert len(portal.received) == 3 * len(ALL)


def test_save_and_run_sends_once_and_makes_no_schedule(
    bromcom: VendorServer, portal: Portal
) -> None:
    save(bromcom)
    browser, address = save(bromcom, "save_and_run")
    assert len(portal.received) == len(ALL)
    assert "nothing is sent by itself" in browser.get(address).text
    bromcom.pass_days(2)
    assert len(portal.received) == len(ALL)


def test_without_consent_no_pupils_and_no_contacts(bromcom: VendorServer, portal: Portal) -> None:
    save(bromcom, consent=[])
    bromcom.evening()
    assert list(portal.files()) == ["staff", "staff_future", "attendance"]


def test_the_page(bromcom: VendorServer, portal: Portal) -> None:
    browser, address = office(bromcom)
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    assert form.values["portal"] == [portal.url]
    portal.answers.append((403, {}, "The licence key is not known."))
    browser, address = save(bromcom)
    browser.press(address, "evening")
    assert "403 The licence key is not known." in browser.get(address).text
    bromcom.withdraw("bromcom", "oak")
    assert "Nothing is set up yet." in browser.get(address).text
    teacher = Browser()
    teacher.sign_in(address, "teacher.oak")
    assert "do not have permission" in teacher.get(address).text
    assert "/bromcom/settings" in teacher.get(f"{bromcom.url('bromcom')}/").text


def test_the_files(bromcom: VendorServer, portal: Portal, primary: PretendSchool) -> None:
    save(bromcom)
    bromcom.evening()
    for name, body in portal.files().items():
        text = body.decode()
        assert text.endswith('"\r\n'), name
        captions, *people, count = rows(body)
        assert count == ["Count:", str(len(people))]
        assert captions == [each.strip() for each in captions]
        assert all(len(each) == len(captions) for each in people)
    captions, *people, _ = rows(portal.files()["students"])
    assert len(people) == len(primary.students) + 2
    first = dict(zip(captions, people[0], strict=True))
    assert first["firstName"].endswith(" ")
    assert first["tutorGroupName"].strip().endswith("(26/27)")
    assert first["dateOfBirth"].strip().endswith("T00:00:00")
    states = {each[captions.index("enrolmentStateName")].strip() for each in people}
    assert states == {"Enrolled", "Guest"}
    captions, *people, _ = rows(portal.files()["contacts"])
    flags = {each[captions.index("contactParentalResponsibility")].strip() for each in people}
    assert flags == {"yes", "no"}
    future = rows(portal.files()["students_future"])
    assert len(future) - 2 == len(primary.future_students)


def test_on_the_day_somebody_starts_both_files_have_them(
    bromcom: VendorServer, portal: Portal, primary: PretendSchool
) -> None:
    save(bromcom)
    starter = min(primary.future_students, key=lambda each: each.entered_on)
    days = (starter.entered_on - primary.today).days
    bromcom.world.pass_days(days)
    started = {each.mis_id for each in bromcom.school("oak").students}
    assert (starter.mis_id in started) == (bromcom.school("oak").today == starter.entered_on)
    bromcom.evening()
    files = portal.files()
    current = {row[0] for row in rows(files["students"])}
    future = {row[0] for row in rows(files["students_future"])}
    assert {each for each in current & future if each not in ("studentId", "Count:")}


def test_what_is_tried_again(bromcom: VendorServer, portal: Portal) -> None:
    portal.answers = [(503, {"Retry-After": "20"}, "Later."), (429, {"Retry-After": "x"}, "Later.")]
    save(bromcom)
    bromcom.evening()
    assert len(portal.received) == len(ALL) + 2
    portal.answers = [(400, {}, "No."), (500, {}, "No.")]
    bromcom.evening()
    assert len(portal.received) == 2 * len(ALL) + 2
    last = bromcom.world.drawer("bromcom")["settings"]["oak"]["last"]
    assert [each["status"] for each in last] == [400, 500, 201, 201, 201, 201]


def test_nobody_answers_and_other_machines(bromcom: VendorServer) -> None:
    save(bromcom, portal="http://127.0.0.1:9")
    bromcom.evening()
    assert len(bromcom.seen("bromcom", "push staff")) == 3
    browser, address = save(bromcom, "save_and_run", portal="https://portal.example")
    assert "sends to this machine only" in browser.get(address).text
    assert not is_this_machine("ftp://localhost")


def test_faults_on_the_way(bromcom: VendorServer, portal: Portal, primary: PretendSchool) -> None:
    bromcom.fault("half_body", "bromcom", "staff", times=1)
    bromcom.fault("cut_file", "bromcom", "students", times=1)
    bromcom.fault("wrong_count", "bromcom", "contacts", times=1)
    bromcom.fault("empty_list", "bromcom", "staff_future", times=1)
    save(bromcom)
    bromcom.evening()
    files = portal.files()
    assert portal.num_broken >= 1
    assert "staff" not in files
    assert b"Count:" not in files["students"]
    _, *people, count = rows(files["contacts"])
    assert int(count[1]) == len(people) + 7
    assert rows(files["staff_future"])[1:] == [["Count:", "0"]]


def test_there_are_no_marks_at_the_weekend(bromcom: VendorServer, portal: Portal) -> None:
    save(bromcom)
    bromcom.world.pass_days(1)
    bromcom.evening()
    assert rows(portal.files()["attendance"])[1:] == [["Count:", "0"]]


def test_an_evening_is_once_a_day_after_six(bromcom: VendorServer) -> None:
    at = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
    assert not is_due(at, "")
    assert is_due(at.replace(minute=5), "2026-11-19")
    assert not is_due(at.replace(minute=5), "2026-11-20")
    bromcom.world.clock.now = lambda: at.replace(hour=19)  # type: ignore[method-assign]
    save(bromcom)
    look(bromcom.world, VENDORS)
    look(bromcom.world, VENDORS)
    assert len(bromcom.seen("bromcom", "push staff")) == 1
    stop = Event()
    looking = Thread(
        target=keep_looking, args=(bromcom.world, VENDORS), kwargs={"stop": stop, "every": 0.001}
    )
    looking.start()
    stop.set()
    looking.join(5)
    assert not looking.is_alive()
