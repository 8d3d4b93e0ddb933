"""Every fault really happens on the wire."""

from __future__ import annotations

import json
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import IncompleteRead, RemoteDisconnected
from threading import Thread
from urllib.parse import urlsplit

import pytest

from sandbox.vendors.core.faults import KINDS
from sandbox.vendors.core.spoiling import INSTEAD, SPOILING
from sandbox.vendors.core.tls import KINDS as CERTIFICATES
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.arbor import ArborSchool
from tests.unit.sandbox.vendors.client import ask
from tests.unit.sandbox.vendors.scholarpack import ScholarPackSchool

CONTROL = {"X-Pretend-Control": "yes"}


@pytest.fixture
def school(vendors: VendorServer) -> ScholarPackSchool:
    return ScholarPackSchool(vendors)


def test_a_fault_strikes_after_some_and_so_often(
    vendors: VendorServer, school: ScholarPackSchool
) -> None:
    vendors.fault("server_error", "scholarpack", "staff", after=1, times=2)
    assert [school.get("staff").status for _ in range(5)] == [200, 500, 500, 200, 200]
    vendors.fault("server_error", "scholarpack", "staff", status=503)
    assert [school.get("staff").status, school.get("students").status] == [503, 200]
    assert school.get("staff").status == 503
    vendors.clear_faults("arbor")
    assert school.get("staff").status == 503
    vendors.clear_faults()
    assert school.get("staff").status == 200


def test_401_and_a_firewalls_403(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("unauthorised", "scholarpack", times=1)
    vendors.fault("firewall", "scholarpack", after=1, times=1)
    assert school.get("staff").status == 401
    reply = school.get("staff")
    assert reply.status == 403
    assert reply.text.startswith("<!DOCTYPE html>")


def test_429_in_seconds_and_as_a_date(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("rate_limit", seconds=7, times=1)
    assert school.get("staff").headers["Retry-After"] == "7"
    vendors.fault("rate_limit_date", seconds=90, times=1)
    reply = school.get("staff")
    assert reply.status == 429
    until = parsedate_to_datetime(reply.headers["Retry-After"]) - datetime.now(UTC)
    assert timedelta(seconds=80) < until < timedelta(seconds=91)


def test_a_hang_ends_with_the_server(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("hang", "scholarpack", times=2)
    with pytest.raises(TimeoutError):
        ask(f"{vendors.url('scholarpack')}/api/v1/staff/", timeout=0.3)
    failed: list[Exception] = []

    def wait() -> None:
        try:
            school.get("staff")
        except (OSError, RemoteDisconnected) as error:
            failed.append(error)

    waiting = Thread(target=wait)
    waiting.start()
    while len(vendors.seen("scholarpack", "staff")) < 2 and waiting.is_alive():
        time.sleep(0.01)
    vendors.__exit__()
    waiting.join(5)
    assert failed


def test_a_connection_that_is_dropped(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("drop", times=1)
    with pytest.raises(RemoteDisconnected):
        school.get("staff")


@pytest.mark.parametrize("kind", ["half_body", "half_chunks"])
def test_half_a_body(vendors: VendorServer, school: ScholarPackSchool, kind: str) -> None:
    vendors.fault(kind, "scholarpack", times=1)
    with pytest.raises(IncompleteRead):
        school.get("students")
    assert school.get("students").status == 200


def test_half_of_a_streamed_answer(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    vendors.fault("half_body", "arbor", "Student", times=1)
    with pytest.raises(IncompleteRead):
        school.rows("Student", "id")


def test_a_web_page_and_what_is_no_json(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("web_page", times=1)
    reply = school.get("staff")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    vendors.fault("not_json", times=1)
    with pytest.raises(json.JSONDecodeError):
        _ = school.get("staff").json


def test_redirects(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("redirect_loop", times=1)
    reply = school.get("staff", "page=1")
    assert reply.status == 302
    assert urlsplit(reply.location).path == "/scholarpack/api/v1/staff/"
    assert reply.location.endswith("?page=1")
    vendors.fault("redirect_away", times=1, location="http://10.0.0.1/")
    assert school.get("staff").location == "http://10.0.0.1/"


def test_an_enormous_body(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("enormous", bytes=3_000_000, times=1)
    assert len(school.get("staff").body) > 2_900_000


def test_lists_that_are_empty_repeat_or_move(
    vendors: VendorServer, school: ScholarPackSchool
) -> None:
    first, second = (school.get("students", f"page={page}").json for page in (1, 2))
    vendors.fault("empty_list", "scholarpack", "students", times=1)
    assert school.get("students").json["data"] == []
    vendors.fault("repeat_page", "scholarpack", "students", times=1)
    again = school.get("students", "page=2").json
    assert (again["page"], again["data"]) == (2, first["data"])
    vendors.fault("moving_total", "scholarpack", "students")
    assert school.get("students", "page=1").json["data"] == first["data"]
    assert school.get("students", "page=2").json["data"][0] == second["data"][1]


def test_arbors_lists_do_so_too(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    paging = [f"page_size: 20, page_num: {number}" for number in (0, 1)]
    first = school.rows("Student", "id", paging[0])
    vendors.fault("repeat_page", "arbor", "Student", times=1)
    assert school.rows("Student", "id", paging[1]) == first
    vendors.fault("empty_list", "arbor", "Student", times=1)
    assert school.rows("Student", "id", paging[0]) == []


def test_a_wrong_clock(vendors: VendorServer, school: ScholarPackSchool) -> None:
    vendors.fault("wrong_clock", "scholarpack", hours=2)
    date = parsedate_to_datetime(school.get("staff").headers["Date"])
    assert date - datetime.now(UTC) > timedelta(hours=1, minutes=58)
    assert school.refresh().json["expires_in"] == -3600


def test_a_token_that_expires_in_the_middle(
    vendors: VendorServer, school: ScholarPackSchool
) -> None:
    vendors.fault("expired_token", "scholarpack", "students", after=1, times=1)
    assert [school.get("students", f"page={page}").status for page in (1, 2, 2)] == [200, 401, 401]
    school.refresh()
    assert school.get("students", "page=2").status == 200


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_certificates(vendors: VendorServer, kind: str) -> None:
    served = vendors.over_tls(kind)
    context = ssl.create_default_context(cafile=str(served.authority))
    port = urlsplit(served.address).port
    with socket.create_connection(("127.0.0.1", port or 0), timeout=5) as raw:
        if kind == "good":
            with context.wrap_socket(raw, server_hostname="127.0.0.1") as secured:
                secured.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert secured.recv(15).startswith(b"HTTP/1.1 200")
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                context.wrap_socket(raw, server_hostname="127.0.0.1")


def test_kinds_are_all_known() -> None:
    assert set(INSTEAD) | set(SPOILING) <= set(KINDS)


def test_the_control_interface(vendors: VendorServer, school: ScholarPackSchool) -> None:
    control = f"{vendors.address}/_control"
    body = json.dumps({"kind": "server_error", "vendor": "scholarpack", "times": 1}).encode()
    refused = ask(f"{control}/faults", method="POST", body=body)
    assert refused.status == 403
    assert ask(f"{control}/faults", method="POST", body=body, headers=CONTROL).status == 200
    assert school.get("staff").status == 500
    assert ask(f"{control}/faults").json[0]["num_struck"] == 1
    assert ask(f"{control}/faults", method="DELETE", headers=CONTROL).json == []
    wrong = json.dumps({"kind": "earthquake"}).encode()
    assert "no fault" in ask(f"{control}/faults", method="POST", body=wrong, headers=CONTROL).text
    assert ask(f"{control}/faults", method="POST", body=b"{}", headers=CONTROL).status == 400
    assert "hang" in ask(f"{control}/faults/kinds").json
    state = ask(f"{control}/days?days=2", method="POST", headers=CONTROL).json
    assert (state["today"], state["days_passed"]) == ("2026-11-22", 2)
    assert ask(f"{control}/evening", method="POST", headers=CONTROL).json["days_passed"] == 2
    assert ask(f"{control}/counts").json["scholarpack"]["staff"] == 1
    assert ask(f"{control}/requests?vendor=scholarpack").json[-1]["status"] == 500
    given = json.dumps({"vendor": "scholarpack", "school": "oak"}).encode()
    assert ask(f"{control}/withdraw", method="POST", body=given, headers=CONTROL).status == 200
    assert school.refresh().status == 400
    assert ask(f"{control}/requests", method="DELETE", headers=CONTROL).json == []
    assert ask(f"{control}/state").json["schools"].keys() == {"oak", "high"}
    assert ask(f"{control}/nothing").status == 404


def test_addresses_that_nobody_has(vendors: VendorServer) -> None:
    assert "/arbor/" in ask(f"{vendors.address}/").text
    assert ask(f"{vendors.address}/nobody").status == 404
    assert ask(f"{vendors.url('arbor')}/nothing").status == 404
    head = ask(f"{vendors.address}/", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_a_broken_vendor_says_so(
    vendors: VendorServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(vendors.application, "answer", fail)
    reply = ask(f"{vendors.address}/")
    assert (reply.status, "fault of its own" in reply.text) == (500, True)
    assert "RuntimeError" in capsys.readouterr().err


def test_more_than_is_read_is_refused(vendors: VendorServer) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(vendors.address).port or 0), 5) as raw:
        raw.sendall(b"POST /arbor/ HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        assert raw.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("sent", ["Basic ???", "Basic /w==", "Bearer x", "nothing"])
def test_credentials_that_are_none(vendors: VendorServer, sent: str) -> None:
    school = ArborSchool(vendors)
    school.headers = {"Authorization": sent}
    assert school.reply("{ Staff { id } }").status == 401


def test_a_body_that_is_no_query(vendors: VendorServer) -> None:
    school = ArborSchool(vendors)
    for body in (b"no JSON", b"[1]"):
        reply = ask(
            f"{school.endpoint}/graphql/query", method="POST", body=body, headers=school.headers
        )
        assert "Syntax Error" in reply.json["errors"][0]["message"]


def test_cookies_that_are_none(vendors: VendorServer) -> None:
    for cookie in ("pretend_arbor=\x01", "pretend_arbor=unknown", "=;;"):
        assert "Password" in ask(f"{vendors.url('arbor')}/", headers={"Cookie": cookie}).text
