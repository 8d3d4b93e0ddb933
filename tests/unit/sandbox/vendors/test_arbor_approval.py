"""Arbor's approval: sign in, approve or decline, exchange, withdraw."""

from __future__ import annotations

import pytest

from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.arbor import BACK, ArborSchool, approve_address, exchange
from tests.unit.sandbox.vendors.client import Browser, Form

ASK = "{ Staff(page_size: 1, page_num: 0) { id } }"


def test_pages_say_that_they_are_pretend_and_label_every_field(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    pages = [browser.get(address)]
    browser.sign_in(address, "office.oak")
    pages.append(browser.get(address))
    for page in pages:
        form = Form(page.text)
        assert "not the real Arbor" in page.text
        assert '<html lang="en-GB">' in page.text
        assert form.ids <= form.labels
    assert "Unique Pupil Numbers" in pages[1].text


def test_approving_leads_back_with_a_code_that_is_good_once(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    assert browser.sign_in(address, "office.oak").status == 303
    back = browser.press(address, "approve")
    assert back.location.startswith(f"{BACK}?")
    assert back.parameters["state"] == "s1"
    given = exchange(vendors, back.parameters["code"])
    assert given.json["endpoint"] == f"{vendors.url('arbor')}/at/oak"
    again = exchange(vendors, back.parameters["code"])
    assert (again.status, again.json) == (400, {"error": "invalid_code"})


def test_declining_leads_back_with_an_error(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    browser.sign_in(address, "office.oak")
    assert browser.press(address, "decline").parameters == {"state": "s1", "error": "access_denied"}


def test_a_code_grows_old(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    browser.sign_in(address, "office.oak")
    code = browser.press(address, "approve").parameters["code"]
    vendors.pass_days()
    assert exchange(vendors, code).status == 400


def test_a_wrong_partner_gets_nothing(vendors: VendorServer) -> None:
    reply = exchange(vendors, "anything", secret="wrong")
    assert (reply.status, reply.json) == (401, {"error": "invalid_partner"})


@pytest.mark.parametrize("changed", [{"app": "x"}, {"state": ""}, {"return_to": "javascript:1"}])
def test_a_wrong_link_leads_nowhere(vendors: VendorServer, changed: dict[str, str]) -> None:
    assert Browser().get(approve_address(vendors, **changed)).status == 400


def test_a_teacher_may_not_approve(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    browser.sign_in(address, "teacher.oak")
    page = browser.get(address)
    assert "do not have permission" in page.text
    assert "approve" not in Form(page.text).buttons
    browser.press(address, "other")
    assert "Password" in browser.get(address).text


def test_a_wrong_password_is_told(vendors: VendorServer) -> None:
    browser, address = Browser(), approve_address(vendors)
    page = browser.sign_in(address, "office.oak", "wrong")
    assert "The username or the password is wrong." in page.text
    assert browser.sign_in(address, "office.nowhere").status == 200


def test_an_approval_may_lack_its_endpoint(vendors: VendorServer) -> None:
    vendors.fault("missing_endpoint", "arbor", "exchange", times=1)
    assert ArborSchool(vendors).endpoint == ""
    assert ArborSchool(vendors).endpoint


def test_a_school_withdraws_in_arbor(vendors: VendorServer) -> None:
    school, browser, address = ArborSchool(vendors), Browser(), f"{vendors.url('arbor')}/"
    assert school.reply(ASK).status == 200
    browser.sign_in(address, "office.oak")
    assert "No application" in browser.press(address, "withdraw").text
    assert (school.reply(ASK).status, school.reply(ASK).json) == (401, {"error": "unauthorised"})


def test_approving_again_ends_the_old_password(vendors: VendorServer) -> None:
    first, second = ArborSchool(vendors), ArborSchool(vendors)
    assert first.reply(ASK).status == 401
    assert second.reply(ASK).status == 200
    vendors.withdraw("arbor", "oak")
    assert second.reply(ASK).status == 401


def test_a_school_sees_only_its_own(vendors: VendorServer) -> None:
    school = ArborSchool(vendors, "oak")
    school.endpoint = school.endpoint.replace("/oak", "/high")
    assert school.reply(ASK).status == 401


def test_a_firewall_dislikes_programs(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    for agent in ("", "Python-urllib/3.11", "curl/8"):
        reply = school.reply(ASK, **{"User-Agent": agent})
        assert reply.status == 403
        assert reply.headers["Content-Type"].startswith("text/html")
