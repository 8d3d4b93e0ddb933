"""The samples of IRIS, good and nasty, as the connector reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.iris.connector import IRIS
from autoupdate.records import ParsedExport
from tests.servers import Reply
from tests.unit.connectors.isams import KEYS
from tests.unit.connectors.sessions import Asked, as_json, visiting

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "iris"
_NAMES = {"students": "students", "employees": "employees", "yeargroups": "yeargroups"}


def parsed(sub_report: str, *, folder: Path = FOLDER) -> ParsedExport[Any]:
    def answering(asked: Asked) -> Reply:
        if asked.path.endswith("/token"):
            return as_json({"access_token": "t", "expires_in": 3600, "token_type": "Bearer"})
        name = asked.path.rpartition("/")[2]
        if "page" in asked.query:
            name += f"-{asked.query['page']}"
        return Reply(200, (folder / f"{name}.json").read_bytes())

    with visiting(IRIS, answering, path="/iris/oak", secrets=KEYS) as visit:
        return visit.parsed(sub_report)


@pytest.mark.parametrize("sub_report", ["students", "staff"])
def test_good_samples_have_no_problems(sub_report: str) -> None:
    found = parsed(sub_report)
    assert found.records
    assert set(found.problem_counts) <= {"forename_missing"}, "one name only"


def test_nasty_students_are_read_as_far_as_they_go() -> None:
    found = parsed("students", folder=FOLDER / "nasty")
    by_id = {each.mis_id: each for each in found.records}
    assert set(by_id) == {"0000014", "0000024", "0000064", "0000074", "0000084"}
    assert [each.year_group for each in found.records] == ["5", "N1", "6", "", ""]
    assert by_id["0000014"].title == "Miss"
    assert by_id["0000074"].legal_surname == "Núñez O’Brien"
    assert found.problem_counts == {
        "forename_missing": 1,
        "birth_date_missing": 1,
        "year_unknown": 1,
        **{code: 1 for code in found.problem_counts if code == "upn_invalid"},
    }


def test_nasty_staff_are_read_as_far_as_they_go() -> None:
    found = parsed("staff", folder=FOLDER / "nasty")
    assert [each.mis_id for each in found.records] == ["1", "2", "4", "5"]
    assert found.problem_counts == {"forename_missing": 1, "birth_date_missing": 2}


def test_the_samples_are_of_the_documented_lists() -> None:
    for path in FOLDER.rglob("*.json"):
        assert path.stem.partition("-")[0] in _NAMES
        assert isinstance(json.loads(path.read_bytes()), dict)
