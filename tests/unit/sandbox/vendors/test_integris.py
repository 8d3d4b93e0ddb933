"""Integris Datashare: the grant, fields chosen by the school, joint contacts, parents twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sandbox.people import PretendSchool
from sandbox.vendors.integris.datashare import PARTNER_KEY
from sandbox.vendors.integris.permissions import PERMISSIONS
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser, Form, Reply, ask

OAK, HIGH = "9902001", "9904001"


def get(vendors: VendorServer, path: str, key: str = PARTNER_KEY) -> Reply:
    return ask(f"{vendors.url('integris')}/datashare/v1{path}", headers={"X-Partner-Key": key})


def grant(vendors: VendorServer, key: str = "oak", **changed: Any) -> tuple[Browser, str]:
    browser, address = Browser(), f"{vendors.url('integris')}/datashare"
    browser.sign_in(address, f"office.{key}")
    browser.press(address, "grant", **changed)
    return browser, address


def items(vendors: VendorServer, name: str, dfe: str = OAK) -> list[Any]:
    fields, found, number = ",".join(PERMISSIONS[name].fields), [], 1
    while True:
        reply = get(vendors, f"/schools/{dfe}/{name}?fields={fields}&page={number}").json
        found += reply["items"]
        if number == reply["pages"]:
            assert len(found) == reply["total"]
            return found
        number += 1


def test_not_granted_granted_and_taken_away(vendors: VendorServer) -> None:
    assert get(vendors, f"/grants/{OAK}").json == {"error": "not_granted"}
    assert get(vendors, f"/schools/{OAK}/staff?fields=dob").status == 404
    browser, address = grant(vendors)
    given = get(vendors, f"/grants/{OAK}").json
    assert given["granted_at"].startswith("2026-11-20T")
    assert given["permissions"] == {name: list(each.fields) for name, each in PERMISSIONS.items()}
    assert get(vendors, f"/grants/{HIGH}").status == 404
    assert get(vendors, "/grants/1234567").status == 404
    assert get(vendors, f"/grants/{OAK}", key="wrong").json == {"error": "unknown_partner"}
    browser.press(address, "remove")
    assert get(vendors, f"/grants/{OAK}").status == 404


def test_the_page_keeps_what_is_required(vendors: VendorServer) -> None:
    browser, address = grant(vendors)
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    vendors.pass_days()
    browser.press(address, "grant", pupils=["upn"], permission=["pupils", "staff"])
    given = get(vendors, f"/grants/{OAK}").json
    assert given["granted_at"].startswith("2026-11-20T")
    required = {"student_id", "forename", "surname", "dob"}
    assert set(given["permissions"]["pupils"]) == required | {"upn"}
    assert given["permissions"]["contacts"] == []
    teacher = Browser()
    teacher.sign_in(address, "teacher.oak")
    assert "do not have permission" in teacher.get(address).text
    assert ask(f"{vendors.url('integris')}/").location == "/integris/datashare"


def test_a_field_outside_the_permission_is_named(vendors: VendorServer) -> None:
    grant(vendors, pupils=[], permission=["pupils"])
    reply = get(vendors, f"/schools/{OAK}/pupils?fields=student_id,upn,dob")
    assert reply.status == 403
    assert reply.json == {
        "error": "field_not_permitted",
        "permission": "pupils",
        "fields": ["upn"],
    }
    assert get(vendors, f"/schools/{OAK}/staff?fields=staff_id").json["fields"] == ["staff_id"]
    assert get(vendors, f"/schools/{OAK}/pupils?fields=shoe_size").status == 400
    assert get(vendors, f"/schools/{OAK}/pupils").status == 400
    assert get(vendors, f"/schools/{OAK}/shoes?fields=a").status == 404
    assert get(vendors, f"/schools/{OAK}/pupils?fields=dob&page=9").json["error"] == "no_such_page"
    assert get(vendors, f"/schools/{OAK}/pupils?fields=dob&page=x").status == 400
    one = get(vendors, f"/schools/{OAK}/pupils?fields=dob").json["items"][0]
    assert list(one) == ["dob"]
    vendors.fault("permission", "integris", names=["pupils.dob"])
    assert get(vendors, f"/schools/{OAK}/pupils?fields=dob").json["fields"] == ["dob"]


def test_people_classes_and_marks(vendors: VendorServer, secondary: PretendSchool) -> None:
    grant(vendors, "high")
    pupils = {each["student_id"] for each in items(vendors, "pupils", HIGH)}
    staff = {each["staff_id"] for each in items(vendors, "staff", HIGH)}
    assert (len(pupils), len(staff)) == (len(secondary.students), len(secondary.staff))
    groups = items(vendors, "groups", HIGH)
    assert {one for each in groups for one in each["student_ids"]} == pupils
    assert {one for each in groups for one in each["staff_ids"]} <= staff
    assert len(items(vendors, "attendance", HIGH)) == 2 * len(pupils)
    fields = "student_id,date,session,mark"
    path = f"/schools/{HIGH}/attendance?fields={fields}"
    assert get(vendors, f"{path}&date=2026-11-15").json["total"] == 0
    assert get(vendors, f"{path}&date=2026-11-19").json["items"][0]["date"] == "19/11/2026"
    assert get(vendors, f"{path}&date=soon").status == 400


def test_couples_are_one_contact_and_some_parents_are_there_twice(vendors: VendorServer) -> None:
    grant(vendors, "high")
    contacts = items(vendors, "contacts", HIGH)
    joint = [each for each in contacts if each["title"] in ("Mr and Mrs", "Mr & Mrs")]
    assert {each["relationship"] for each in joint} == {"Parents", "Mother and Father"}
    assert {" and " in each["first_name"] for each in joint} == {True, False}
    assert "" in {each["first_name"] for each in joint}
    same = Counter(
        (each["student_id"], each["first_name"], each["surname"], each["email"])
        for each in contacts
        if each["email"]
    )
    assert 2 in same.values()
