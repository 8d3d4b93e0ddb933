"""Dates are read as written in Britain, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoupdate.connectors.parsing.birth import BirthDates
from autoupdate.connectors.parsing.dates import DateColumn, DateFault, parse_date
from autoupdate.records import Kind

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "01/09/2012",
        "1/9/2012",
        "01-09-2012",
        "1.9.2012",
        "01/09/2012 00:00:00",
        "01/09/2012 12:00:00 AM",
        "2012-09-01",
        "2012-9-1",
        "2012-09-01T00:00:00",
        "2012-09-01 00:00:00.000",
        "2012-09-01T00:00:00Z",
        "2012-09-01T00:00:00+01:00",
        "20120901",
        "01-Sep-2012",
        "1 September 2012",
        "1st September, 2012",
        "1 sept 2012",
        "01SEP 2012",
        "  01/09/2012  ",
    ],
)
def test_read(text: str) -> None:
    assert parse_date(text) == (date(2012, 9, 1), DateFault.NONE)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "0001-01-01T00:00:00", "1753-01-01", "30/12/1899", "31/12/9999", "2999-12-31"],
)
def test_no_date(text: str) -> None:
    assert parse_date(text) == (None, DateFault.NONE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31/02/2012", DateFault.IMPOSSIBLE),
        ("29/02/2013", DateFault.IMPOSSIBLE),
        ("2012-13-01", DateFault.IMPOSSIBLE),
        ("32/01/2012", DateFault.IMPOSSIBLE),
        ("01/01/1700", DateFault.IMPOSSIBLE),
        ("01/01/3012", DateFault.IMPOSSIBLE),
        ("20121301", DateFault.IMPOSSIBLE),
        ("01092012", DateFault.UNREADABLE),
        ("01/09/12", DateFault.TWO_DIGIT_YEAR),
        ("1-Sep-12", DateFault.TWO_DIGIT_YEAR),
        ("1 Smarch 2012", DateFault.UNREADABLE),
        ("September 2012", DateFault.UNREADABLE),
        ("01/09-2012", DateFault.UNREADABLE),
        ("00/09/2012", DateFault.UNREADABLE),
        ("41153", DateFault.UNREADABLE),
        ("n/a", DateFault.UNREADABLE),
        ("2012-08-31T23:00:00Z", DateFault.UNREADABLE),
        ("٠١/٠٩/٢٠١٢", DateFault.UNREADABLE),
    ],
)
def test_not_read(text: str, fault: DateFault) -> None:
    assert parse_date(text) == (None, fault)


def column(*texts: str, is_american: bool = False) -> DateColumn:
    found = DateColumn(is_american=is_american)
    for text in texts:
        found[text]
    return found


@pytest.mark.parametrize(
    ("texts", "seems_american"),
    [
        (("01/02/2012", "13/02/2012"), False),
        (("01/02/2012", "02/13/2012"), True),
        (("01/02/2012", "02/13/2012", "13/02/2012"), True),
        (("01/02/2012", "02/13/2012", "13/02/2012", "14/02/2012"), False),
        (("02/13/2012", "03/03/2012"), False),  # nothing that could be read both ways
        (("2012-01-02", "01/02/2012"), False),
        ((), False),
    ],
)
def test_order_of_a_column(texts: tuple[str, ...], seems_american: bool) -> None:
    assert column(*texts).seems_american is seems_american


def test_in_an_american_column_only_the_certain_is_read() -> None:
    found = column(is_american=True)
    assert found["01/02/2012"] == (None, DateFault.US_ORDER)
    assert found["13/02/2012"] == (date(2012, 2, 13), DateFault.NONE)
    assert found["02/02/2012"] == (date(2012, 2, 2), DateFault.NONE)
    assert found["2012-02-01"] == (date(2012, 2, 1), DateFault.NONE)
    assert not found.seems_american


@given(st.dates(date(1900, 1, 2), date(2150, 1, 1)))
def test_every_day_survives_every_way_of_writing_it(day: date) -> None:
    for form in ("%d/%m/%Y", "%Y-%m-%dT00:00:00", "%Y%m%d", "%d-%b-%Y", "%d %B %Y"):
        if form != "%Y%m%d" or day.year < 2100:
            assert parse_date(day.strftime(form)) == (day, DateFault.NONE)


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    found, fault = parse_date(text)
    assert found is None or fault is DateFault.NONE
    assert DateColumn(is_american=False)[text][0] in (found, None)


@pytest.mark.parametrize(
    ("kind", "born_on", "code"),
    [
        (Kind.STUDENT, date(2025, 11, 23), ""),
        (Kind.STUDENT, date(2025, 11, 24), "birth_date_implausible"),
        (Kind.STUDENT, date(2000, 11, 24), ""),
        (Kind.STUDENT, date(2000, 11, 23), "birth_date_implausible"),
        (Kind.STAFF, date(2012, 11, 23), ""),
        (Kind.STAFF, date(2012, 11, 24), "birth_date_implausible"),
        (Kind.STAFF, date(1925, 11, 24), ""),
        (Kind.STAFF, date(1925, 11, 23), "birth_date_implausible"),
        (Kind.STAFF, date(2026, 11, 24), "birth_date_in_future"),
    ],
)
def test_ages(kind: Kind, born_on: date, code: str) -> None:
    judged = BirthDates(kind, today=TODAY).judge((born_on, DateFault.NONE))
    assert judged == (None if code else born_on, code)


def test_ages_on_the_29th_of_february() -> None:
    births = BirthDates(Kind.STUDENT, today=date(2024, 2, 29))
    assert births.judge((date(2023, 2, 28), DateFault.NONE))[1] == ""
    assert births.judge((date(2023, 3, 1), DateFault.NONE))[1] == "birth_date_implausible"
