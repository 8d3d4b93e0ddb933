"""Marks: each session of a student once, in the codes used in England."""

from __future__ import annotations

from datetime import date

import pytest

from autoupdate.records import AttendanceRecord
from tests.unit.connectors.bad_rows import MARK
from tests.unit.connectors.exports import codes, csv_text, parsed, xml


def test_a_late_mark() -> None:
    found = parsed(xml({**MARK, "Mark": "L", "Minutes Late": "12", "Session": "am"}), "attendance")
    assert found.records == (
        AttendanceRecord(
            mis_student_id="1234",
            marked_on=date(2026, 11, 23),
            session="AM",
            code="L",
            minutes_late=12,
            row_number=1,
        ),
    )


@pytest.mark.parametrize("mark", ["-", "", " "])
def test_no_mark_yet_is_no_problem(mark: str) -> None:
    found = parsed(csv_text({**MARK, "Mark": mark}, MARK), "attendance")
    assert (len(found.records), found.problems) == (1, ())


@pytest.mark.parametrize("mark", ["/", "\\", "c1", "Y7", "#"])
def test_codes(mark: str) -> None:
    assert parsed(csv_text({**MARK, "Mark": mark}), "attendance").records[0].code == mark.upper()


def test_the_last_mark_of_a_session_counts() -> None:
    found = parsed(csv_text(MARK, {**MARK, "Mark": "N"}, {**MARK, "Session": "PM"}), "attendance")
    assert [(each.session, each.code) for each in found.records] == [("AM", "N"), ("PM", "/")]


def test_american_dates_are_distrusted_here_too() -> None:
    rows = [{**MARK, "Mark Date": "11/20/2026"}, {**MARK, "Mark Date": "11/02/2026"}]
    found = parsed(csv_text(*rows), "attendance")
    assert (found.records, codes(found)) == ((), ["mark_date_unusable"] * 2)


def test_in_the_holidays_there_are_none() -> None:
    assert parsed(xml(), "attendance").records == ()
