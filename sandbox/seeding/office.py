"""Somebody of a school's office at a pretend vendor's pages, as a browser without scripts is.

Knows nothing of the portal: it goes where it is sent, and says where it was sent back to.
"""

from __future__ import annotations

from contextlib import closing
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.demo import PASSWORD

_TIMEOUT = 30


class Office:
    """``office.<key>`` of one school; signs in on the way."""

    def __init__(self, key: str) -> None:
        self._username = f"office.{key}"
        self._cookies: dict[str, str] = {}

    def press(self, address: str, button: str) -> dict[str, str]:
        """Sign in, press a button of the page at ``address`` with everything as it is ticked.

        Returns the parameters of the address one is sent on to. Raises OSError.
        """
        self._post(address, {"username": self._username, "password": PASSWORD, "press": "sign_in"})
        form = _Form(self._ask("GET", address)[1])
        location, _ = self._post(address, [*form.values, ("press", button)])
        return dict(parse_qsl(urlsplit(location).query))

    def _post(
        self, address: str, values: dict[str, str] | list[tuple[str, str]]
    ) -> tuple[str, str]:
        return self._ask("POST", address, body=urlencode(values))

    def _ask(self, method: str, address: str, *, body: str = "") -> tuple[str, str]:
        """Where one is sent on to, and the page."""
        parts = urlsplit(address)
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        with closing(HTTPConnection(parts.netloc, timeout=_TIMEOUT)) as connection:
            connection.request(method, target, body or None, headers)
            answer = connection.getresponse()
            self._keep_cookies(answer)
            return answer.headers.get("Location", ""), answer.read().decode()

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for each in answer.headers.get_all("Set-Cookie", []):
            name, _, value = each.partition(";")[0].partition("=")
            self._cookies[name] = value


class _Form(HTMLParser):
    """What a browser would send of a page's boxes and fields when nothing was changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and ("checked" in given or given["type"] != "checkbox"):
            self.values.append((given["name"], given.get("value", "")))
