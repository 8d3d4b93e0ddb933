"""The only HTTP client for vendors: limits on everything, patience with what passes, no secrets in
logs.

It follows redirects only within the host that was asked, tries again what may pass (with jitter,
and as long as Retry-After says), and turns whatever goes wrong into ``VendorTrouble``. It must not
know any one vendor, the database or Django.
"""

from __future__ import annotations

import email.utils
import json
import logging
import random
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from autoupdate.connectors.addresses import Resolve, Target, check_address, resolve, site_of
from autoupdate.connectors.bodies import read_body
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble

logger = logging.getLogger(__name__)
# They would write whole addresses: a school's reference, a cursor.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_USER_AGENT = "Mozilla/5.0 (compatible; USO-AutoUpdate/1.0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient the client is: seconds, bytes, and numbers of tries."""

    connect_s: float = 10
    read_s: float = 60
    total_s: float = 180
    max_bytes: int = 64 * 1024 * 1024
    num_tries: int = 4
    first_wait_s: float = 1
    longest_wait_s: float = 60
    num_redirects: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A vendor's whole answer with a status below 400, or one that the caller asked to see."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    host: str

    @property
    def is_page(self) -> bool:
        """Whether the answer is a web page rather than data."""
        kind = self.headers.get("content-type", "").lower()
        return "html" in kind or self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """The body as JSON. Raises VendorTrouble: not_data."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise VendorTrouble("not_data", host=self.host) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: ``resource`` names it in logs and troubles; ``auth`` is for HTTP Basic.

    Statuses in ``expected`` are the caller's to read: no trouble is raised for them.
    """

    method: str
    url: str
    resource: str
    params: Mapping[str, str] | None = None
    payload: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = None
    expected: frozenset[int] = frozenset()


@cache
def _machines_authorities() -> ssl.SSLContext:
    """Read once a process: hundreds of certificates take longer than many an answer."""
    return ssl.create_default_context()


class VendorClient:
    """Talks to vendors on behalf of one pull or check. Close it, or use it with ``with``.

    ``noting`` is called before each try: a pull shows that it is alive. ``trust`` is the TLS
    context (None: the machine's authorities).
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        test_hosts: Collection[str] = (),
        trust: ssl.SSLContext | None = None,
        noting: Callable[[], None] = lambda: None,
        sleeping: Callable[[float], None] = time.sleep,
        resolving: Resolve = resolve,
    ) -> None:
        self._limits = limits or Limits()
        self._test_hosts = frozenset(test_hosts)
        self._noting = noting
        self._sleeping = sleeping
        self._resolving = resolving
        self._trust = trust or _machines_authorities()
        self.num_requests = 0
        self._by_host: dict[str, httpx.Client] = {}

    def __enter__(self) -> VendorClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        for http in self._by_host.values():
            http.close()
        self._by_host.clear()

    def get(self, url: str, *, resource: str, **more: Any) -> Answer:
        """GET; see ``Call`` for what more may be said."""
        return self.send(Call(method="GET", url=url, resource=resource, **more))

    def post(self, url: str, *, resource: str, **more: Any) -> Answer:
        """POST a ``payload`` (JSON) or a ``form``."""
        return self.send(Call(method="POST", url=url, resource=resource, **more))

    def send(self, call: Call) -> Answer:
        """The answer, after as many tries as it takes and is allowed. Raises VendorTrouble."""
        for number in range(1, self._limits.num_tries + 1):
            try:
                return self._judged(call, self._followed(call))
            except _Refused as refused:
                trouble, wait_s = refused.trouble, refused.wait_s
            except VendorTrouble as met:
                trouble, wait_s = met, None
            if trouble.kind is not TroubleKind.TEMPORARY or number == self._limits.num_tries:
                raise trouble
            self._wait(number, asked_s=wait_s, trouble=trouble)
        raise AssertionError("the last try returns or raises")

    def _wait(self, number: int, *, asked_s: float | None, trouble: VendorTrouble) -> None:
        """Wait as long as the vendor asks for, or twice as long each time, with some jitter."""
        limits = self._limits
        if asked_s is not None and asked_s > limits.longest_wait_s:
            raise trouble
        wait_s = min(limits.first_wait_s * 2 ** (number - 1), limits.longest_wait_s)
        self._sleeping(max(asked_s or 0, wait_s * random.uniform(0.5, 1.5)))  # noqa: S311

    def _followed(self, call: Call) -> Answer:
        url, site = call.url, site_of(call.url)
        for _ in range(self._limits.num_redirects + 1):
            answer = self._once(call, url)
            if answer.status not in _REDIRECTS or answer.status in call.expected:
                return answer
            # Credentials go with the request, so they go nowhere else than they were meant for.
            url = _joined(url, answer)
            if site_of(url) != site or call.method != "GET":
                break
            call = replace(call, params=None)  # the new address has its own
        raise VendorTrouble("redirected", host=answer.host)

    def _once(self, call: Call, url: str) -> Answer:
        self._noting()
        target = check_address(url, test_hosts=self._test_hosts, resolving=self._resolving)
        started = time.monotonic()
        self.num_requests += 1
        try:
            answer = self._read(call, url, target, until=started + self._limits.total_s)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
            trouble = _trouble_of(error, host=target.host)
            logger.info("%s %s: %s", call.method, call.resource, trouble.code)
            raise trouble from error
        logger.info(
            "%s %s at %s: %s, %s bytes, %d ms",
            call.method,
            call.resource,
            target.host,
            answer.status,
            len(answer.body),
            (time.monotonic() - started) * 1000,
        )
        return answer

    def _read(self, call: Call, url: str, target: Target, *, until: float) -> Answer:
        """Send to the very address that was checked, under the name that was asked for."""
        http = self._http_for(target)
        request = http.build_request(
            call.method,
            urlsplit(url)._replace(netloc=target.ip_netloc).geturl(),
            params=call.params,
            json=call.payload,
            data=call.form,
            headers={**call.headers, "Host": target.netloc},
            extensions={"sni_hostname": target.host},
        )
        auth = httpx.BasicAuth(*call.auth) if call.auth else None
        response = http.send(request, auth=auth, stream=True)
        try:
            body = read_body(
                response, max_bytes=self._limits.max_bytes, until=until, host=target.host
            )
        finally:
            response.close()
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=body,
            host=target.host,
        )

    def _http_for(self, target: Target) -> httpx.Client:
        """The connections to one host.

        They are kept apart by name: two names may share an IP address, and a certificate that was
        checked for one of them says nothing of the other.
        """
        if target.netloc not in self._by_host:
            self._by_host[target.netloc] = httpx.Client(
                verify=self._trust,
                trust_env=False,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                timeout=httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s),
                headers={
                    "User-Agent": _USER_AGENT,
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
            )
        return self._by_host[target.netloc]

    def _judged(self, call: Call, answer: Answer) -> Answer:
        status, details = answer.status, {"host": answer.host, "resource": call.resource}
        if status in call.expected or status < 300:
            return answer
        if status in {429, 503}:
            code = "busy" if status == 429 else "server_error"
            raise _Refused(
                VendorTrouble(code, status=str(status), **details),
                wait_s=_retry_after(answer.headers),
            )
        if status == 408:
            raise VendorTrouble("timed_out", **details)
        if status >= 500:
            raise VendorTrouble("server_error", status=str(status), **details)
        if status == 401:
            raise VendorTrouble("not_authorised", **details)
        if status == 403 and answer.is_page:
            raise VendorTrouble("firewall", **details)
        if status == 403:
            raise VendorTrouble("permission_missing", permission=call.resource, **details)
        raise VendorTrouble("request_refused", status=str(status), **details)


class _Refused(Exception):  # noqa: N818
    """Not now: the trouble it is if that stays, and how long the vendor asks us to wait."""

    def __init__(self, trouble: VendorTrouble, *, wait_s: float | None) -> None:
        self.trouble = trouble
        self.wait_s = wait_s
        super().__init__(trouble.code)


def _joined(url: str, answer: Answer) -> str:
    """Where an answer redirects to. Raises VendorTrouble: redirected."""
    try:
        return urljoin(url, answer.headers.get("location", ""))
    except ValueError as error:
        raise VendorTrouble("redirected", host=answer.host) from error


def _trouble_of(error: Exception, *, host: str) -> VendorTrouble:
    for kinds, code in _TROUBLE_OF:
        if isinstance(error, kinds):
            return VendorTrouble(code, host=host)
    return VendorTrouble("insecure" if _is_tls(error) else "unreachable", host=host)


#: What httpx raises → the trouble it is; anything else is a host that cannot be reached.
_TROUBLE_OF: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((httpx.TimeoutException,), "timed_out"),
    ((httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError), "broken_off"),
    # A key with a letter or a line end in it that no header can carry is a wrong key.
    ((httpx.LocalProtocolError, UnicodeEncodeError), "credentials_refused"),
    ((httpx.InvalidURL,), "address_refused"),
)


def _is_tls(error: BaseException | None) -> bool:
    """Whether a TLS error is at the bottom: httpx wraps it in a connection error.

    A connection that merely ended while TLS was being agreed says nothing of a certificate.
    """
    while error is not None:
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return False
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date.

    A date is by the vendor's clock, which may be wrong: it counts from the answer's own date.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    until = _moment(text)
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return None if until is None else max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
