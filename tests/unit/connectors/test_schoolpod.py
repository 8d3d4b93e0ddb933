"""SchoolPod: its samples, what its refusals mean, and the key without which nothing goes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.schoolpod.connector import SCHOOLPOD
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from autoupdate.records import ParsedExport
from tests.servers import Reply
from tests.unit.connectors.sessions import Asked, Visit, as_json, visiting

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "schoolpod"
SECRETS = {"api_key": "sp_key"}
#: Sub-report → its list at SchoolPod, and how many items the good samples have of it.
LISTS = {"staff": "staff", "students": "students", "contacts": "guardians"}


@dataclass(slots=True)
class Pod:
    """A SchoolPod that answers with the samples, one after another, or as it is told."""

    folder: Path = FOLDER
    reply: Reply | None = None
    num_pages: int = 0

    def __call__(self, asked: Asked) -> Reply:
        assert asked.headers["X-Api-Key"] == "sp_key"
        self.num_pages += 1
        name = asked.path.removeprefix("/api/v2/")
        assert ("cursor" in asked.query) is (self.num_pages > 1)
        path = self.folder / f"{name}-{self.num_pages}.json"
        return self.reply or Reply(200, path.read_bytes())


def school(
    pod: Pod | None = None,
    *,
    secrets: Mapping[str, str] = SECRETS,
    partner: Mapping[str, str] | None = None,
) -> AbstractContextManager[Visit]:
    return visiting(SCHOOLPOD, pod or Pod(), secrets=secrets, partner=partner)


def nasty(sub_report: str) -> ParsedExport[Any]:
    with school(Pod(folder=FOLDER / "nasty")) as visit:
        return visit.parsed(sub_report)


@pytest.mark.parametrize(("sub_report", "name"), LISTS.items())
def test_good_samples_are_read_whole(sub_report: str, name: str) -> None:
    with school() as visit:
        found = visit.parsed(sub_report)
        assert len(visit.asked) == len(list(FOLDER.glob(f"{name}-*.json")))
    assert found.records
    assert found.problem_counts == {}
    assert found.known_fields == {each.code for each in SCHOOLPOD.sub_report(sub_report).fields}


def test_every_list_has_samples() -> None:
    assert set(LISTS) == {each.code for each in SCHOOLPOD.sub_reports()}


def test_pupils_with_everything_at_once() -> None:
    found = nasty("students")
    aisha, suleiman, rafael = found.records
    assert (aisha.year_group, aisha.reg_group) == ("3", "3 Ash")
    assert suleiman.no_account_code == "forename_missing"
    assert suleiman.year_group == "N1"
    assert (rafael.legal_forename, rafael.preferred_forename) == ("Rafael", "Rafa")
    assert rafael.leaves_on == date(2026, 11, 20)
    assert "year_unknown" in found.problem_counts
    for problem in found.problems:
        assert "SchoolPod" in SCHOOLPOD.problem_text(problem.code).remedy


def test_staff_without_a_date_of_birth_are_named() -> None:
    morag, birthday = nasty("staff").records
    assert (morag.legal_surname, morag.job_title) == ("Ross-MacDonald", "Head Teacher")
    assert birthday.no_account_code == "birth_date_missing"


def test_guardians_are_one_for_each_pupil() -> None:
    first, rahman, second = nasty("contacts").records
    assert (first.mobiles, first.phones) == (("07700 900001",), ("020 7946 0001",))
    assert (first.priority, first.has_parental_responsibility) == (1, True)
    assert (rahman.forename, rahman.has_parental_responsibility) == ("", None)
    assert (second.mis_contact_id, second.mis_student_id) == (first.mis_contact_id, "s-502")
    assert second.has_parental_responsibility is False


def test_a_field_that_is_opted_out_is_in_no_row() -> None:
    with school() as visit:
        row = visit.rows("students", but=["house", "upn"])[0]
    assert not {"house", "upn"} & row.keys()


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (
            as_json({"error": "bad_key"}, status=401),
            "credentials_refused",
            TroubleKind.MISCONFIGURED,
        ),
        (
            as_json({"error": "not_permitted", "resource": "guardians"}, status=403),
            "permission_missing",
            TroubleKind.MISCONFIGURED,
        ),
        (Reply(403, b"<html>"), "firewall", TroubleKind.PERMANENT),
        (as_json({"error": "bad_cursor"}, status=400), "total_changed", TroubleKind.TEMPORARY),
        (as_json({"error": "bad_limit"}, status=400), "request_refused", TroubleKind.PERMANENT),
        (as_json({"results": []}), "answer_unusable", TroubleKind.PERMANENT),
        (
            as_json({"results": [], "next": None, "count": 0}),
            "nobody",
            TroubleKind.MISCONFIGURED,
        ),
    ],
)
def test_what_goes_wrong_is_said(reply: Reply, code: str, kind: TroubleKind) -> None:
    with school(Pod(reply=reply)) as visit:
        met = visit.trouble("contacts")
        assert (met.code, met.kind) == (code, kind)
        if code == "permission_missing":
            assert met.details["permission"] == "guardians"
    with school(Pod(reply=reply)) as visit, pytest.raises(VendorTrouble) as checked:
        visit.check("contacts")
    assert checked.value.code == code


def test_a_check_asks_for_one() -> None:
    with school() as visit:
        visit.check("students")
        assert [each.query for each in visit.asked] == [{"limit": "1"}]


def test_without_a_key_or_an_address_nothing_is_asked() -> None:
    with school(secrets={}) as visit:
        assert visit.trouble("staff").code == "credentials_missing"
        assert visit.asked == []
    with school(partner={"url": ""}) as visit:
        assert visit.trouble("staff").code == "partner_missing"
        assert visit.asked == []


def test_the_school_itself_enters_the_key() -> None:
    (field,) = SCHOOLPOD.credentials
    assert field.entered_by == "school"
    assert field.check("sp_q-7Z", {}) == ""
    assert field.check("sp q", {})
