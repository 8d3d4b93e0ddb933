"""The sandbox's AutoUpdate software against the portal itself, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autoupdate.models import Upload
from sandbox.sims.uploader import main
from tests.factories import FieldOptOutFactory, accept_reports
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = (
    "staff",
    "students",
    "staff_future",
    "students_future",
    "contacts",
    "groups",
)


class Software:
    """The AutoUpdate software of the cast's school."""

    def __init__(self, url: str, key: str) -> None:
        self.arguments = ["--url", url, "--key", key, "--people", "40", "--wait", "0"]

    def run(self, *more: str) -> int:
        """Run once; the exit code."""
        return main([*self.arguments, *more])


@pytest.fixture
def software(live_server: Any, licence_key: str) -> Software:
    return Software(live_server.url, licence_key)


def test_every_accepted_sub_report_arrives(software: Software, cast: Cast) -> None:
    accept_reports(cast.school_mis, *EVERYTHING)
    assert software.run() == 0
    uploads = {upload.sub_report: upload for upload in Upload.objects.all()}
    assert set(uploads) == {
        "staff",
        "students",
        "staff_future",
        "students_future",
        "contacts",
        "class_teachers",
        "class_students",
        "reg_tutors",
        "reg_students",
    }
    assert not [upload for upload in uploads.values() if upload.state == "rejected"]
    assert uploads["students"].num_rows == 35


def test_a_report_that_is_not_accepted_stays_at_the_school(software: Software, cast: Cast) -> None:
    accept_reports(cast.school_mis, "staff")
    assert software.run() == 0
    assert {upload.sub_report for upload in Upload.objects.all()} == {"staff"}


def test_the_software_leaves_out_what_the_school_opted_out(
    software: Software, cast: Cast, tmp_path: Path
) -> None:
    accept_reports(cast.school_mis, "students")
    FieldOptOutFactory(school=cast.school, sub_report="students", field="upn")
    assert software.run("--extract-only", str(tmp_path)) == 0
    written = (tmp_path / "students.xml").read_text()
    assert "<UPN>" not in written
    assert "<Adno>" in written


@pytest.mark.parametrize("fault", ["truncated", "no_ids", "reporter_error", "web_page", "empty"])
def test_a_spoilt_export_is_rejected(fault: str, software: Software, cast: Cast) -> None:
    accept_reports(cast.school_mis, "students")
    assert software.run("--fault", fault) == 1
    assert not Upload.objects.exclude(state="rejected").exists()


def test_a_wrong_key_learns_nothing(live_server: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", live_server.url, "--key", "USO-WRONG"]) == 2
    assert "was not accepted" in capsys.readouterr().out
