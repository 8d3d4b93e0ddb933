"""iSAMS and Ed:gen: tokens, who is there, years as schools number them, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from autoupdate.connectors.iris.connector import IRIS
from autoupdate.connectors.iris.years import Years
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from tests.servers import Reply
from tests.unit.connectors.isams import EMPLOYEE, KEYS, STUDENT, Isams, school
from tests.unit.connectors.sessions import as_json, visiting


def test_a_student_is_read() -> None:
    with school(Isams()) as visit:
        row = visit.rows("students")[0]
        record = visit.parsed("students").records[0]
    assert "homeAddresses" not in row
    assert "postcode" not in str(row)
    assert (record.mis_id, record.admission_number) == ("0121224", "004711")
    assert (record.legal_forename, record.legal_surname) == ("Aisha", "Begum")
    assert (record.preferred_forename, record.middle_names, record.upn) == ("", "", "")
    assert record.date_of_birth == date(2012, 3, 9)
    assert (record.year_group, record.reg_group) == ("9", "9B")
    assert record.starts_on == date(2023, 9, 1)


def test_a_member_of_staff_is_read() -> None:
    with school(Isams()) as visit:
        found = visit.parsed("staff")
    record = found.records[0]
    assert (record.mis_id, record.title, record.legal_surname) == ("88", "Mr", "O’Hara")
    assert record.date_of_birth == date(1984, 4, 30)
    assert record.staff_code == "TOH"
    assert found.problems == ()


@pytest.mark.parametrize("name", ["dob", "dateOfBirth", "DateOfBirth", "DOB"])
@pytest.mark.parametrize("sub_report", ["students", "staff"])
def test_a_date_of_birth_is_read_by_either_name(sub_report: str, name: str) -> None:
    def born(item: Mapping[str, Any]) -> Mapping[str, Any]:
        rest = {key: value for key, value in item.items() if key not in ("dob", "dateOfBirth")}
        return {**rest, name: "1999-01-02"}

    isams = Isams(students=[born(STUDENT)], employees=[born(EMPLOYEE)])
    with school(isams) as visit:
        row = visit.rows(sub_report)[0]
    assert [text for key, text in row.items() if key in ("dob", "dateOfBirth")] == ["1999-01-02"]


def test_most_have_no_upn_and_nobody_minds() -> None:
    with school(Isams()) as visit:
        assert visit.parsed("students").problems == ()


def test_a_upn_is_read_where_there_is_one() -> None:
    with school(Isams(students=[{**STUDENT, "uniquePupilNumber": "B801200005001"}])) as visit:
        assert visit.parsed("students").records[0].upn == "B801200005001"


def test_what_a_site_does_not_send_is_unknown_and_not_blank() -> None:
    student = {name: value for name, value in STUDENT.items() if name != "academicHouse"}
    with school(Isams(students=[student])) as visit:
        known = visit.parsed("students").known_fields
    assert "house" not in known
    assert "middle_names" in known


def test_a_field_that_is_opted_out_is_in_no_row() -> None:
    with school(Isams()) as visit:
        row = visit.rows("students", but=["email", "year_group"])[0]
        assert not {"schoolEmailAddress", "yearGroup"} & row.keys()
        assert all("yeargroups" not in each.path for each in visit.asked)


@pytest.mark.parametrize(
    ("changed", "is_here"),
    [
        ({}, True),
        ({"systemStatus": 0}, False),
        ({"systemStatus": -1}, False),
        ({"systemStatus": None}, True),
        ({"leavingDate": "2026-11-20"}, True),
        ({"leavingDate": "2026-11-19"}, False),
        ({"leavingDate": "2027-07-20T00:00:00"}, True),
        ({"leavingDate": " "}, True),
        ({"leavingDate": "soon"}, True),
    ],
)
def test_only_who_is_there_is_read(changed: dict[str, Any], is_here: bool) -> None:
    other = {**STUDENT, "id": 1, "schoolId": "1"}
    with school(Isams(students=[other, {**STUDENT, **changed}])) as visit:
        assert len(visit.rows("students")) == 1 + is_here


@pytest.mark.parametrize("sub_report", ["students", "staff"])
def test_nobody_is_not_a_school(sub_report: str) -> None:
    with school(Isams(students=[], employees=[])) as visit:
        met = visit.trouble(sub_report)
        assert (met.code, met.details["resource"]) == ("nobody", sub_report)
        with pytest.raises(VendorTrouble) as checked:
            visit.check(sub_report)
    assert checked.value.code == "nobody"


def test_a_list_of_leavers_alone_is_nobody() -> None:
    with school(Isams(students=[{**STUDENT, "systemStatus": -1}])) as visit:
        assert visit.trouble("students").code == "nobody"


# --- Years ---


@pytest.mark.parametrize(
    ("number", "listed", "year"),
    [
        (9, [], "9"),
        (-2, [], "N1"),
        (-1, [], "N2"),
        (0, [], "R"),
        (3, [{"ncYear": 3, "name": "Form III", "censusYearGroup": "5"}], "5"),
        (3, [{"ncYear": 3, "name": "Form III", "censusYearGroup": None}], "3"),
        (3, [{"ncYear": 3, "censusYearGroup": "Third"}], "3"),
        (1, [{"ncYear": 1, "censusYearGroup": "N2"}], "N2"),
        (-2, [{"ncYear": -2, "censusYearGroup": "R"}], "R"),
        (-2, [{"ncYear": None, "censusYearGroup": "R"}], "N1"),
        (None, [], ""),
        (" ", [], ""),
    ],
)
def test_years_are_as_the_school_numbers_them(
    number: Any, listed: list[dict[str, Any]], year: str
) -> None:
    with school(Isams(students=[{**STUDENT, "yearGroup": number}], years=listed)) as visit:
        assert visit.parsed("students").records[0].year_group == year


def test_a_year_that_is_no_number_is_left_to_the_parser() -> None:
    assert Years().of("Third Form") == "Third Form"


def test_without_the_list_of_years_their_numbers_count_and_the_school_is_told() -> None:
    with school(Isams(refused={"yearGroups"})) as visit:
        assert visit.rows("students")[0]["yearGroup"] == "9"
        assert visit.session.refused == {"Year group (SCHOOLMANAGEMENT)"}
        visit.check("students")
        assert visit.session.refused == {"Year group (SCHOOLMANAGEMENT)"}


# --- Tokens and permissions ---


def test_one_token_serves_all_and_is_remembered() -> None:
    isams = Isams()
    with school(isams) as visit:
        visit.rows("staff")
        visit.rows("students")
        assert isams.num_tokens == 1
        assert visit.remembered[-1]["access_token"] == "token-1"
        tokens = [each for each in visit.asked if each.path.endswith("/auth/connect/token")]
    assert [each.form["scope"] for each in tokens] == ["restapi"]


def test_a_token_that_ends_in_the_middle_is_renewed_and_nobody_is_lost() -> None:
    students = [{**STUDENT, "id": n, "schoolId": str(n)} for n in range(1600)]
    isams = Isams(students=students, num_uses=2)
    with school(isams) as visit:
        assert len(visit.rows("students")) == 1600
    assert isams.num_tokens > 1


def test_a_site_without_scopes_is_asked_without() -> None:
    with school(Isams(knows_scopes=False)) as visit:
        assert visit.rows("staff")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (as_json({"error": "invalid_client"}, status=400), "credentials_refused"),
        (as_json({"error": "unauthorized_client"}, status=400), "credentials_refused"),
        (Reply(401, b""), "credentials_refused"),
        (as_json({"error": "unsupported_grant_type"}, status=400), "request_refused"),
        (Reply(400, b"<html>"), "request_refused"),
        (Reply(404, b"<html>no such site</html>"), "address_unknown"),
        (Reply(200, b"<html>"), "not_data"),
        (as_json({"token": "x"}), "answer_unusable"),
        (as_json([1]), "answer_unusable"),
    ],
)
def test_without_a_token_it_is_said_why(reply: Reply, code: str) -> None:
    with school(Isams(token_reply=reply)) as visit:
        assert visit.trouble("staff").code == code


def test_a_client_that_was_withdrawn_is_refused() -> None:
    with school(Isams(num_uses=0)) as visit:
        met = visit.trouble("staff")
    assert (met.code, met.kind) == ("credentials_refused", TroubleKind.MISCONFIGURED)


@pytest.mark.parametrize(
    ("name", "sub_report", "permission"),
    [
        ("employees", "staff", "staff (HRMANAGER)"),
        ("students", "students", "students (STUDENTMANAGEMENT)"),
    ],
)
def test_a_module_that_is_not_permitted_is_named(
    name: str, sub_report: str, permission: str
) -> None:
    with school(Isams(refused={name})) as visit:
        met = visit.trouble(sub_report)
        assert (met.code, met.details["permission"]) == ("permission_missing", permission)
        with pytest.raises(VendorTrouble) as checked:
            visit.check(sub_report)
        assert checked.value.code == "permission_missing"
        visit.rows("staff" if sub_report == "students" else "students")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(403, b"<html>blocked</html>", {"Content-Type": "text/html"}), "firewall"),
        (Reply(500), "server_error"),
        (Reply(200, b"<html>Maintenance</html>"), "not_data"),
        (as_json({"students": "none"}), "answer_unusable"),
        (Reply(200, b'{"students": [', stated=900), "broken_off"),
    ],
)
def test_other_troubles_are_what_they_are(reply: Reply, code: str) -> None:
    with school(Isams(data_reply=reply)) as visit:
        assert visit.trouble("students", but=["year_group"]).code == code


@pytest.mark.parametrize("body", [{"yearGroups": 1}, [], {"yearGroups": [1]}])
def test_a_list_of_years_in_another_shape_is_unusable(body: Any) -> None:
    with school(Isams(data_reply=as_json(body))) as visit:
        assert visit.trouble("students").code == "answer_unusable"


def test_another_trouble_with_the_years_is_no_missing_permission() -> None:
    with school(Isams(data_reply=Reply(500))) as visit:
        assert visit.trouble("students").code == "server_error"
        assert visit.session.refused == set()


# --- How much is asked, and of whom ---


def test_a_large_school_takes_few_requests() -> None:
    students = [{**STUDENT, "id": n, "schoolId": str(n)} for n in range(2000)]
    with school(Isams(students=students)) as visit:
        assert len(visit.rows("students")) == 2000
        assert len(visit.asked) <= 2000 // 500 + 5
        assert visit.session.progress.num_people == 2000


def test_a_site_that_gives_smaller_pages_is_read_as_well() -> None:
    students = [{**STUDENT, "id": n, "schoolId": str(n)} for n in range(250)]
    with school(Isams(students=students, most=100)) as visit:
        assert len(visit.rows("students")) == 250


def test_a_check_asks_for_one_person() -> None:
    with school(Isams()) as visit:
        visit.check("students")
        visit.check("staff")
        asked = [each.query.get("pageSize") for each in visit.asked if "page" in each.query]
    assert asked == ["1", "1"]


@pytest.mark.parametrize("name", KEYS)
def test_without_its_keys_a_school_is_not_connected(name: str) -> None:
    with visiting(IRIS, Isams(), path="/iris/oak", secrets={**KEYS, name: ""}) as visit:
        assert visit.trouble("staff").code == "credentials_missing"
        assert visit.asked == []
