"""A small HTTP client for the pretend vendors: it follows nothing by itself and keeps cookies."""

from __future__ import annotations

import base64
import json
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.demo import PASSWORD

AGENT = "Mozilla/5.0 (compatible; USO-AutoUpdate/1.0)"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return str(self.headers["Location"])

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the address that one is sent to."""
        return {
            name: values[-1] for name, values in parse_qs(urlsplit(self.location).query).items()
        }


def ask(
    address: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    timeout: float = 10,
) -> Reply:
    """One request."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    with closing(connection):
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body or None, {"User-Agent": AGENT, **(headers or {})})
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())


def basic(username: str, password: str) -> dict[str, str]:
    return {
        "Authorization": f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"
    }


def post_form(address: str, values: dict[str, Any], **headers: str) -> Reply:
    return ask(
        address,
        method="POST",
        body=urlencode(values, doseq=True).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
    )


class Form(HTMLParser):
    """The forms of a page: what a browser would send when nothing was changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.labels: set[str] = set()
        self.ids: set[str] = set()
        self.buttons: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self.labels.add(given["for"])
        if tag == "button":
            self.buttons.append(given["value"])
        if tag == "input":
            if given["type"] != "hidden":
                self.ids.add(given["id"])
            if given["type"] != "checkbox" or "checked" in given:
                self.values.setdefault(given["name"], []).append(given.get("value", ""))


@dataclass
class Browser:
    """Somebody at a pretend vendor's pages."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Reply:
        return self._kept(ask(address, headers=self._headers()))

    def press(self, address: str, button: str, **changed: Any) -> Reply:
        """Fill in the page's form and press one of its buttons."""
        page = self.get(address)
        form = Form(page.text)
        assert button in form.buttons, page.text
        values = {**form.values, **changed, "press": button}
        return self._kept(post_form(address, values, **self._headers()))

    def sign_in(self, address: str, username: str, password: str = PASSWORD) -> Reply:
        return self.press(address, "sign_in", username=username, password=password)

    def _headers(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}

    def _kept(self, reply: Reply) -> Reply:
        for cookie in reply.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply
