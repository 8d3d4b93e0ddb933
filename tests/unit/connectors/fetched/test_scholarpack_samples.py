"""ScholarPack's samples, good and nasty, as the puller reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.scholarpack.connector import SCHOLARPACK
from autoupdate.connectors.scholarpack.puller import ScholarPackPuller
from autoupdate.records import ParsedExport
from tests.unit.connectors.fetched.playing import Playing, parsed, session

FOLDER = Path(__file__).resolve().parents[3] / "samples" / "scholarpack"


def played(folder: Path) -> Playing:
    """A ScholarPack whose pages are the files of a folder, and which counts them when asked."""

    def answering(call: Mapping[str, Any]) -> Any:
        resource, params = call["resource"], call["params"]
        pages = sorted(folder.glob(f"{resource}-*.json"))
        if params["per_page"] == "1":
            items = [each for page in pages for each in json.loads(page.read_text())["data"]]
            return {"page": 1, "pages": len(items), "has_next": True, "data": items[:1]}
        return json.loads(pages[int(params["page"]) - 1].read_text())

    return Playing(answering)


def read(folder: Path, code: str) -> ParsedExport[Any]:
    return parsed(ScholarPackPuller(session(played(folder))), SCHOLARPACK, code)


@pytest.mark.parametrize("sub_report", list(SCHOLARPACK.sub_reports()), ids=lambda each: each.code)
def test_the_good_samples_have_no_problems(sub_report: Any) -> None:
    found = read(FOLDER, sub_report.code)
    assert found.problems == ()
    assert found.records
    assert found.known_fields == {each.code for each in sub_report.fields}


def test_nasty_students() -> None:
    found = read(FOLDER / "nasty", "students")
    aisha, rafa, nobody, tam, suleiman, eve = found.records
    assert (aisha.legal_surname, aisha.preferred_or_legal_surname) == ("Begum", "Begum")
    assert (rafa.legal_surname, rafa.preferred_surname) == ("Núñez O’Brien", "O’Brien")
    assert rafa.preferred_or_legal_forename == "Rafa"
    assert nobody.no_account_code == "birth_date_missing"
    assert (tam.upn, tam.year_group) == ("L99020212403A", "N2")
    assert (suleiman.legal_forename, suleiman.upn) == ("", "")
    assert (eve.legal_forename, eve.year_group) == ("Eve", "")
    assert found.problem_counts == {
        "birth_date_missing": 1,
        "forename_missing": 1,
        "upn_invalid": 1,
        "year_unknown": 1,
    }
    assert "starts_on" not in found.known_fields


def test_nasty_staff() -> None:
    found = read(FOLDER / "nasty", "staff")
    morag, nobody, jo = found.records
    assert (morag.legal_surname, morag.preferred_surname) == ("MacDonald", "Ross")
    assert (morag.email, morag.job_title) == ("MRoss@Ash.Example", "Head Teacher")
    assert nobody.no_account_code == "birth_date_missing"
    assert (jo.legal_surname, jo.email) == ("Jo", "")
    assert found.problem_counts == {"birth_date_missing": 1, "email_invalid": 1}


def test_nasty_contacts() -> None:
    found = read(FOLDER / "nasty", "contacts")
    mother, rahman, step_mother = found.records
    assert (mother.mis_student_id, mother.mis_contact_id, mother.priority) == ("501", "701", 2)
    assert (mother.emails, mother.mobiles) == ((), ("07700 900001",))
    assert (rahman.surname, rahman.priority, rahman.has_parental_responsibility) == (
        "Rahman-Khan",
        2,
        None,
    )
    assert (step_mother.priority, step_mother.has_parental_responsibility) == (3, False)
    assert step_mother.emails == ("farah@mail.example",)
    assert found.problems == ()


def test_nasty_groups() -> None:
    tutors = read(FOLDER / "nasty", "reg_tutors").records
    assert {(one.group_name, one.mis_id) for one in tutors} == {("3 Ash", "501"), ("3 Ash", "602")}
    students = read(FOLDER / "nasty", "reg_students").records
    assert {(one.group_name, one.mis_id) for one in students} == {
        ("3 Ash", "501"),
        ("3 Ash", "505"),
        ("Somebody unknown", "99999"),
    }


def test_nasty_marks() -> None:
    found = read(FOLDER / "nasty", "attendance")
    told = [
        (one.mis_student_id, one.marked_on, one.session, one.code, one.minutes_late)
        for one in found.records
    ]
    friday = date(2026, 11, 20)
    assert told == [
        ("501", friday, "AM", "/", None),
        ("501", friday, "PM", "\\", None),
        ("502", friday, "AM", "L", 12),
    ]
    # The fourth pupil's are of a day that is still to come.
    assert found.problem_counts == {"mark_date_unusable": 1}
