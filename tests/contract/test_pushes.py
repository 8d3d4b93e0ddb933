"""What a connector that is sent to must do, told by a pretend Bromcom that was written apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import Role, SchoolMis
from autoupdate.actions.connecting import PushKeys, issue_push_keys
from autoupdate.actions.opt_outs import opt_out
from autoupdate.connectors.bromcom.connector import BROMCOM
from autoupdate.models import Upload, UploadState
from autoupdate.records import ParsedExport
from autoupdate.stored import read_stored
from sandbox.people import PretendSchool
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import story
from tests.factories import SchoolMisFactory, accept_reports, user_with_role
from tests.unit.sandbox.vendors.client import Browser

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS = [each.code.value for each in BROMCOM.reports]
SUB_REPORTS = [each.code for each in BROMCOM.sub_reports()]
#: What only the MIS itself could know, or what Bromcom has as a helper of ours.
_OWN = {"mis_id", "staff_code", "enrolment"}


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOAD_STORE_DIR = tmp_path / "store"


@pytest.fixture
def school_mis(transactional_db: None) -> SchoolMis:
    """A school that accepted everything that Bromcom has."""
    made: SchoolMis = SchoolMisFactory(product="bromcom", school__uses_autotext=True)
    accept_reports(made, *REPORTS)
    return made


@pytest.fixture
def keys(school_mis: SchoolMis) -> PushKeys:
    return issue_push_keys(school_mis, by=user_with_role(Role.SERVICE_DESK))


class Office:
    """The school's office at Bromcom's settings page."""

    def __init__(self, vendors: VendorServer, portal: str, keys: PushKeys) -> None:
        self._page = vendors.url("bromcom") + "/settings"
        self._values = {
            "licence_key": keys.licence_key,
            "supplier_id": keys.supplier_id,
            "supplier_password": keys.supplier_password,
            "portal": portal,
            "consent": "yes",
        }
        self._vendors = vendors
        self._browser = Browser()
        self._browser.sign_in(self._page, "office.oak")

    def press(self, button: str, **changed: str) -> None:
        """Fill in the keys and press a button."""
        values = {name: text for name, text in {**self._values, **changed}.items() if text}
        self._browser.press(self._page, button, **values)

    def said(self) -> dict[str, int]:
        """Sub-report → the status that the portal answered last."""
        kept = self._vendors.world.drawer("bromcom")["settings"]["oak"]["last"]
        return {each["sub_report"]: each["status"] for each in kept}


@pytest.fixture
def office(vendors: VendorServer, live_server: Any, keys: PushKeys) -> Office:
    vendors.world.patience = 0
    return Office(vendors, live_server.url, keys)


def read(sub_report: str, school: PretendSchool) -> ParsedExport[Any]:
    """What the portal makes of the newest upload of a sub-report."""
    upload = Upload.objects.filter(sub_report=sub_report).latest("received_at")
    assert upload.state != UploadState.REJECTED, upload.fault
    return read_stored(upload, today=school.today, problems_kept=10)


def people(sub_report: str, found: ParsedExport[Any], school: PretendSchool) -> tuple[Any, Any]:
    """Who came, and who should have."""
    everybody = school.staff if "staff" in sub_report else school.students
    if "future" in sub_report:
        everybody = school.future_staff if "staff" in sub_report else school.future_students
    fields = found.known_fields - _OWN
    return story.records(found.records, fields), story.people(everybody, fields)


@pytest.mark.parametrize("sub_report", ["staff", "students", "staff_future", "students_future"])
def test_an_evening_brings_the_people_as_they_are(
    office: Office, oak: PretendSchool, sub_report: str
) -> None:
    office.press("save_and_run")
    found = read(sub_report, oak)
    assert (found.problem_counts, found.num_left_out) == ({}, 0)
    came, expected = people(sub_report, found, oak)
    assert came == expected


def test_contacts_are_put_together_again(office: Office, oak: PretendSchool) -> None:
    office.press("save_and_run")
    ids = {each.mis_id: story.key_of(each) for each in read("students", oak).records}
    found = read("contacts", oak)
    assert found.problem_counts == {}
    assert story.tie_records(found.records, ids) == story.ties(
        oak,
        addresses_of=lambda contact: {address for _, address in contact.emails},
        numbers_of=lambda contact: {number for _, number in contact.phones},
    )


def test_marks_are_read_as_they_are(office: Office, oak: PretendSchool) -> None:
    office.press("save_and_run")
    ids = {each.mis_id: story.key_of(each) for each in read("students", oak).records}
    found = {
        (ids[each.mis_student_id], each.marked_on, each.session, each.code, each.minutes_late)
        for each in read("attendance", oak).records
    }
    assert found == set(story.marks(oak, [oak.today]))


def test_save_makes_a_schedule_and_save_and_run_takes_it_away(
    office: Office, vendors: VendorServer
) -> None:
    office.press("save")
    assert not Upload.objects.exists()
    vendors.evening()
    assert set(Upload.objects.values_list("sub_report", flat=True)) == set(SUB_REPORTS)
    assert set(office.said().values()) == {201}
    office.press("save_and_run")
    assert set(office.said().values()) == {200}, "the same files, answered as the first time"
    num_uploads = Upload.objects.count()
    vendors.pass_days(1)
    assert Upload.objects.count() == num_uploads


def test_without_consent_in_bromcom_students_and_contacts_do_not_come(office: Office) -> None:
    office.press("save_and_run", consent="")
    assert "students" not in set(Upload.objects.values_list("sub_report", flat=True))


@pytest.mark.parametrize("name", ["licence_key", "supplier_id", "supplier_password"])
def test_a_wrong_key_brings_nothing(office: Office, name: str) -> None:
    office.press("save_and_run", **{name: "wrong"})
    assert set(office.said().values()) <= {401, 429}
    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", ["cut_file", "wrong_count", "empty_list"])
def test_a_file_that_is_not_whole_is_rejected(
    office: Office, vendors: VendorServer, kind: str
) -> None:
    vendors.fault(kind, "bromcom", "students")
    office.press("save_and_run")
    upload = Upload.objects.get(sub_report="students")
    assert (upload.state, upload.stored_as) == (UploadState.REJECTED, "")
    assert upload.fault in {
        "truncated",
        "csv_malformed",
        "csv_row_length",
        "count_differs",
        "no_rows",
    }
    assert Upload.objects.get(sub_report="staff").state == UploadState.RECEIVED


def test_half_a_body_is_no_upload(office: Office, vendors: VendorServer) -> None:
    vendors.fault("half_body", "bromcom", "students")
    office.press("save_and_run")
    assert not Upload.objects.filter(sub_report="students").exists()


def test_what_the_school_opted_out_is_not_kept(
    office: Office, school_mis: SchoolMis, oak: PretendSchool
) -> None:
    desk = user_with_role(Role.SERVICE_DESK)
    for field in ("email", "enrolment"):
        opt_out(school_mis.school, sub_report="students", field=field, reason="", by=desk)
    office.press("save_and_run")
    found = read("students", oak)
    assert {"email", "enrolment"}.isdisjoint(found.known_fields)
    assert {each.email for each in found.records} == {""}
