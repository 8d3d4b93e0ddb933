"""The way through the portal's door: a whole list becomes an upload, half a list is none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import SchoolMis
from autoupdate import vault
from autoupdate.connectors.pulling import Session
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Pull, Upload, UploadState
from autoupdate.receive import Receipt, receive_rows
from autoupdate.wake import quietly
from sandbox.people import PretendSchool
from tests.contract.vendors.adapter import Adapter
from tests.factories import FieldOptOutFactory, PullFactory, SchoolMisFactory, accept_reports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def pull(adapter: Adapter) -> Pull:
    """A running pull of a school that accepted Students."""
    school_mis: SchoolMis = SchoolMisFactory(product=adapter.code)
    accept_reports(school_mis, "students")
    made: Pull = PullFactory(school_mis=school_mis, running=True)
    return made


def receive(adapter: Adapter, session: Session, pull: Pull, *, but: str = "") -> Receipt:
    sub_report = adapter.sub_report("students")
    rows = adapter.small(session).rows(sub_report, wanted=adapter.all_fields("students") - {but})
    with quietly():
        return receive_rows(
            rows,
            school_mis=pull.school_mis,
            sub_report="students",
            extracted_at=timezone.now() - timedelta(minutes=1),
            pull=pull,
        )


def test_a_whole_list_becomes_an_upload(adapter: Adapter, pull: Pull, oak: PretendSchool) -> None:
    with adapter.session() as session:
        upload = receive(adapter, session, pull).upload
    assert (upload.state, upload.pull) == (UploadState.RECEIVED, pull)
    assert upload.num_rows == len(oak.students)


@pytest.mark.parametrize("kind", ["half_body", "server_error", "web_page"])
def test_half_a_list_is_no_upload(adapter: Adapter, pull: Pull, store: Path, kind: str) -> None:
    with adapter.session() as session:
        adapter.vendors.fault(kind, adapter.code, adapter.lists["students"], after=2)
        with pytest.raises(VendorTrouble):
            receive(adapter, session, pull)
    assert not Upload.objects.exists()
    assert [each for each in store.rglob("*") if each.is_file()] == []


def test_a_field_opted_out_is_not_stored(adapter: Adapter, pull: Pull, oak: PretendSchool) -> None:
    """Even had the vendor sent it, and the connector kept it."""
    FieldOptOutFactory(school=pull.school, field="upn")
    with adapter.session() as session:
        upload = receive(adapter, session, pull).upload
    with vault.open(upload.stored_as) as file:
        stored = file.read().decode()
    assert all(one.upn not in stored for one in oak.students if one.upn)
    assert all(one.legal_surname in stored for one in oak.students)
