"""IRIS: clients and tokens, pages, modules, and people nearly all of whose values may be blank."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.people import PretendSchool
from sandbox.vendors.iris.clients import register
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser, Form, Reply, ask, basic, post_form

MODULES = ("STUDENTMANAGEMENT", "HRMANAGER", "SCHOOLMANAGEMENT")


class IrisSchool:
    """A school with a client."""

    def __init__(
        self, vendors: VendorServer, key: str = "oak", modules: tuple[str, ...] = MODULES
    ) -> None:
        self.url = f"{vendors.url('iris')}/{key}"
        self.client, self.secret = register(vendors.world, key, modules)
        self.token = self.new_token().json["access_token"]

    def new_token(self, **changed: str) -> Reply:
        values = {
            "grant_type": "client_credentials",
            "client_id": self.client,
            "client_secret": self.secret,
            "scope": "restapi",
        }
        return post_form(f"{self.url}/auth/connect/token", {**values, **changed})

    def get(self, path: str) -> Reply:
        return ask(f"{self.url}{path}", headers={"Authorization": f"Bearer {self.token}"})

    def all(self, path: str, name: str) -> list[Any]:
        items, number = [], 1
        while True:
            reply = self.get(f"{path}?page={number}&pageSize=100").json
            items += reply[name]
            if number >= reply["totalPages"]:
                assert len(items) == reply["totalCount"]
                return items
            number += 1


def test_a_school_registers_a_client_and_removes_it(vendors: VendorServer) -> None:
    browser, address = Browser(), f"{vendors.url('iris')}/oak"
    browser.sign_in(address, "office.oak")
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    shown = browser.press(address, "register").text
    client, secret, url = re.findall(r"<dd><code>(.*?)</code></dd>", shown)[:3]
    assert url == address
    assert secret not in browser.get(address).text
    values = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    given = post_form(f"{url}/auth/connect/token", values)
    assert given.json["expires_in"] == 3600
    signed = {"Authorization": f"Bearer {given.json['access_token']}"}
    assert ask(f"{url}/api/students", headers=signed).status == 200
    assert "There are none." in browser.press(address, "withdraw").text
    assert ask(f"{url}/api/students", headers=signed).status == 401
    assert post_form(f"{url}/auth/connect/token", values).json == {"error": "invalid_client"}


def test_only_the_schools_own_office_may(vendors: VendorServer) -> None:
    for who in ("teacher.oak", "office.high"):
        browser, address = Browser(), f"{vendors.url('iris')}/oak"
        browser.sign_in(address, who)
        assert "do not have permission" in browser.get(address).text
    assert ask(f"{vendors.url('iris')}/nowhere").status == 404


def test_wrong_tokens_and_clients(vendors: VendorServer) -> None:
    school = IrisSchool(vendors)
    assert school.new_token(client_secret="x").json == {"error": "invalid_client"}
    assert school.new_token(grant_type="password").json == {"error": "unsupported_grant_type"}
    assert school.new_token(scope="apiv1").json == {"error": "invalid_scope"}
    assert school.new_token(scope="").status == 200
    in_header = post_form(
        f"{school.url}/auth/connect/token",
        {"grant_type": "client_credentials"},
        **basic(school.client, school.secret),
    )
    assert in_header.status == 200
    school.url = school.url.replace("/oak", "/high")
    assert school.get("/api/students").status == 401
    assert school.new_token().status == 400


def test_a_token_grows_old_and_may_expire_in_the_middle(vendors: VendorServer) -> None:
    school = IrisSchool(vendors)
    vendors.fault("expired_token", "iris", "students", after=1, times=1)
    assert [school.get("/api/students").status for _ in range(3)] == [200, 401, 401]
    school.token = school.new_token().json["access_token"]
    assert school.get("/api/students").status == 200
    vendors.pass_days()
    assert school.get("/api/students").status == 401
    vendors.fault("wrong_clock", "iris", "token", hours=-5)
    assert school.new_token().json["expires_in"] == 6 * 3600


def test_a_module_that_is_not_permitted(vendors: VendorServer) -> None:
    school = IrisSchool(vendors, modules=("STUDENTMANAGEMENT", "SCHOOLMANAGEMENT"))
    reply = school.get("/api/humanresources/employees")
    assert (reply.status, reply.json["message"]) == (
        403,
        "The client does not have permission to use HRMANAGER.",
    )
    vendors.fault("permission", "iris", names=["SCHOOLMANAGEMENT"])
    assert school.get("/api/school/yeargroups").status == 403
    assert school.get("/api/students").status == 200


def test_pages(vendors: VendorServer) -> None:
    school = IrisSchool(vendors)
    first = school.get("/api/students").json
    assert (first["count"], first["page"], first["pageSize"]) == (25, 1, 25)
    assert school.get("/api/students?page=99").json["students"] == []
    assert school.get("/api/students?page=x").status == 400
    assert school.get("/api/students?pageSize=5000").json["pageSize"] == 1000
    vendors.fault("empty_list", "iris", "students")
    assert school.get("/api/students").json["totalPages"] == 0


def test_who_is_there_is_to_come_and_has_left(
    vendors: VendorServer, primary: PretendSchool
) -> None:
    school = IrisSchool(vendors)
    for path, name, here in (
        ("/api/students", "students", primary.students),
        ("/api/humanresources/employees", "employees", primary.staff),
    ):
        people = school.all(path, name)
        statuses = [each["systemStatus"] for each in people]
        assert statuses.count(1) == len(here)
        assert {-1, 0} <= set(statuses)


def test_blanks_are_of_three_kinds_and_a_upn_is_rare(
    vendors: VendorServer, primary: PretendSchool
) -> None:
    students = IrisSchool(vendors).all("/api/students", "students")
    assert {each["middlenames"] for each in students} >= {None, "", " "}
    upns = [
        each["uniquePupilNumber"] for each in students if (each["uniquePupilNumber"] or "").strip()
    ]
    assert 0 < len(upns) < len(primary.students) / 5
    assert {
        each["nationalities"][0]
        for each in IrisSchool(vendors).all("/api/humanresources/employees", "employees")
    } == {""}


@pytest.mark.parametrize("key", ["oak", "high"])
def test_every_number_of_a_year_is_a_year_group(vendors: VendorServer, key: str) -> None:
    school = IrisSchool(vendors, key)
    groups = school.get("/api/school/yeargroups").json
    assert groups["count"] == len(groups["yearGroups"])
    known = {each["ncYear"]: each["censusYearGroup"] for each in groups["yearGroups"]}
    assert None in known.values()
    assert {each["yearGroup"] for each in school.all("/api/students", "students")} <= set(known)
    if key == "oak":
        assert known[103] == "5"


def test_every_school_has_an_address_of_its_own(vendors: VendorServer) -> None:
    page = ask(f"{vendors.url('iris')}/").text
    assert 'href="/iris/oak"' in page
    assert 'href="/iris/high"' in page
