"""SchoolPod: API keys, cursors, and what a key may read."""

from __future__ import annotations

import re
from typing import Any

from sandbox.people import PretendSchool
from sandbox.vendors.running import VendorServer
from sandbox.vendors.schoolpod.vendor import make_key
from tests.unit.sandbox.vendors.client import Browser, Form, Reply, ask

ALL = ["staff", "students", "guardians"]


def get(vendors: VendorServer, path: str, key: str) -> Reply:
    return ask(f"{vendors.url('schoolpod')}/api/v2/{path}", headers={"X-Api-Key": key})


def everybody(vendors: VendorServer, name: str, key: str) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        reply = get(vendors, f"{name}?limit=200&cursor={cursor}", key).json
        found += reply["results"]
        if reply["next"] is None:
            assert len(found) == reply["count"]
            return found
        cursor = reply["next"]


def test_a_school_makes_a_key_and_ends_it(vendors: VendorServer) -> None:
    browser, address = Browser(), f"{vendors.url('schoolpod')}/"
    browser.sign_in(address, "office.oak")
    form = Form(browser.get(address).text)
    assert form.ids <= form.labels
    found = re.search(r"sp_[\w-]+", browser.press(address, "make").text)
    assert found
    key = found.group()
    assert key not in browser.get(address).text
    assert get(vendors, "staff", key).status == 200
    browser.press(address, "withdraw")
    assert get(vendors, "staff", key).json == {"error": "bad_key"}
    teacher = Browser()
    teacher.sign_in(address, "teacher.oak")
    assert "do not have permission" in teacher.get(address).text


def test_cursors_and_permissions(vendors: VendorServer, secondary: PretendSchool) -> None:
    key = make_key(vendors.world, "high", ALL)
    assert len(everybody(vendors, "students", key)) == len(secondary.students)
    assert len(everybody(vendors, "staff", key)) == len(secondary.staff)
    assert len(everybody(vendors, "guardians", key)) == len(secondary.ties)
    for cursor in ("zzz", "eyJiIjoxfQ", "%FF"):
        assert get(vendors, f"staff?cursor={cursor}", key).json == {"error": "bad_cursor"}
    assert get(vendors, "staff?limit=0", key).status == 400
    assert get(vendors, "shoes", key).status == 404
    narrow = make_key(vendors.world, "high", ["staff"])
    reply = get(vendors, "guardians", narrow)
    assert (reply.status, reply.json) == (
        403,
        {"error": "not_permitted", "resource": "guardians"},
    )
    vendors.fault("permission", "schoolpod", names=["staff"])
    assert get(vendors, "staff", narrow).status == 403


def test_a_page_that_repeats_has_the_first_people_for_ever(vendors: VendorServer) -> None:
    key = make_key(vendors.world, "high", ALL)
    first = get(vendors, "students", key).json
    vendors.fault("repeat_page", "schoolpod", "students")
    again = get(vendors, f"students?cursor={first['next']}", key).json
    assert again["results"] == first["results"]
    assert again["next"]
