"""What a page costs the server: the portal's own handler with all its middlewares, one process.

Every figure stands beside an empty page's through the same stack. It judges nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from importlib import import_module
from statistics import median, quantiles
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import override_settings

from accounts.models import PortalUser
from sandbox.benchmark.base import Base
from sandbox.benchmark.page_table import Cast, Page, pages, searches

_EMPTY: Final = "/benchmark/empty/"
_AS_ONE_TYPES: Final = {"HTTP_HX_REQUEST": "true"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one page at its median and 95th percentile; the most statements of it."""

    median_ms: float
    p95_ms: float
    queries: int

    def as_json(self) -> dict[str, float]:
        """The figures by name."""
        return {"median_ms": self.median_ms, "p95_ms": self.p95_ms, "queries": self.queries}


def measure(base: Base, *, num_times: int) -> dict[str, Any]:
    """Open every page ``num_times`` after a first time that does not count."""
    with override_settings(ROOT_URLCONF="sandbox.benchmark.page_urls", DEBUG=False):
        browser, cast = Browser(), Cast.of(base)
        told = {each.name: _cost(browser, each, num_times).as_json() for each in pages(base, cast)}
        empty = _cost(browser, Page("empty", cast.head, (_EMPTY,)), num_times)
        typed = [_typed(browser, each) for each in searches(base, cast)]
    return {
        "pages": told,
        "empty_page": empty.as_json(),
        "search": _of(
            [each for spent, _ in typed for each in spent], max(most for _, most in typed)
        ).as_json(),
    }


class Browser:
    """Sends requests through the whole stack, each as somebody who has signed in."""

    def __init__(self) -> None:
        self._handler, self._factory = WSGIHandler(), RequestFactory(SERVER_NAME="localhost")
        self._cookies: dict[int, str] = {}

    def open(self, address: str, *, by: PortalUser, **headers: str) -> None:
        """Ask for a page and read it to its end; RuntimeError where it is not one."""
        if by.pk not in self._cookies:
            self._cookies[by.pk] = _signed_in(by)
        request = self._factory.get(address)
        request.environ.update(headers, HTTP_COOKIE=self._cookies[by.pk])
        statuses: list[str] = []
        answer: Any = self._handler(request.environ, _noting(statuses))
        for _ in answer:
            pass
        getattr(answer, "close", lambda: None)()
        if not statuses[0].startswith("200"):
            where = getattr(answer, "headers", {}).get("Location", "")
            raise RuntimeError(f"{address} answered {statuses[0]} {where}".rstrip())


def _noting(statuses: list[str]) -> Any:
    """What a handler calls with a status and headers before it answers."""

    def start(status: str, *_: Any) -> None:
        statuses.append(status)

    return start


def _signed_in(user: PortalUser) -> str:
    """The cookie of a session in which they have signed in, second step and all."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session.save()
    cookie = SimpleCookie({settings.SESSION_COOKIE_NAME: session.session_key})
    return cookie.output(header="", attrs=[]).strip()


def _cost(browser: Browser, page: Page, num_times: int) -> Cost:
    browser.open(page.addresses[0], by=page.by)
    spent, most = [], 0
    for at in range(num_times):
        address = page.addresses[at % len(page.addresses)]
        ms, num = _once(browser, address, page.by)
        spent.append(ms)
        most = max(most, num)
    return _of(spent, most)


def _typed(browser: Browser, page: Page) -> tuple[list[float], int]:
    browser.open(page.addresses[0], by=page.by, **_AS_ONE_TYPES)
    found = [_once(browser, each, page.by, **_AS_ONE_TYPES) for each in page.addresses]
    return [ms for ms, _ in found], max(num for _, num in found)


def _once(browser: Browser, address: str, by: PortalUser, **headers: str) -> tuple[float, int]:
    with _counted() as counted:
        started = time.perf_counter()
        browser.open(address, by=by, **headers)
        spent = time.perf_counter() - started
    return spent * 1000, len(counted)


def _of(spent: Sequence[float], queries: int) -> Cost:
    p95 = quantiles(spent, n=20, method="inclusive")[-1] if len(spent) > 1 else spent[0]
    return Cost(round(median(spent), 1), round(p95, 1), queries)


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that are executed inside, as they are sent."""
    sent: list[str] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield sent
