"""Clients for vendors as tests want them: impatient, and waiting without taking time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autoupdate.connectors.http import Limits, VendorClient
from autoupdate.connectors.trouble import VendorTrouble
from tests.servers import Reply

LIMITS = Limits(connect_s=30, read_s=30, total_s=60, max_bytes=10_000, num_tries=3)
OK = Reply(body=b'{"a": 1}')

#: Makes a client that may talk to one server.
Make = Callable[..., VendorClient]


class Waits(list[float]):
    """Waits that take no time."""

    def __call__(self, wait_s: float) -> None:
        self.append(wait_s)


def trouble(client: VendorClient, url: str, **more: Any) -> VendorTrouble:
    """What a GET that must fail fails with."""
    with pytest.raises(VendorTrouble) as met:
        client.get(url, resource="students", **more)
    return met.value
