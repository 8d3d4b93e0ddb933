"""The door keeps declared columns that are uploaded, and lets go of all others while reading."""

from __future__ import annotations

import pytest

from autoupdate.connectors import intake
from autoupdate.connectors.caption import caption_key
from autoupdate.connectors.filter import allowed_captions
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.rowsfile import read_rows
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.connectors.unreadable import UnreadableExport
from tests.unit.connectors.exports import ADA, BEN, csv_text, stored, xml

STUDENTS = SIMS.sub_report("students")
SECRET = "a-value-nobody-may-keep"


def test_allowed_captions_lead_to_their_fields() -> None:
    allowed = allowed_captions(STUDENTS, not_uploaded={"upn"})
    assert allowed["legal surname"] == "legal_surname"
    assert "upn" not in allowed
    assert all(caption == caption_key(caption) for caption in allowed)


def test_a_mandatory_field_cannot_be_left_out() -> None:
    assert allowed_captions(STUDENTS, not_uploaded={"mis_id"})["id"] == "mis_id"


@pytest.mark.parametrize("write", [xml, csv_text])
@pytest.mark.parametrize("caption", ["UPN", "House", "Surname", "Parental Consent"])
def test_what_may_not_be_kept_is_nowhere_in_the_file(write: object, caption: str) -> None:
    assert callable(write)
    export = write({**ADA, caption: SECRET}, BEN)
    data = stored(export, not_uploaded={"upn", "house", "preferred_surname"})
    assert SECRET.encode() not in data
    assert b"Ada" in data


def test_every_caption_of_a_field_goes_with_it() -> None:
    for caption in STUDENTS.field("email").captions:
        export = csv_text({**ADA, caption.upper(): SECRET})
        assert SECRET.encode() not in stored(export, not_uploaded={"email"})


def test_counts_and_columns_are_complete_at_the_end() -> None:
    door = FilteredExport.of_file([xml(ADA, {**BEN, "Note": "x"}).encode()], sub_report=STUDENTS)
    data = b"".join(door)
    assert (door.format, door.num_rows, door.dropped) == ("xml", 2, {"Note"})
    assert door.seen == set(ADA) == read_rows([data]).seen


def test_csv_is_called_csv() -> None:
    assert FilteredExport.of_file([csv_text(ADA).encode()], sub_report=STUDENTS).format == "csv"


def test_rows_keep_the_order_of_the_columns_declared() -> None:
    found = read_rows([stored(xml(ADA))])
    values = dict(zip(found.columns, next(iter(found.rows())), strict=True))
    assert {caption: text for caption, text in values.items() if text} == ADA


@pytest.mark.parametrize(
    ("sub_report", "limit"), [("students", "MAX_PEOPLE"), ("attendance", "MAX_ROWS")]
)
def test_more_rows_than_any_school_has(
    sub_report: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, limit, 1)
    row = ADA if sub_report == "students" else {"ID": "1", "Date": "", "Session": "AM", "Mark": "/"}
    with pytest.raises(UnreadableExport, match="more than 1 rows, which no school has"):
        stored(csv_text(row, row), sub_report)


def test_an_empty_file_of_people_to_come_needs_no_columns_in_xml_but_does_in_csv() -> None:
    assert read_rows([stored(xml(), "staff_future")]).num_rows == 0
    with pytest.raises(UnreadableExport, match="lacks the column"):
        stored("ID,Title\r\n", "staff_future")
