"""Pupil Asset: the reference number, scopes, pages and blanks."""

from __future__ import annotations

import re
from typing import Any

from sandbox.people import PretendSchool
from sandbox.vendors.pupil_asset.vendor import PARTNER_KEY, authorise
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser, Form, Reply, ask


def get(vendors: VendorServer, path: str, key: str = PARTNER_KEY) -> Reply:
    address = f"{vendors.url('pupil_asset')}/api/v1/schools/{path}"
    return ask(address, headers={"Authorization": f"Bearer {key}"})


def everybody(vendors: VendorServer, reference: str, name: str) -> list[Any]:
    found, number = [], 1
    while True:
        reply = get(vendors, f"{reference}/{name}?page={number}").json
        found += reply["data"]
        if number == reply["meta"]["last_page"]:
            assert len(found) == reply["meta"]["total"]
            return found
        number += 1


def test_authorising_shows_the_reference_number(vendors: VendorServer) -> None:
    browser, address = Browser(), f"{vendors.url('pupil_asset')}/"
    browser.sign_in(address, "office.oak")
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    browser.press(address, "authorise", scope=["students", "staff"])
    found = re.search(r"PA-[A-Z0-9]{5}", browser.get(address).text)
    assert found
    reference = found.group()
    assert get(vendors, f"{reference}/pupils").status == 200
    parents = get(vendors, f"{reference}/parents")
    assert (parents.status, parents.json) == (
        403,
        {"error": "scope_not_authorised", "scope": "parents"},
    )
    browser.press(address, "withdraw")
    assert get(vendors, f"{reference}/pupils").json == {"error": "not_authorised"}
    browser.press(address, "authorise")
    assert get(vendors, f"{reference}/parents").status == 200
    vendors.withdraw("pupil_asset", "high")
    vendors.withdraw("pupil_asset", "oak")
    assert get(vendors, f"{reference}/parents").status == 403
    teacher = Browser()
    teacher.sign_in(address, "teacher.oak")
    assert "do not have permission" in teacher.get(address).text


def test_wrong_keys_references_and_pages(vendors: VendorServer) -> None:
    reference = authorise(vendors.world, "oak", ["students", "staff"])
    assert get(vendors, f"{reference}/pupils", key="x").json == {"error": "unknown_partner"}
    assert get(vendors, "PA-00000/pupils").json == {"error": "unknown_school"}
    assert get(vendors, f"{reference}/shoes").status == 404
    assert get(vendors, f"{reference}/pupils?page=x").status == 400
    assert get(vendors, f"{reference}/pupils?page=99").json["data"] == []
    assert get(vendors, f"{reference}/pupils?per_page=9999").json["meta"]["per_page"] == 500
    vendors.fault("permission", "pupil_asset", names=["staff"])
    assert get(vendors, f"{reference}/staff").status == 403


def test_people_and_blanks(vendors: VendorServer, secondary: PretendSchool) -> None:
    reference = authorise(vendors.world, "high", ["students", "staff", "parents"])
    pupils = everybody(vendors, reference, "pupils")
    assert len(pupils) == len(secondary.students)
    assert None in {each["dob"] for each in pupils}
    assert {None, "", "  "} <= {each["legal_surname"] or each["upn"] for each in pupils} | {
        each["upn"] for each in pupils
    }
    assert len(everybody(vendors, reference, "staff")) == len(secondary.staff)
    parents = everybody(vendors, reference, "parents")
    assert {"MOT", "FAT"} <= {each["relationship_code"] for each in parents}
    assert {each["pr"] for each in parents} == {"Y", "N", ""}
    assert None in {each["forename"] for each in parents}
