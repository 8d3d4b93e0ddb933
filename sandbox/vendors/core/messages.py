"""A request as a vendor sees it, and the answer that it gives. No sockets and no state."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from http import HTTPStatus
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from sandbox.vendors.core.faults import Fault

Body = bytes | Iterator[bytes]

JSON_TYPE: Final = "application/json"
HTML_TYPE: Final = "text/html; charset=utf-8"
_ITEMS_AT_ONCE = 200


@dataclass(kw_only=True)
class Request:
    """One request to one vendor.

    ``path`` begins after the vendor's name and ``base`` ends with it. Headers have lower-case
    names. ``faults`` are those that strike this request, and ``notes`` what the log keeps of it.
    """

    method: str
    path: str
    base: str
    query_text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    faults: tuple[Fault, ...] = ()
    notes: list[str] = field(default_factory=list)

    @cached_property
    def query(self) -> dict[str, str]:
        """The last value of every parameter of the address."""
        return _last_values(self.query_text)

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """All values of every field of a posted form."""
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def field(self, name: str) -> str:
        """The last value of a form's field, without blanks around it; "" when it did not come."""
        return self.form.get(name, [""])[-1].strip()

    @cached_property
    def basic(self) -> tuple[str, str]:
        """Username and password of HTTP Basic; two blanks when there are none."""
        scheme, _, encoded = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        try:
            username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return username, password

    @cached_property
    def bearer(self) -> str:
        """The bearer token; "" when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def fault(self, kind: str) -> Fault | None:
        """The fault of that kind that strikes this request."""
        return next((each for each in self.faults if each.kind == kind), None)

    def refuses(self, name: str) -> bool:
        """Whether a fault withdraws the permission of that name."""
        found = self.fault("permission")
        return found is not None and name in found.values.get("names", ())


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back. A body that is an iterator is sent in chunks.

    ``breaks_off``: only the first half of the body is sent, and then the connection is closed.
    ``hours_wrong`` is by how much the clock in the ``Date`` header is ahead.
    """

    status: int = 200
    body: Body = b""
    content_type: str = JSON_TYPE
    headers: Sequence[tuple[str, str]] = ()
    breaks_off: bool = False
    hours_wrong: float = 0
    hang_seconds: float = 0

    def plus(self, *headers: tuple[str, str]) -> Answer:
        """The answer with more headers."""
        return replace(self, headers=(*self.headers, *headers))


def json_answer(value: Any, *, status: int = 200) -> Answer:
    """A value as JSON."""
    return Answer(status=status, body=json.dumps(value, ensure_ascii=False).encode())


def streamed_list(before: str, items: Iterable[Any], after: str) -> Iterator[bytes]:
    """A JSON list piece by piece, between the text before it and the text after it."""
    yield f"{before}[".encode()
    remaining = iter(items)
    glue = ""
    while batch := list(islice(remaining, _ITEMS_AT_ONCE)):
        yield (glue + ",".join(json.dumps(each, ensure_ascii=False) for each in batch)).encode()
        glue = ","
    yield f"]{after}".encode()


def html_answer(text: str, *, status: int = 200) -> Answer:
    """A page."""
    return Answer(status=status, body=text.encode(), content_type=HTML_TYPE)


def redirect(location: str) -> Answer:
    """Go there with GET."""
    return Answer(status=HTTPStatus.SEE_OTHER, headers=(("Location", location),))


def with_parameters(address: str, **parameters: str) -> str:
    """The address with parameters added to those it has."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _last_values(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
