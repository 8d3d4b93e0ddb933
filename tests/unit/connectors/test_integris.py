"""Integris: the grant, only permitted fields, unfolded groups, and what Datashare refuses."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.integris.connector import INTEGRIS
from autoupdate.connectors.paging import property_of
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from autoupdate.records import ParsedExport
from tests.servers import Reply
from tests.unit.connectors.sessions import Asked, Visit, as_json, visiting

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "integris"
PARTNER = {"secret": "partner-key"}
ALL = {
    "staff": "staff_id title forename surname legal_surname known_name dob email role start_date "
    "leaving_date",
    "pupils": "student_id upn forename surname legal_surname known_name dob current_year_group "
    "current_class start_date leaving_date",
    "contacts": "student_id contact_id title first_name surname relationship "
    "parental_responsibility email phone",
    "groups": "group_id class staff_ids student_ids",
    "attendance": "student_id date session mark",
}


def granted(**changed: str) -> dict[str, Any]:
    permissions = {name: text.split() for name, text in (ALL | changed).items()}
    return {"granted_at": "2026-11-19T16:05:00Z", "permissions": permissions}


@dataclass(slots=True)
class Datashare:
    """A Datashare that answers with the samples, or as it is told."""

    folder: Path = FOLDER
    grant: Any = field(default_factory=granted)
    grant_reply: Reply | None = None
    data_reply: Reply | None = None
    lists: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Reply:
        assert asked.headers["X-Partner-Key"] == "partner-key"
        if asked.path == "/datashare/v1/grants/3012001":
            return self.grant_reply or as_json(self.grant)
        if self.data_reply:
            return self.data_reply
        name = asked.path.removeprefix("/datashare/v1/schools/3012001/")
        if name in self.lists:
            items = self.lists[name]
            return as_json({"page": 1, "pages": 1, "total": len(items), "items": items})
        return Reply(200, (self.folder / f"{name}.json").read_bytes())


def school(datashare: Datashare | None = None) -> AbstractContextManager[Visit]:
    return visiting(INTEGRIS, datashare or Datashare(), partner=PARTNER)


def nasty(sub_report: str) -> ParsedExport[Any]:
    with school(Datashare(folder=FOLDER / "nasty")) as visit:
        return visit.parsed(sub_report)


SUB_REPORTS = [each.code for each in INTEGRIS.sub_reports()]


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
def test_good_samples_have_no_problems(sub_report: str) -> None:
    with school() as visit:
        found = visit.parsed(sub_report)
        assert visit.session.refused == set()
    assert found.records
    assert found.problems == ()
    assert found.known_fields == {each.code for each in INTEGRIS.sub_report(sub_report).fields}


def test_nasty_pupils_are_read_as_far_as_they_go() -> None:
    found = nasty("students")
    assert [each.legal_surname for each in found.records] == [
        "Begum",
        "Núñez O’Brien",
        "Suleiman",
        "Nguyễn",
        "Already",
        "First",
    ]
    assert [each.year_group for each in found.records] == ["3", "3", "R", "N2", "3", ""]
    assert found.records[0].date_of_birth == date(2018, 3, 9)
    assert found.records[4].leaves_on == date(2026, 10, 1)
    assert {"forename_missing", "birth_date_missing"} <= set(found.problem_counts)
    assert found.num_left_out == 0


def test_nasty_staff_are_read_as_far_as_they_go() -> None:
    morag, nobody, later = nasty("staff").records
    assert (morag.legal_surname, morag.preferred_forename) == ("MacDonald", "Mo")
    assert (nobody.date_of_birth, nobody.no_account_code) == (None, "birth_date_missing")
    assert later.starts_on == date(2027, 1, 4)


def test_groups_are_unfolded_into_their_people() -> None:
    students = nasty("class_students")
    assert [(each.group_id, each.group_name, each.mis_id) for each in students.records] == [
        ("31", "3 Ash", "501"),
        ("31", "3 Ash", "502"),
    ]
    assert students.problem_counts == {"group_missing": 1}
    assert [each.mis_id for each in nasty("class_teachers").records] == ["501", "602"]


def test_marks_that_are_none_are_none() -> None:
    found = nasty("attendance")
    assert [(each.mis_student_id, each.session) for each in found.records] == [
        ("501", "AM"),
        ("501", "PM"),
    ]
    assert found.problem_counts == {"mark_code_unknown": 1}


def test_attendance_is_of_today() -> None:
    with school() as visit:
        visit.rows("attendance")
        assert visit.asked[-1].query["date"] == "2026-11-20"


# --- The grant ---


def fields_asked(visit: Visit) -> set[str]:
    return set(visit.asked[-1].query["fields"].split(","))


def test_the_grant_is_looked_at_once() -> None:
    with school() as visit:
        visit.rows("staff")
        visit.rows("students")
        grants = [each for each in visit.asked if "/grants/" in each.path]
        assert len(grants) == 1


def test_only_wanted_and_permitted_fields_are_asked_for() -> None:
    permitted = "student_id forename surname dob upn current_class"
    datashare = Datashare(grant=granted(pupils=permitted))
    with school(datashare) as visit:
        rows = visit.rows("students", but=["upn"])
        assert fields_asked(visit) == set(permitted.split()) - {"upn"}
        assert visit.session.refused == {
            "Legal surname (legal_surname)",
            "Preferred forename (known_name)",
            "Year group (current_year_group)",
            "Start date (start_date)",
            "Leaving date (leaving_date)",
        }
    assert "UPN" not in rows[0]
    assert "Known Name" not in rows[0], "unknown, and not blank"


def test_what_the_grant_lacks_is_unknown_to_the_parser() -> None:
    datashare = Datashare(grant=granted(pupils="student_id forename surname dob"))
    with school(datashare) as visit:
        found = visit.parsed("students")
    assert found.known_fields == {"mis_id", "legal_forename", "legal_surname", "date_of_birth"}


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
def test_a_field_that_is_opted_out_is_never_asked_for(sub_report: str) -> None:
    with school() as visit:
        for each in INTEGRIS.sub_report(sub_report).fields:
            if not each.is_mandatory:
                visit.rows(sub_report, but=[each.code])
                assert not fields_asked(visit) & {property_of(text) for text in each.captions}


@pytest.mark.parametrize(
    ("changed", "sub_report", "permission"),
    [
        ({"contacts": ""}, "contacts", "Contacts"),
        ({"groups": ""}, "class_teachers", "Groups"),
        ({"pupils": "student_id forename surname"}, "students", "Pupils: Date of birth"),
        ({"staff": "title"}, "staff", "Staff: ID, Legal forename, Legal surname, Date of birth"),
    ],
)
def test_a_permission_that_is_missing_is_named(
    changed: dict[str, str], sub_report: str, permission: str
) -> None:
    with school(Datashare(grant=granted(**changed))) as visit:
        met = visit.trouble(sub_report)
        assert (met.code, met.details["permission"]) == ("permission_missing", permission)
        with pytest.raises(VendorTrouble):
            visit.check(sub_report)
        assert all("/grants/" in each.path for each in visit.asked), "nothing was asked for"


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (as_json({"error": "not_granted"}, status=404), "not_granted", TroubleKind.MISCONFIGURED),
        (Reply(404, b"<html>"), "request_refused", TroubleKind.PERMANENT),
        (
            as_json({"error": "unknown_partner"}, status=401),
            "partner_refused",
            TroubleKind.INTERNAL,
        ),
        (Reply(403, b"<html>"), "firewall", TroubleKind.PERMANENT),
        (as_json({"error": "closed"}, status=403), "permission_missing", TroubleKind.MISCONFIGURED),
        (as_json({}), "answer_unusable", TroubleKind.PERMANENT),
        (as_json([]), "answer_unusable", TroubleKind.PERMANENT),
        (as_json({"permissions": {"staff": "all"}}), "answer_unusable", TroubleKind.PERMANENT),
        (as_json({"permissions": {"staff": [1]}}), "answer_unusable", TroubleKind.PERMANENT),
        (Reply(200, b"<html>"), "not_data", TroubleKind.TEMPORARY),
    ],
)
def test_without_a_grant_it_is_said_why(reply: Reply, code: str, kind: TroubleKind) -> None:
    with school(Datashare(grant_reply=reply)) as visit:
        met = visit.trouble("staff")
    assert (met.code, met.kind) == (code, kind)


@pytest.mark.parametrize(
    ("reply", "code", "detail"),
    [
        (
            as_json(
                {"error": "field_not_permitted", "permission": "pupils", "fields": ["upn", "dob"]},
                status=403,
            ),
            "permission_missing",
            "Pupils: upn; dob",
        ),
        (
            as_json({"error": "field_not_permitted", "fields": []}, status=403),
            "permission_missing",
            "Pupils",
        ),
        (as_json({"error": "not_granted"}, status=404), "not_granted", None),
        (as_json({"error": "no_such_page"}, status=404), "total_changed", None),
        (as_json({"error": "unknown_field", "fields": ["x"]}, status=400), "request_refused", None),
        (as_json({"items": []}), "answer_unusable", None),
        (as_json({"page": 1, "pages": 1, "total": 0, "items": []}), "nobody", None),
    ],
)
def test_what_goes_wrong_with_a_list(reply: Reply, code: str, detail: str | None) -> None:
    with school(Datashare(data_reply=reply)) as visit:
        met = visit.trouble("students")
        assert met.code == code
        assert met.details.get("permission") == detail
        with pytest.raises(VendorTrouble) as checked:
            visit.check("students")
        assert checked.value.code == code


def test_groups_without_anybody_are_nobody() -> None:
    empty: dict[str, Any] = {"group_id": "1", "class": "A", "staff_ids": [], "student_ids": None}
    with school(Datashare(lists={"groups": [empty]})) as visit:
        assert visit.trouble("class_students").code == "nobody"


def test_holidays_have_no_marks() -> None:
    with school(Datashare(lists={"attendance": []})) as visit:
        assert visit.rows("attendance") == []
        visit.check("attendance")


def test_what_was_asked_for_and_left_out_is_blank() -> None:
    pupil = {"student_id": "1", "forename": "Ada", "surname": "Okonkwo", "dob": "01/09/2018"}
    with school(Datashare(lists={"pupils": [pupil]})) as visit:
        row = visit.rows("students")[0]
    assert (row["UPN"], row["Legal Surname"]) == ("", "Okonkwo")


@pytest.mark.parametrize("missing", ["url", "secret"])
def test_without_the_portals_own_standing_nothing_is_asked(missing: str) -> None:
    with visiting(INTEGRIS, Datashare(), partner={**PARTNER, missing: ""}) as visit:
        assert visit.trouble("staff").code == "partner_missing"
        assert visit.asked == []


@pytest.mark.parametrize("code", INTEGRIS.problem_texts)
def test_remedies_speak_of_integris_or_of_nothing(code: str) -> None:
    assert "SIMS" not in INTEGRIS.problem_text(code).remedy
