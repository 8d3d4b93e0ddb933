"""The vendors in a thread, with everything a test wants to do to them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Self

from sandbox.people import PretendSchool
from sandbox.vendors.all_vendors import VENDORS
from sandbox.vendors.core import control
from sandbox.vendors.core.application import Application
from sandbox.vendors.core.faults import ANY, Fault
from sandbox.vendors.core.requestlog import Seen
from sandbox.vendors.core.schools import GivenSchool, MadeSchool, Source
from sandbox.vendors.core.server import PretendServer
from sandbox.vendors.core.tls import make_certificates
from sandbox.vendors.core.world import World

SOME_DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class OverTls:
    """The address of the same vendors over TLS, and the authority that signed the good kind."""

    address: str
    authority: Path


class VendorServer:
    """``with VendorServer({"oak": MadeSchool(…)}) as vendors:`` — all vendors at ``address``.

    Schools are sources or finished pretend schools. ``file`` keeps the state; ``portal`` is the
    address that Bromcom sends to unless its settings page says otherwise.
    """

    def __init__(
        self,
        schools: Mapping[str, Source | PretendSchool],
        *,
        today: date | None = SOME_DAY,
        file: Path | None = None,
        portal: str = "",
        port: int = 0,
    ) -> None:
        sources = {
            key: GivenSchool(each) if isinstance(each, PretendSchool) else each
            for key, each in schools.items()
        }
        self.world = World(sources, today=today, file=file, portal=portal)
        self.application = Application(self.world, VENDORS)
        self._port = port
        self._held = ExitStack()
        self.address = ""

    def __enter__(self) -> Self:
        self.address = self._held.enter_context(
            _serving(PretendServer(self.application, self._port))
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @property
    def host(self) -> str:
        """Host and port, as ``VENDOR_TEST_HOSTS`` names them."""
        return self.address.partition("://")[2]

    def url(self, vendor: str) -> str:
        """Where a vendor is: what ``ARBOR_URL`` and its like are set to."""
        return f"{self.address}/{vendor}"

    def over_tls(self, kind: str = "good") -> OverTls:
        """Serve the same over TLS as well; kinds are those of ``core.tls``."""
        folder = Path(self._held.enter_context(tempfile.TemporaryDirectory()))
        made = make_certificates(folder, kind)
        server = PretendServer(self.application, 0, context=made.context)
        return OverTls(self._held.enter_context(_serving(server)), made.authority)

    # --- What goes wrong ---
    def fault(self, kind: str, vendor: str = ANY, resource: str = ANY, **refined: Any) -> Fault:
        """Set a fault: ``times``, ``after``, and what else its kind takes."""
        times, after = refined.pop("times", None), refined.pop("after", 0)
        return self.world.faults.set(
            Fault(
                kind=kind,
                vendor=vendor,
                resource=resource,
                times=times,
                after=after,
                values=refined,
            )
        )

    def clear_faults(self, vendor: str = ANY) -> None:
        """Nothing goes wrong any more."""
        self.world.faults.clear(vendor)

    def withdraw(self, vendor: str, school: str) -> None:
        """The school takes its consent away inside the vendor's own pages."""
        VENDORS[vendor].withdraw(self.world, school)

    # --- Time ---
    def pass_days(self, days: int = 1) -> None:
        """Days go by, each with its evening."""
        control.pass_days(self.world, VENDORS, days)

    def evening(self) -> None:
        """What the vendors do of their own accord this evening."""
        control.evening(self.world, VENDORS)

    # --- What is there, and what was asked ---
    def school(self, key: str) -> PretendSchool:
        """The school as it is today."""
        return self.world.schools[key]

    def put(self, key: str, school: PretendSchool) -> None:
        """Replace a school by one that was made by hand."""
        self.world.schools.add(key, GivenSchool(school))

    def seen(self, vendor: str = "", resource: str = "") -> list[Seen]:
        """The requests, the oldest first."""
        return self.world.log.of(vendor, resource)

    def counts(self, vendor: str) -> dict[str, int]:
        """How many requests each resource got."""
        return self.world.log.counts(vendor)

    def forget_requests(self) -> None:
        """Count from nothing again."""
        self.world.log.clear()


@contextmanager
def _serving(server: PretendServer) -> Iterator[str]:
    thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


__all__ = ["MadeSchool", "OverTls", "VendorServer"]
