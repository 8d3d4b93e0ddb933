"""The one client for vendors against a real server: answers, patience, limits."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from autoupdate.connectors.http import Limits
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from tests.servers import Reply, serving
from tests.unit.connectors.clients import LIMITS, OK, Make, Waits, trouble


def test_an_answer_is_read_whole(client: Make) -> None:
    with serving(OK) as server:
        answer = client(server).get(
            f"{server.url}/api?x=1", resource="students", headers={"X-Key": "k"}
        )
    assert (answer.status, answer.json(), answer.host) == (200, {"a": 1}, "127.0.0.1")
    seen = server.seen[0]
    assert (seen.method, seen.path, seen.headers["Host"]) == ("GET", "/api?x=1", server.host)
    assert seen.headers["X-Key"] == "k"
    assert seen.headers["Accept-Encoding"] == "gzip"
    assert seen.headers["User-Agent"].startswith("Mozilla/5.0 (compatible; USO-AutoUpdate")


def test_parameters_forms_payloads_and_basic_sign_in_are_sent(client: Make) -> None:
    with serving(OK) as server:
        using = client(server)
        using.get(server.url, resource="x", params={"page": "2", "q": "a b&c"})
        using.post(server.url, resource="x", form={"grant": "a&b"}, auth=("me", "pass"))
        using.post(server.url, resource="x", payload={"query": "{ Staff }"})
    asked, form, payload = server.seen
    assert asked.path == "/?page=2&q=a+b%26c"
    assert (form.method, form.body) == ("POST", b"grant=a%26b")
    assert form.headers["Authorization"] == "Basic bWU6cGFzcw=="
    assert payload.body == b'{"query":"{ Staff }"}'
    assert using.num_requests == 3


def test_a_packed_answer_is_unpacked(client: Make) -> None:
    packed = Reply(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    with serving(packed) as server:
        assert client(server).get(server.url, resource="x").json() == {"a": 1}


def test_one_connection_serves_many_requests_and_no_cookie_comes_back(client: Make) -> None:
    with serving(Reply(headers={"Set-Cookie": "session=1; Path=/"})) as server:
        using = client(server)
        for _ in range(3):
            using.get(server.url, resource="x")
    assert all("Cookie" not in each.headers for each in server.seen)


# --- Patience ---


@pytest.mark.parametrize("passing", [500, 502, 503, 504, 429, 408])
def test_what_passes_is_tried_again(client: Make, waits: Waits, passing: int) -> None:
    with serving(Reply(passing), Reply(passing), OK) as server:
        using = client(server)
        assert using.get(server.url, resource="x").json() == {"a": 1}
    assert (len(server.seen), using.num_requests) == (3, 3)
    assert 0.5 <= waits[0] <= 1.5
    assert 1 <= waits[1] <= 3


def test_waits_are_never_quite_the_same(client: Make, waits: Waits) -> None:
    for _ in range(3):
        with serving(Reply(500)) as server:
            trouble(client(server), server.url)
    assert len(set(waits)) == len(waits) == 6


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, "server_error", TroubleKind.TEMPORARY),
        (503, "server_error", TroubleKind.TEMPORARY),
        (429, "busy", TroubleKind.TEMPORARY),
        (408, "timed_out", TroubleKind.TEMPORARY),
    ],
)
def test_what_stays_is_said_after_the_last_try(
    client: Make, status: int, code: str, kind: TroubleKind
) -> None:
    with serving(Reply(status)) as server:
        met = trouble(client(server), server.url)
    assert (met.code, met.kind, len(server.seen)) == (code, kind, LIMITS.num_tries)
    assert met.details["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(401), "not_authorised"),
        (Reply(403, b'{"error": "no"}'), "permission_missing"),
        (Reply(403, b"<html>blocked</html>", {"Content-Type": "text/html"}), "firewall"),
        (Reply(403, b"  <!doctype html>"), "firewall"),
        (Reply(400), "request_refused"),
        (Reply(404), "request_refused"),
        (Reply(304), "request_refused"),
    ],
)
def test_what_does_not_pass_is_asked_once(client: Make, reply: Reply, code: str) -> None:
    with serving(reply) as server:
        met = trouble(client(server), server.url)
    assert (met.code, len(server.seen)) == (code, 1)
    assert met.details["resource"] == "students"


def test_an_expected_status_is_the_callers(client: Make) -> None:
    with serving(Reply(404)) as server:
        answer = client(server).get(server.url, resource="x", expected=frozenset({404}))
    assert answer.status == 404


def test_retry_after_in_seconds_is_kept(client: Make, waits: Waits) -> None:
    with serving(Reply(429, headers={"Retry-After": "7"}), OK) as server:
        client(server).get(server.url, resource="x")
    assert waits == [7]


@pytest.mark.parametrize("vendors_clock", [timedelta(0), timedelta(hours=5), timedelta(days=-3)])
def test_retry_after_as_a_date_counts_by_the_vendors_own_clock(
    client: Make, waits: Waits, vendors_clock: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC) + vendors_clock
    until = format_datetime(now + timedelta(seconds=9), usegmt=True)
    monkeypatch.setattr(
        "http.server.BaseHTTPRequestHandler.date_time_string",
        lambda *_: format_datetime(now, usegmt=True),
    )
    with serving(Reply(503, headers={"Retry-After": until}), OK) as server:
        client(server).get(server.url, resource="x")
    assert waits == [9]


@pytest.mark.parametrize("text", ["soon", "", "-5", "Thu, 99 Foo 2026 00:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(client: Make, waits: Waits, text: str) -> None:
    with serving(Reply(503, headers={"Retry-After": text}), OK) as server:
        client(server).get(server.url, resource="x")
    assert 0.5 <= waits[0] <= 1.5


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_a_retry_after_in_the_past_is_now(client: Make, waits: Waits, zone: str) -> None:
    past = f"Thu, 01 Jan 2026 00:00:00 {zone}"
    with serving(Reply(503, headers={"Retry-After": past}), OK) as server:
        client(server).get(server.url, resource="x")
    assert 0.5 <= waits[0] <= 1.5


@pytest.mark.parametrize("text", ["86400", "9" * 400])
def test_who_asks_for_hours_is_left_for_another_time(client: Make, waits: Waits, text: str) -> None:
    with serving(Reply(429, headers={"Retry-After": text})) as server:
        assert trouble(client(server), server.url).code == "busy"
    assert (waits, len(server.seen)) == ([], 1)


# --- Limits and half answers ---


def test_a_hang_is_timed_out(client: Make) -> None:
    def never() -> Iterator[bytes]:
        time.sleep(2)
        yield b""

    with serving(Reply(pieces=never)) as server:
        using = client(server, limits=Limits(read_s=0.2, num_tries=1))
        assert trouble(using, server.url).code == "timed_out"


def test_an_answer_that_drips_is_given_up(client: Make) -> None:
    def drips() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.05)
            yield b"x"

    with serving(Reply(pieces=drips)) as server:
        using = client(server, limits=Limits(read_s=1, total_s=0.3, num_tries=1))
        assert trouble(using, server.url).code == "timed_out"


def test_an_answer_without_end_is_given_up_and_not_tried_again(client: Make) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 4096

    with serving(Reply(pieces=endless)) as server:
        met = trouble(client(server), server.url)
    assert (met.code, met.kind) == ("too_big", TroubleKind.PERMANENT)
    assert len(server.seen) == 1


@pytest.mark.parametrize("reply", [Reply(body=b'{"a"', stated=500), Reply(hangs_up=True)])
def test_half_an_answer_is_none_and_is_asked_for_again(client: Make, reply: Reply) -> None:
    with serving(reply, OK) as server:
        assert client(server).get(server.url, resource="x").json() == {"a": 1}
    with serving(reply) as server:
        assert trouble(client(server), server.url).code == "broken_off"


@pytest.mark.parametrize(
    "body", [b"<html>Maintenance</html>", b"", b'{"a": ', b"\xff\xfe\x00", b"[" * 200_000]
)
def test_what_is_no_json_is_said(client: Make, body: bytes) -> None:
    with serving(Reply(body=body)) as server:
        answer = client(server, limits=Limits()).get(server.url, resource="x")
    with pytest.raises(VendorTrouble) as met:
        answer.json()
    assert (met.value.code, met.value.kind) == ("not_data", TroubleKind.TEMPORARY)


def test_nobody_at_home_is_unreachable(client: Make) -> None:
    with serving(OK) as server:
        pass
    met = trouble(client(server), server.url)
    assert (met.code, met.kind) == ("unreachable", TroubleKind.TEMPORARY)


def test_each_try_shows_that_the_pull_is_alive(client: Make) -> None:
    noted: list[int] = []
    with serving(Reply(500), OK) as server:
        client(server, noting=lambda: noted.append(1)).get(server.url, resource="x")
    assert len(noted) == 2


@pytest.mark.parametrize("key", ["sécret", "a\nb", "a\x00b"])
def test_a_key_that_no_header_can_carry_is_a_wrong_key(client: Make, key: str) -> None:
    with serving(OK) as server:
        met = trouble(client(server), server.url, headers={"X-Key": key})
    assert (met.code, server.seen) == ("credentials_refused", [])


def test_an_address_that_no_request_can_have_is_refused(client: Make) -> None:
    with serving(OK) as server:
        assert trouble(client(server), f"{server.url}/\x01").code == "address_refused"
