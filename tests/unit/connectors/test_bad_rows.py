"""Each bad row gives its own problem, and only an unusable row costs anybody their place."""

from __future__ import annotations

import pytest

from autoupdate.connectors.problems import GENERAL_PROBLEMS
from autoupdate.records import PersonRecord, Severity
from tests.unit.connectors.bad_rows import BAD_ROWS, BadRow
from tests.unit.connectors.exports import parsed


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_one_problem(bad: BadRow) -> None:
    found = parsed(bad.export, bad.sub_report)
    severity = GENERAL_PROBLEMS[bad.code].severity
    assert [(each.code, each.field, each.severity) for each in found.problems] == [
        (bad.code, bad.field, severity)
    ] * bad.num_problems
    assert found.problem_counts == {bad.code: bad.num_problems}
    assert len(found.records) == bad.num_records
    assert found.num_left_out == (severity is Severity.LEFT_OUT)


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_the_record_says_when_there_can_be_no_account(bad: BadRow) -> None:
    bars = GENERAL_PROBLEMS[bad.code].severity is Severity.NO_ACCOUNT
    people = [
        each
        for each in parsed(bad.export, bad.sub_report).records
        if isinstance(each, PersonRecord)
    ]
    if people:
        assert people[0].no_account_code == (bad.code if bars else "")
        assert all(not each.no_account_code for each in people[1:])


def test_every_code_has_a_row() -> None:
    assert {bad.code for bad in BAD_ROWS} == set(GENERAL_PROBLEMS)
