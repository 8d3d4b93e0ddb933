"""Which fault strikes which request, and how often. Knows neither answers nor vendors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from threading import RLock
from typing import Any, Final

ANY = "*"

#: Every kind of fault of an answer and what it does. ``values`` of a fault refine it.
KINDS: Final[dict[str, str]] = {
    "unauthorised": "401, as if the consent had been withdrawn.",
    "firewall": "403 with a firewall's web page.",
    "rate_limit": "429 with Retry-After in seconds (seconds).",
    "rate_limit_date": "429 with Retry-After as a date that many seconds ahead (seconds).",
    "server_error": "500, or another status (status).",
    "hang": "The connection is open and nothing comes (seconds; then it is closed).",
    "drop": "The connection is closed without an answer.",
    "half_body": "The Content-Length of a whole body, and half of it.",
    "half_chunks": "A body in chunks that breaks off in the middle.",
    "web_page": "A web page with status 200.",
    "not_json": "Status 200 and a body that begins like JSON and is none.",
    "redirect_loop": "302 to the same address, for ever.",
    "redirect_away": "302 to another host (location).",
    "enormous": "200 and a body without end (bytes: how many at most).",
    "wrong_clock": "Clock and tokens' times are wrong (hours).",
    "empty_list": "A list without anybody.",
    "repeat_page": "Every page is the first.",
    "moving_total": "With every page, one fewer: the total falls and everybody moves up.",
    "permission": "Permissions withdrawn (names).",
    "expired_token": "The token of the request has just expired, for good.",
    "missing_endpoint": "Arbor: the approval has no endpoint.",
}
#: Kinds that only a vendor has who sends. ``half_body`` and ``empty_list`` are for those as well.
SENDING_KINDS: Final[dict[str, str]] = {
    "cut_file": "The file ends in the middle, though it was sent whole.",
    "wrong_count": "The last row counts other rows than there are.",
}


class UnknownFaultError(ValueError):
    """No fault is called that. `str()` is a sentence."""


@dataclass(kw_only=True)
class Fault:
    """A fault that strikes requests to one resource of one vendor (``*``: of all).

    It lets ``after`` matching requests pass and then strikes ``times`` times (None: until it is
    cleared). ``num_struck`` counts.
    """

    kind: str
    vendor: str = ANY
    resource: str = ANY
    times: int | None = None
    after: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    num_struck: int = 0

    def matches(self, vendor: str, resources: Iterable[str]) -> bool:
        """Whether a request to these resources is one it is for."""
        if self.vendor not in (ANY, vendor):
            return False
        return self.resource == ANY or self.resource in resources

    def strikes(self) -> bool:
        """Whether it strikes this matching request; counts it."""
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None and self.num_struck >= self.times:
            return False
        self.num_struck += 1
        return True


class Faults:
    """The faults that are set."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._guard = RLock()

    def set(self, fault: Fault) -> Fault:
        """Add a fault. Raises UnknownFaultError."""
        known = {**KINDS, **SENDING_KINDS}
        if fault.kind not in known:
            raise UnknownFaultError(f"There is no fault “{fault.kind}”. Known: {', '.join(known)}.")
        with self._guard:
            self._faults.append(fault)
        return fault

    def clear(self, vendor: str = ANY) -> None:
        """Forget the faults of a vendor, or all."""
        with self._guard:
            self._faults = [each for each in self._faults if vendor not in (ANY, each.vendor)]

    def strike(self, vendor: str, resources: Iterable[str]) -> tuple[Fault, ...]:
        """The faults that strike a request; each is counted."""
        wanted = tuple(resources)
        with self._guard:
            matching = [each for each in self._faults if each.matches(vendor, wanted)]
            return tuple(each for each in matching if each.strikes())

    def as_list(self) -> list[dict[str, Any]]:
        """For JSON."""
        with self._guard:
            return [asdict(each) for each in self._faults]

    def restore(self, faults: Iterable[dict[str, Any]]) -> None:
        """Take over what ``as_list`` gave."""
        with self._guard:
            self._faults = [Fault(**each) for each in faults]
