"""What each fault makes of an answer: given instead of it, or done to it. Knows no vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from sandbox.vendors.core.faults import Fault
from sandbox.vendors.core.messages import Answer, Request, html_answer, json_answer

_WAF_PAGE = (
    "<!DOCTYPE html><html lang=en><head><title>Request blocked</title></head>"
    "<body><h1>The request was blocked</h1><p>Reference: 0.5f2c1002.pretend</p></body></html>"
)
_LOGIN_PAGE = (
    "<!DOCTYPE html><html lang=en><head><title>Sign in</title></head>"
    "<body><h1>Sign in</h1><p>Your session is over.</p></body></html>"
)
_CHUNK = b" " * 65_536
_MOST_BYTES = 4_000_000_000

Instead = Callable[[Fault, Request], Answer]


def _unauthorised(_: Fault, __: Request) -> Answer:
    return json_answer({"error": "unauthorised"}, status=401)


def firewall_page() -> Answer:
    """What a firewall says to a program it does not like."""
    return html_answer(_WAF_PAGE, status=403)


def _rate_limit(fault: Fault, _: Request) -> Answer:
    seconds = str(fault.values.get("seconds", 1))
    return json_answer({"error": "too_many_requests"}, status=429).plus(("Retry-After", seconds))


def _rate_limit_date(fault: Fault, _: Request) -> Answer:
    at = datetime.now(UTC) + timedelta(seconds=fault.values.get("seconds", 1))
    header = ("Retry-After", format_datetime(at, usegmt=True))
    return json_answer({"error": "too_many_requests"}, status=429).plus(header)


def _server_error(fault: Fault, _: Request) -> Answer:
    status = int(fault.values.get("status", 500))
    return html_answer("<h1>Something went wrong</h1>", status=status)


def _redirect_loop(_: Fault, request: Request) -> Answer:
    query = f"?{request.query_text}" if request.query_text else ""
    return Answer(status=302, headers=(("Location", f"{request.base}{request.path}{query}"),))


def _redirect_away(fault: Fault, _: Request) -> Answer:
    location = str(fault.values.get("location", "http://elsewhere.invalid/"))
    return Answer(status=302, headers=(("Location", location),))


def _enormous(fault: Fault, _: Request) -> Answer:
    most = int(fault.values.get("bytes", _MOST_BYTES))

    def body() -> Iterator[bytes]:
        yield b'{"data": ['
        for _ in range(most // len(_CHUNK)):
            yield _CHUNK
        yield b"]}"

    return Answer(body=body())


#: Faults that answer in the vendor's place.
INSTEAD: Final[Mapping[str, Instead]] = {
    "unauthorised": _unauthorised,
    "firewall": lambda _, __: firewall_page(),
    "rate_limit": _rate_limit,
    "rate_limit_date": _rate_limit_date,
    "server_error": _server_error,
    "hang": lambda fault, _: Answer(hang_seconds=float(fault.values.get("seconds", 600))),
    "drop": lambda _, __: Answer(hang_seconds=0.001),
    "web_page": lambda _, __: html_answer(_LOGIN_PAGE),
    "not_json": lambda _, __: Answer(body=b'{"data": [{"id": '),
    "redirect_loop": _redirect_loop,
    "redirect_away": _redirect_away,
    "enormous": _enormous,
}


def _whole(answer: Answer) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)


def _in_pieces(body: bytes) -> Iterator[bytes]:
    size = max(1, len(body) // 8)
    yield from (body[start : start + size] for start in range(0, len(body), size))


#: Faults that spoil the vendor's own answer.
SPOILING: Final[Mapping[str, Callable[[Fault, Answer], Answer]]] = {
    "half_body": lambda _, answer: replace(answer, body=_whole(answer), breaks_off=True),
    "half_chunks": lambda _, answer: replace(
        answer, body=_in_pieces(_whole(answer)), breaks_off=True
    ),
    "wrong_clock": lambda fault, answer: replace(
        answer, hours_wrong=float(fault.values.get("hours", 72))
    ),
}


def answer_instead(request: Request) -> Answer | None:
    """The answer of the first fault that answers in the vendor's place."""
    for fault in request.faults:
        if fault.kind in INSTEAD:
            return INSTEAD[fault.kind](fault, request)
    return None


def spoilt(request: Request, answer: Answer) -> Answer:
    """The answer after what the faults did to it."""
    for fault in request.faults:
        if fault.kind in SPOILING:
            answer = SPOILING[fault.kind](fault, answer)
    return answer
