"""Clients for vendors, with their waits written down instead of waited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autoupdate.connectors.http import VendorClient
from tests.servers import SmallServer
from tests.unit.connectors.clients import LIMITS, Make, Waits


@pytest.fixture
def waits() -> Waits:
    """The seconds that the clients of a test waited."""
    return Waits()


@pytest.fixture
def client(waits: Waits) -> Iterator[Make]:
    """Makes clients that may talk to one server."""
    made: list[VendorClient] = []

    def make(server: SmallServer, **more: Any) -> VendorClient:
        settings: dict[str, Any] = {
            "limits": LIMITS,
            "test_hosts": [server.host],
            "sleeping": waits,
        }
        made.append(VendorClient(**(settings | more)))
        return made[-1]

    yield make
    for each in made:
        each.close()
