"""Whatever comes, a reader or parser either answers or refuses; nothing else ever escapes."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.sims.connector import SIMS
from autoupdate.connectors.unreadable import UnreadableExport
from autoupdate.records import MAX_LENGTHS, ParsedExport
from matching.engine.upn import is_valid
from tests.unit.connectors.exports import TODAY, stored_rows, xml

pytestmark = pytest.mark.unmeasured

SUB_REPORTS = [pytest.param(each, id=each.code) for each in SIMS.sub_reports()]

#: Pieces from which files come that nearly are exports.
WORDS = st.sampled_from(
    [
        "<SuperStarReport>",
        "</SuperStarReport>",
        "<Record>",
        "</Record>",
        "<ID>1</ID>",
        "<UPN/>",
        "&#x1;",
        "&amp;",
        "&x;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE x>",
        "<html>",
        "<CommandReporterError>",
        "<DOB>2012-02-31</DOB>",
        "<Forename>Zoë</Forename>",
        "<?xml version='1.0' encoding='utf-16'?>",
        "ID,Forename,Legal Surname,DOB\r\n",
        "1,Ada,Hart,04/03/2015\r\n",
        '"',
        ",",
        ";",
        "\t",
        "\r\n",
        "\n",
        " ",
        "Count: 1",
    ]
).map(str.encode)
BYTES = st.sampled_from(
    [
        b"\xff\xfe",
        b"\0",
        b"\xe9",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
    ]
)
FILES = st.one_of(st.binary(max_size=400), st.lists(WORDS | BYTES, max_size=30).map(b"".join))
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        [
            "",
            "-",
            "1",
            "2",
            "Ada",
            "Hart",
            "B801200005001",
            "04/03/2015",
            "03/24/2015",
            "31/02/2012",
            "04/03/15",
            "02/02/2012",
            "Year  7",
            "L",
            "AM",
            "Yes",
            "1.0",
            "a@x.example",
            "07700 900123",
            "\x1f",
            "=1+1",
        ]
    ),
    st.just("x" * 150),
)


def parse(data: bytes, sub_report: SubReport) -> ParsedExport[Any]:
    return parse_rows_file([data], sub_report, today=TODAY, problems_kept=10)


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
@given(data=FILES)
def test_the_door_answers_or_refuses(sub_report: SubReport, data: bytes) -> None:
    try:
        kept = b"".join(FilteredExport.of_file([data], sub_report=sub_report, max_bytes=100_000))
    except UnreadableExport as refusal:
        kept = b""
        str(refusal)
    if kept:
        parse(kept, sub_report)


@given(data=st.binary(max_size=300))
def test_the_parser_answers_or_refuses_any_bytes(data: bytes) -> None:
    with pytest.raises(UnreadableExport):
        parse(data, SIMS.sub_report("students"))


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
@given(data=st.data())
def test_the_parser_answers_whatever_the_values_are(
    sub_report: SubReport, data: st.DataObject
) -> None:
    columns = [caption for each in sub_report.fields for caption in each.captions[:2]]
    row = st.lists(TEXTS, min_size=len(columns), max_size=len(columns))
    rows = data.draw(st.lists(row, max_size=5))
    found = parse(stored_rows(columns, rows), sub_report)
    assert found.num_rows == len(rows)
    assert len(found.problems) <= min(10, sum(found.problem_counts.values()))
    for record in found.records:
        check_record(record)


def check_record(record: Any) -> None:
    """The promises of ``records``: lengths, one-line texts, usable IDs and UPNs."""
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str):
                assert len(text) <= MAX_LENGTHS.get(name, 100)
                assert text == " ".join(text.split())
                assert text.isprintable()
    assert getattr(record, "mis_id", "1")
    assert not getattr(record, "upn", "") or is_valid(record.upn)
    assert getattr(record, "year_group", "") in {"", "N1", "N2", "R", *map(str, range(1, 15))}


@given(ids=st.lists(st.sampled_from(["1", "2", "3", " 3", "", "4" * 65]), max_size=12))
def test_nobody_who_is_in_the_file_goes_missing(ids: list[str]) -> None:
    columns = ["ID", "Forename", "Legal Surname", "DOB"]
    found = parse(
        stored_rows(columns, [[one, "Ada", "Hart", "x"] for one in ids]),
        SIMS.sub_report("students"),
    )
    usable = {one.strip() for one in ids if one and len(one) < 65}
    assert {each.mis_id for each in found.records} == usable
    assert len(found.records) == len(usable)
    assert found.num_left_out == sum(1 for one in ids if one.strip() not in usable)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                caption: st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=12)
                for caption in ("ID", "Forename", "Legal Surname", "DOB", "House")
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_xml_and_csv_say_the_same(rows: list[dict[str, str]]) -> None:
    rows[0] = {caption: text or "x" for caption, text in rows[0].items()}
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    sub_report = SIMS.sub_report("students")
    answers = [
        list(
            parse(
                b"".join(FilteredExport.of_file([text.encode()], sub_report=sub_report)), sub_report
            ).records
        )
        for text in (xml(*rows), buffer.getvalue())
    ]
    assert [_but_row(each) for each in answers[0]] == [_but_row(each) for each in answers[1]]


def _but_row(record: Any) -> tuple[Any, ...]:
    return tuple(
        getattr(record, name) for name in record.__dataclass_fields__ if name != "row_number"
    )


def test_today_is_asked_for_and_not_looked_up() -> None:
    row = ["1", "Ada", "Hart", "04/03/2015"]
    data = stored_rows(["ID", "Forename", "Legal Surname", "DOB"], [row])
    found = parse_rows_file([data], SIMS.sub_report("students"), today=date(2014, 1, 1))
    assert found.problem_counts == {"birth_date_in_future": 1}
