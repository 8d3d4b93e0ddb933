"""An upload's page: what happens next, its columns and problems, what came of it, its kept file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate import vault
from autoupdate.actions.revealing import DOWNLOADED, open_kept_file
from autoupdate.connectors.problems import GENERAL_PROBLEMS
from autoupdate.connectors.rowsfile import write_rows
from autoupdate.models import Upload
from autoupdate.queries.upload_page import SEVERITIES
from autoupdate.records import Severity
from tests.factories import (
    FieldOptOutFactory,
    ProcessingRunFactory,
    UploadFactory,
    UploadProblemFactory,
)
from tests.integration.conftest import Cast

COUNTS = {
    "student": {"unchanged": 190, "created": 2, "requires_matching": 1},
    "contacts": {"added": 4, "changed": 3, "removed": 2, "of_unknown_people": 1},
}


def open_page(cast: Cast, upload: Upload, who: str = "head", **query: str) -> Any:
    page = reverse("autoupdate:upload", args=[cast.school.pk, upload.pk])
    return cast.client(cast.everybody()[who]).get(page, query)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def processed(cast: Cast, **made: Any) -> Upload:
    """An upload that a night has processed."""
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True, counts=COUNTS)
    upload: Upload = UploadFactory(
        school_mis=cast.school_mis, state="processed", processed_run=run, **made
    )
    return upload


def test_every_severity_has_its_words() -> None:
    assert set(SEVERITIES) == {each.value for each in Severity}


def test_an_upload_says_what_happens_next(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis)
    assert "is being checked" in text_of(open_page(cast, upload))
    upload.state = "ready"
    upload.save()
    assert "It will be processed tonight after" in text_of(open_page(cast, upload))
    ProcessingRunFactory(school_mis=cast.school_mis)
    assert "The school is being processed just now" in text_of(open_page(cast, upload))
    upload.state = "superseded"
    upload.save()
    assert "A newer file of the same kind counts instead" in text_of(open_page(cast, upload))


def test_the_page_comes_anew_while_the_upload_moves(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis)
    assert '<meta http-equiv="refresh"' in text_of(open_page(cast, upload))
    assert 'hx-select="#upload"' in text_of(open_page(cast, upload))
    upload.state = "ready"
    upload.save()
    assert "http-equiv" not in text_of(open_page(cast, upload))
    ProcessingRunFactory(school_mis=cast.school_mis)
    assert "http-equiv" in text_of(open_page(cast, upload))


def test_a_rejected_upload_says_why_and_what_to_do(cast: Cast) -> None:
    upload = UploadFactory(
        school_mis=cast.school_mis,
        state="rejected",
        fault="columns_missing",
        fault_detail={"columns": "the column “ID”"},
    )
    text = text_of(open_page(cast, upload))
    assert "The file lacks the column “ID”, which must be there." in text
    assert "Import the report definition again" in text


def test_facts_of_the_file(cast: Cast) -> None:
    upload = UploadFactory(
        school_mis=cast.school_mis,
        num_rows=1234,
        num_records=1230,
        num_bytes=3_500_000,
        num_repeats=2,
    )
    upload.extracted_at = upload.last_repeated_at = upload.received_at
    upload.save()
    text = text_of(open_page(cast, upload))
    for words in ("XML, 3.3 MB", "1,234", "1,230 usable records", "2 times", "Exported"):
        assert words in text
    assert "clock" not in text


def test_a_file_from_the_future_says_that_a_clock_is_wrong(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis, num_rows=1, num_records=1)
    upload.extracted_at = upload.received_at + timedelta(days=1)
    upload.save()
    text = text_of(open_page(cast, upload))
    assert "the clock of the computer that sent it is wrong" in text
    assert "1 usable record<" in open_page(cast, upload).text


@pytest.mark.parametrize(("size", "words"), [(1, "1 byte"), (105, "105 bytes"), (2048, "2.0 KB")])
def test_sizes_in_words(cast: Cast, size: int, words: str) -> None:
    upload = UploadFactory(school_mis=cast.school_mis, num_bytes=size, format="")
    assert words in text_of(open_page(cast, upload))


def test_columns_that_came_did_not_come_and_are_opted_out(cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="house")
    upload = processed(cast, num_records=5, known_fields=["mis_id", "legal_surname"])
    rows = {each["key"]: each["value"] for each in open_page(cast, upload).context["column_rows"]}
    assert rows["Came"] == "ID, Legal surname"
    assert "Date of birth" in rows["Did not come"]
    assert rows["Opted out"] == "House"


def test_nothing_is_said_of_columns_before_the_file_is_read(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis)
    assert "Columns" not in text_of(open_page(cast, upload))


def test_what_came_of_people_leads_to_them(cast: Cast) -> None:
    upload = processed(cast)
    answer = open_page(cast, upload)
    told = {each["label"]: (each["number"], each["url"]) for each in answer.context["counts"]}
    assert told["No change"] == (190, "")
    number, url = told["Requires matching"]
    assert number == 1
    assert url.endswith("?kind=student&code=requires_matching")
    assert cast.client(cast.head).get(url).status_code == 200


def test_what_came_of_contacts(cast: Cast) -> None:
    upload = processed(cast, report="contacts", sub_report="contacts")
    text = text_of(open_page(cast, upload))
    assert "4 added, 3 changed, 2 removed" in text
    assert "1 left out, because the person is not in the Staff or Students report" in text


def with_problems(cast: Cast, **made: Any) -> Upload:
    upload = processed(
        cast,
        num_records=100,
        num_problems=1001,
        problem_counts={"birth_date_missing": 1000, "upn_invalid": 1},
    )
    UploadProblemFactory(upload=upload, row_number=1, person="=HYPERLINK(1)", **made)
    UploadProblemFactory(
        upload=upload,
        row_number=2,
        code="upn_invalid",
        severity="value_ignored",
        field="upn",
        value="A801200005999",
    )
    return upload


def test_problems_are_counted_beyond_those_that_are_listed(cast: Cast) -> None:
    text = text_of(open_page(cast, with_problems(cast)))
    assert "1,001 problems in the rows" in text
    assert "1,000 × The date of birth is missing." in text
    assert "The first 2 are listed row by row; 999 more are counted above." in text
    assert "Focus > Pupil > Pupil Details" in text.replace("&gt;", ">")
    assert "Focus > Person > Staff" not in text.replace("&gt;", ">"), "every row is a pupil"


def test_the_rows_of_one_problem_can_be_shown(cast: Cast) -> None:
    answer = open_page(cast, with_problems(cast), problem="upn_invalid")
    assert [row.record.row_number for row in answer.context["table"].rows] == [2]


def test_a_upn_is_masked_on_the_page_and_in_the_download(cast: Cast) -> None:
    upload = with_problems(cast)
    assert "A801200005999" not in text_of(open_page(cast, upload))
    answer = open_page(cast, upload, download="csv")
    assert "A801200005999" not in b"".join(answer.streaming_content).decode()


def test_the_download_is_safe_to_open(cast: Cast) -> None:
    answer = open_page(cast, with_problems(cast, value="@cmd"), download="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    headings, first, _ = csv.reader(io.StringIO(text))
    assert headings[-2] == "What to do in SIMS"
    assert first[1] == "'=HYPERLINK(1)"
    assert first[3] == "'@cmd"
    assert "problems-students-" in answer.headers["Content-Disposition"]


def test_every_problem_there_is_can_be_shown(cast: Cast) -> None:
    counts = dict.fromkeys(GENERAL_PROBLEMS, 1)
    upload = processed(cast, num_problems=len(counts), problem_counts=counts)
    for code, text in GENERAL_PROBLEMS.items():
        UploadProblemFactory(upload=upload, code=code, severity=text.severity.value)
    assert open_page(cast, upload).status_code == 200


def test_an_upload_of_another_school_is_not_found(cast: Cast) -> None:
    theirs = UploadFactory(school_mis=cast.outsider_mis)
    assert open_page(cast, theirs).status_code == 404


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            open_page(cast, upload)
        return len(told)

    upload = with_problems(cast)
    before = num_queries()
    UploadProblemFactory.create_batch(30, upload=upload)
    assert num_queries() == before


# --- The kept file ---------------------------------------------------------------------------


def kept(cast: Cast) -> Upload:
    rows = [["1", "=Archer"], ["2", "Baker"]]
    name = vault.write(write_rows(["ID", "Legal Surname"], rows, seen={"ID"}))
    return processed(cast, stored_as=name)


def download(cast: Cast, upload: Upload, who: str = "desk", **more: Any) -> Any:
    page = reverse("autoupdate:upload_file", args=[cast.school.pk, upload.pk])
    return cast.client(cast.everybody()[who]).post(page, **more)


def test_the_desk_downloads_what_is_kept(cast: Cast) -> None:
    upload = kept(cast)
    assert "Download the kept file" in text_of(open_page(cast, upload, "desk"))
    text = b"".join(download(cast, upload).streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["ID", "Legal Surname"],
        ["1", "'=Archer"],
        ["2", "Baker"],
    ]
    event = AuditEvent.objects.get(action=DOWNLOADED)
    assert (event.by, event.subject) == (cast.desk, f"upload:{upload.pk}")


def test_nobody_else_does(cast: Cast) -> None:
    upload = kept(cast)
    assert "Download the kept file" not in text_of(open_page(cast, upload, "head"))
    assert download(cast, upload, "head").status_code == 403
    with pytest.raises(PermissionDenied):
        open_kept_file(upload, by=cast.head)
    assert not AuditEvent.objects.filter(action=DOWNLOADED).exists()


def test_a_purged_file_is_told_in_words(cast: Cast) -> None:
    upload = processed(cast)
    assert "Download the kept file" not in text_of(open_page(cast, upload, "desk"))
    assert "no longer kept" in text_of(download(cast, upload, follow=True))


def test_a_file_that_is_gone_is_told_in_words(cast: Cast) -> None:
    upload = kept(cast)
    vault.delete(upload.stored_as)
    with pytest.raises(ActionRefused):
        open_kept_file(upload, by=cast.desk)
    assert not AuditEvent.objects.filter(action=DOWNLOADED).exists()
