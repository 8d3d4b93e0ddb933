"""ScholarPack: OAuth 2 with PKCE, rotation and revocation; pages, scopes, form groups only."""

from __future__ import annotations

import pytest

from sandbox.people import PretendSchool
from sandbox.vendors.running import VendorServer
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, CLIENT_SECRET
from tests.unit.sandbox.vendors.client import Browser, Form, basic, post_form
from tests.unit.sandbox.vendors.scholarpack import (
    ScholarPackSchool,
    authorize_address,
    code_of,
    token,
    tokens_by,
)


def test_confirming_and_cancelling_lead_back(vendors: VendorServer) -> None:
    browser, address = Browser(), authorize_address(vendors)
    assert "not the real ScholarPack" in browser.get(address).text
    browser.sign_in(address, "office.oak")
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    assert browser.press(address, "cancel").parameters == {"error": "access_denied", "state": "s1"}
    assert set(browser.press(address, "confirm").parameters) == {"code", "state"}


def test_only_an_administrator_may_confirm(vendors: VendorServer) -> None:
    browser, address = Browser(), authorize_address(vendors)
    browser.sign_in(address, "teacher.oak")
    assert "Admin and System Admin" in browser.get(address).text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "student:write"}, "invalid_scope"),
    ],
)
def test_wrong_requests_lead_back(
    vendors: VendorServer, changed: dict[str, str], error: str
) -> None:
    reply = Browser().get(authorize_address(vendors, **changed))
    assert reply.status == 303
    assert reply.parameters["error"] == error


@pytest.mark.parametrize("changed", [{"client_id": "x"}, {"redirect_uri": "file:///x"}])
def test_an_unknown_client_leads_nowhere(vendors: VendorServer, changed: dict[str, str]) -> None:
    assert Browser().get(authorize_address(vendors, **changed)).status == 400


def test_a_code_is_good_once_for_the_same_address_with_its_verifier(vendors: VendorServer) -> None:
    code = code_of(vendors)
    given = tokens_by(vendors, code)
    assert given.status == 200
    assert given.json["expires_in"] == 3600
    assert given.json["school"] == {"id": "9902001", "name": vendors.school("oak").name}
    for changed in ({}, {"code_verifier": "w" * 50}, {"redirect_uri": "http://localhost:9/x"}):
        again = code if not changed else code_of(vendors)
        reply = tokens_by(vendors, again, **changed)
        assert (reply.status, reply.json) == (400, {"error": "invalid_grant"})


def test_a_client_signs_in_either_way(vendors: VendorServer) -> None:
    assert token(vendors, client_secret="wrong").status == 401
    assert token(vendors, grant_type="password").json == {"error": "unsupported_grant_type"}
    reply = post_form(
        f"{vendors.url('scholarpack')}/oauth2/token/",
        {"grant_type": "refresh_token"},
        **basic(CLIENT_ID, CLIENT_SECRET),
    )
    assert reply.json == {"error": "invalid_grant"}


def test_refresh_tokens_rotate_and_a_second_use_ends_everything(vendors: VendorServer) -> None:
    school = ScholarPackSchool(vendors)
    first = school.given
    assert school.refresh().status == 200
    assert school.given["refresh_token"] != first["refresh_token"]
    assert school.get("staff").status == 200
    stolen = token(vendors, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert stolen.json == {"error": "invalid_grant"}
    assert school.get("staff").status == 401
    assert school.refresh().status == 400


def test_tokens_grow_old(vendors: VendorServer) -> None:
    school = ScholarPackSchool(vendors)
    vendors.pass_days()
    reply = school.get("staff")
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert school.refresh().status == 200
    assert school.get("staff").status == 200
    vendors.pass_days(31)
    assert school.refresh().status == 400


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_both(vendors: VendorServer, kind: str) -> None:
    school = ScholarPackSchool(vendors)
    address = f"{vendors.url('scholarpack')}/oauth2/revoke/"
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    assert post_form(address, {**client, "token": "unknown"}).status == 200
    assert post_form(address, {"token": school.given[kind]}).status == 401
    assert school.get("staff").status == 200
    assert post_form(address, {**client, "token": school.given[kind]}).status == 200
    assert school.get("staff").status == 401
    assert school.refresh().status == 400


def test_a_school_stops_sharing(vendors: VendorServer) -> None:
    school, browser, address = (
        ScholarPackSchool(vendors),
        Browser(),
        vendors.url("scholarpack") + "/",
    )
    other = ScholarPackSchool(vendors, "high")
    browser.sign_in(address, "office.oak")
    assert "Form groups" in browser.get(address).text
    assert "Nothing is shared" in browser.press(address, "withdraw").text
    assert school.get("staff").status == 401
    assert other.get("staff").status == 200


def test_a_missing_scope_is_named(vendors: VendorServer) -> None:
    school = ScholarPackSchool(vendors, scope=["student:read", "staff:read"])
    assert school.given["scope"] == "student:read staff:read"
    reply = school.get("contacts")
    assert (reply.status, reply.json) == (403, {"detail": "Missing scope contact:read."})
    vendors.fault("permission", "scholarpack", names=["staff:read"])
    assert school.get("staff").status == 403
    assert school.get("students").status == 200


def test_the_envelope(vendors: VendorServer, primary: PretendSchool) -> None:
    school = ScholarPackSchool(vendors)
    first = school.get("students", "page=1&per_page=1000").json
    assert first["per_page"] == 100
    assert (first["has_next"], first["next_num"], first["has_prev"], first["prev_num"]) == (
        True,
        2,
        False,
        None,
    )
    last = school.get("students", f"page={first['pages']}&per_page=100").json
    assert (last["has_next"], last["next_uri"], last["has_prev"]) == (False, None, True)
    assert school.get("students").json["per_page"] == 50
    assert school.get("students", "page=99").status == 404
    assert school.get("students", "page=two").status == 400
    assert school.get("students", "page=0").status == 400
    assert school.get("shoes").status == 404
    assert len(school.all("students")) == len(primary.students)


def test_people_and_form_groups(vendors: VendorServer, primary: PretendSchool) -> None:
    school = ScholarPackSchool(vendors)
    students = {each["student_id"]: each for each in school.all("students")}
    staff = {each["personnel_id"] for each in school.all("staff")}
    groups = school.all("groups")
    assert {one for each in groups for one in each["students"]} == set(students)
    assert {one["personnel_id"] for each in groups for one in each["staff"]} <= staff
    assert {each["name"] for each in groups} == {each.reg_group for each in primary.students}
    people = school.all("contacts")
    assert {each["student_id"] for each in people} == set(students)
    called = [each for one in people for each in one["contacts"]]
    assert {each["sos_priority"] is None for each in called} == {True, False}
    assert len(called) == len(primary.ties)


def test_marks_are_a_row_a_pupil_and_day(vendors: VendorServer, primary: PretendSchool) -> None:
    school = ScholarPackSchool(vendors)
    today = school.all("attendance")
    assert len(today) == len(primary.students)
    assert {each["date"] for each in today} == {"2026-11-20"}
    week = school.get("attendance", "date_from=2026-11-14&date_to=2026-11-20&per_page=100").json
    assert week["pages"] == -(-5 * len(primary.students) // 100)
    assert "date_to=2026-11-20" in week["next_uri"]
    assert school.get("attendance", "date_from=today").status == 400
    sunday = school.get("attendance", "date_from=2026-11-15&date_to=2026-11-15").json
    assert (sunday["data"], sunday["pages"]) == ([], 1)
