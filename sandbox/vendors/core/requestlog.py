"""Which requests the vendors saw: enough to count and to look, without secrets."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

_KEPT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request. ``detail`` is what the vendor noted: a query, never a password or token."""

    at: float
    vendor: str
    resource: str
    method: str
    path: str
    query: str
    user_agent: str
    status: int
    faults: tuple[str, ...] = ()
    detail: str = ""


class RequestLog:
    """The last requests, and how many there were of each kind since it was cleared."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque(maxlen=_KEPT)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._guard = Lock()

    def add(self, seen: Seen) -> None:
        """Note a request."""
        with self._guard:
            self._seen.append(seen)
            self._counts[seen.vendor, seen.resource] += 1

    def clear(self) -> None:
        """Forget all."""
        with self._guard:
            self._seen.clear()
            self._counts.clear()

    def of(self, vendor: str = "", resource: str = "") -> list[Seen]:
        """The requests to a vendor and a resource, the oldest first; "" means any."""
        with self._guard:
            return [
                each
                for each in self._seen
                if vendor in ("", each.vendor) and resource in ("", each.resource)
            ]

    def counts(self, vendor: str) -> dict[str, int]:
        """How many requests each resource of a vendor got."""
        with self._guard:
            return {resource: n for (who, resource), n in self._counts.items() if who == vendor}

    def as_list(self, vendor: str = "") -> list[dict[str, Any]]:
        """For JSON."""
        return [asdict(each) for each in self.of(vendor)]
