"""Two exports, or an export and a decision, at one moment: one upload, one answer, one file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser, Role, SchoolMis
from autoupdate.actions.checking import check_upload
from autoupdate.actions.consent import accept_report, withdraw_report
from autoupdate.actions.keys import issue_key
from autoupdate.models import LicenceKey, ReportAcceptance, Upload, UploadProblem
from autoupdate.receive import Receipt, UploadRefused, receive
from autoupdate.wake import quietly
from tests.concurrency import together
from tests.factories import SchoolMisFactory, accept_reports, user_with_role
from tests.factories.exports import ALEX, BLAKE, sims_xml

pytestmark = pytest.mark.django_db(transaction=True)

EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=timezone.get_current_timezone())


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def school_mis() -> SchoolMis:
    """A school that accepted Staff and Students."""
    made: SchoolMis = SchoolMisFactory()
    accept_reports(made)
    return made


@pytest.fixture
def head(school_mis: SchoolMis) -> PortalUser:
    """Its headteacher."""
    return user_with_role(Role.HEAD, school=school_mis.school)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned, or the refusal it met, all started together; nobody is woken."""
    quiet = (quietly()(deed) for deed in deeds)
    return together.at_once(*quiet, may_meet=(ActionRefused, UploadRefused))


def send(school_mis: SchoolMis, body: bytes, *, extracted_at: datetime | None = None) -> Receipt:
    return receive(
        io.BytesIO(body),
        school_mis=school_mis,
        sub_report="students",
        delivery="agent",
        extracted_at=extracted_at,
    )


def files_in(store: Path) -> list[Path]:
    return [each for each in store.rglob("*") if each.is_file()]


@pytest.mark.parametrize("extracted_at", [None, EVENING])
@pytest.mark.parametrize("body", [sims_xml(), b""], ids=["good", "rejected"])
def test_the_same_export_many_times_at_once_is_one_upload(
    school_mis: SchoolMis, store: Path, body: bytes, extracted_at: datetime | None
) -> None:
    receipts = at_once(*[lambda: send(school_mis, body, extracted_at=extracted_at)] * 5)
    upload = Upload.objects.get()
    assert {each.upload.pk for each in receipts} == {upload.pk}
    assert sorted(each.is_repeat for each in receipts) == [False, True, True, True, True]
    assert upload.num_repeats == 4
    assert len(files_in(store)) == (1 if body else 0)


def test_an_export_and_the_withdrawing_of_its_report(
    school_mis: SchoolMis, store: Path, head: PortalUser
) -> None:
    at_once(
        lambda: send(school_mis, sims_xml()),
        lambda: withdraw_report(school_mis, report="students", by=head),
    )
    assert files_in(store) == []
    assert set(Upload.objects.values_list("state", flat=True)) <= {"rejected"}


def test_two_people_accept_one_report(school_mis: SchoolMis, head: PortalUser) -> None:
    proxy = user_with_role(Role.HEAD_PROXY, school=school_mis.school)
    results = at_once(
        *[lambda by=by: accept_report(school_mis, report="contacts", by=by) for by in (head, proxy)]
    )
    assert results[0] == results[1] == ReportAcceptance.objects.get(report="contacts")


def test_two_people_issue_the_first_key(school_mis: SchoolMis, head: PortalUser) -> None:
    school = school_mis.school
    results = at_once(*[lambda: issue_key(school, by=head)] * 3)
    assert sum(isinstance(each, ActionRefused) for each in results) == 2
    assert LicenceKey.objects.filter(school=school).count() == 1


def test_one_upload_checked_twice_at_once(school_mis: SchoolMis) -> None:
    upload = send(school_mis, sims_xml([ALEX, {**BLAKE, "DOB": "rubbish"}])).upload
    at_once(*[lambda: check_upload(upload.pk)] * 4)
    upload.refresh_from_db()
    assert (upload.state, upload.num_problems) == ("ready", 1)
    assert UploadProblem.objects.count() == 1


def test_of_many_checked_at_once_only_the_newest_is_ready(school_mis: SchoolMis) -> None:
    uploads = [
        send(
            school_mis,
            sims_xml([{**ALEX, "ID": str(hour + 1)}]),
            extracted_at=EVENING.replace(hour=hour),
        ).upload
        for hour in range(6)
    ]
    at_once(*[lambda pk=each.pk: check_upload(pk) for each in uploads])
    ready = Upload.objects.exclude(state="superseded")
    assert [(each.pk, each.state) for each in ready] == [(uploads[-1].pk, "ready")]
