"""The pretend vendors while the seeding runs, the portal's standing with them, and their address.

What they remember of the seeding goes into the file with which they start afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.test.utils import override_settings

from autoupdate.models import Case, MisConnection, WaitingCredentials
from sandbox.vendors.all_vendors import VENDORS
from sandbox.vendors.core.schools import demo_sources
from sandbox.vendors.core.world import World
from sandbox.vendors.running import VendorServer
from sandbox.vendors.standing import portal_environment

#: End of an environment variable's name → what the portal's settings call it.
_NAMES: Final = {"URL": "url", "ID": "id", "SECRET": "secret", "KEY": "secret"}
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost"})


@contextmanager
def pretend_vendors(*, today: date, kept_in: Path | None) -> Iterator[VendorServer]:
    """All pretend vendors with the demonstration's schools, known to this process's portal.

    Afterwards ``kept_in`` holds what they remember, as their own program reads it.
    """
    with VendorServer(demo_sources(), today=today) as vendors:
        with override_settings(**portal_settings(vendors.address)):
            yield vendors
        if kept_in is not None:
            _keep(vendors.world, kept_in, today=today)


def portal_settings(address: str) -> dict[str, Any]:
    """The portal's settings that make it know the vendors at ``address``."""
    standing = portal_environment(address)
    hosts = standing.pop("hosts")["VENDOR_TEST_HOSTS"].split(",")
    partners = {
        product: {_NAMES[name.rpartition("_")[2]]: value for name, value in variables.items()}
        for product, variables in standing.items()
    }
    return {
        "VENDOR_PARTNERS": {**settings.VENDOR_PARTNERS, **partners},
        "VENDOR_TEST_HOSTS": hosts,
    }


def _keep(world: World, file: Path, *, today: date) -> None:
    file.unlink(missing_ok=True)
    kept = World(demo_sources(), today=today, file=file)
    for vendor in VENDORS:
        with kept.changing(vendor) as drawer:
            drawer.update(world.drawer(vendor))


def point_at(address: str) -> None:
    """Let the addresses of pretend vendors that schools keep lead to where they are now."""
    host = urlsplit(address).netloc
    for connection in MisConnection.objects.exclude(endpoint=""):
        connection.endpoint = _moved(connection.endpoint, host)
        connection.save(update_fields=["endpoint"])
    for model in (WaitingCredentials, Case):
        for each in model.objects.filter(details__has_key="endpoint"):
            each.details["endpoint"] = _moved(each.details["endpoint"], host)
            each.save(update_fields=["details"])


def _moved(address: str, host: str) -> str:
    parts = urlsplit(address)
    if parts.hostname not in _THIS_MACHINE:
        return address
    return urlunsplit(parts._replace(netloc=host))
