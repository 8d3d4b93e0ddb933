"""A file of schools: what would come of it, and what is wrong in which line."""

from __future__ import annotations

import pytest

from accounts.models import LocalAuthority, Trust
from accounts.queries.school_details import number_of
from accounts.queries.school_file import COLUMNS, Known, Plan, plan_of

KNOWN = Known(
    authorities={"301": LocalAuthority(code="301", name="Barking")},
    trusts={"harbour trust": Trust(name="Harbour Trust")},
    numbers=frozenset({"301/2001"}),
    urns={100001: "301/2001"},
)


def plan(*rows: str, captions: str = ",".join(COLUMNS), known: Known = KNOWN) -> Plan:
    return plan_of("\r\n".join((captions, *rows)), known)


def faults(*rows: str) -> list[str]:
    return plan(*rows).faults


def test_a_good_file_says_what_comes_of_it() -> None:
    found = plan(
        "301,Barking,2001,100001,Ashmead,primary,",
        "301,,301/2002,,  Brook   School,All-through,HARBOUR trust",
        "",
        '302,Barnet,2003,100003,"Hill, Upper",,New Trust',
        "302,barnet,2004,,,SECONDARY,new trust",
    )
    assert found.faults == []
    assert found.num_there == 1
    assert found.new_authorities == {"302": "Barnet"}
    assert found.new_trusts == ["New Trust"]
    assert [(each.at, each.dfe_number, each.name, each.phase) for each in found.lines] == [
        (3, "301/2002", "Brook School", "all_through"),
        (5, "302/2003", "Hill, Upper", "other"),
        (6, "302/2004", "School 302/2004", "secondary"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("31,Barking,2002,,A,,", "The code of a local authority has three digits."),
        ("301,,20,,A,,", "four digits of its own"),
        ("301,,302/2002,,A,,", "begins with another code"),
        ("301,,2002,1234,A,,", "A URN has six digits."),
        ("301,,2002,,A,infants,", "The phase is none of Nursery, Primary,"),
        (f"301,,2002,,{'A' * 161},,", "longer than 160 letters"),
        (f"301,,2002,,A,,{'T' * 121}", "longer than 120 letters"),
        ("301,,2002,,A", "more or fewer columns"),
        ("301,,2002,,A,,,", "more or fewer columns"),
        ("301,,2002,100001,A,,", "URN 100001 is that of the school 301/2001."),
        ("302,,2002,,A,,", "Say what the new local authority 302 is called."),
        ("301,Barnet,2002,,A,,", "The local authority 301 is called Barking here"),
        ('301,,2002,,A,,"', "Line 2: a quotation mark is missing"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(row: str, said: str) -> None:
    (told,) = faults(row)
    assert told.startswith("Line 2: ")
    assert said in told


def test_every_wrong_line_is_told_with_everything_that_is_wrong() -> None:
    assert faults("x,,x,,A,,", "301,,2002,9,B,,") == [
        "Line 2: The code of a local authority has three digits. The DfE number of a school has "
        "four digits of its own, such as 2001 or 301/2001.",
        "Line 3: A URN has six digits.",
    ]


def test_lines_are_compared_with_each_other() -> None:
    assert faults(
        "302,Barnet,2002,100002,A,,", "302,Brent,2002,100002,B,,", "302,Barnet,2003,100003,C,,"
    ) == [
        "Line 3: 302/2002 stands in line 2 already. URN 100002 stands in line 2 already. "
        "Line 2 calls the local authority 302 Barnet."
    ]


def test_without_its_columns_no_line_is_read() -> None:
    found = plan("301,2002", captions="local_authority_code, Establishment")
    assert found.faults == [
        "Line 1: these columns are missing: local_authority_name, urn, name, phase, trust."
    ]
    assert plan_of("", KNOWN).faults[0].startswith("Line 1: these columns are missing")


@pytest.mark.parametrize("text", ["301/2001", "3012001", " 301 / 2001 "])
def test_a_whole_number_is_read_in_both_ways(text: str) -> None:
    assert number_of(text) == ("301", "2001")


@pytest.mark.parametrize("text", ["", "201", "30/2001", "301/20011", "٣٠١٢"])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="four digits"):
        number_of(text)
