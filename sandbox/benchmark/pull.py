"""One large school fetched from its pretend vendor: requests, memory and people of the worker.

The vendor is a process of its own and so is the worker, forked from one that has done nothing yet:
neither making the school nor migrating counts.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import LocalAuthority, Membership, PortalUser, Role, School, SchoolMis
from autoupdate.actions import pulls
from autoupdate.connectors import registry
from autoupdate.connectors.pulling import Granted
from autoupdate.models import MisConnection, Pull, PullCause, ReportAcceptance, Upload
from autoupdate.pull_parts import parts_from
from autoupdate.reaching import sealed_secrets
from sandbox.benchmark.forked import alone
from sandbox.benchmark.pull_grants import GRANTS, partners
from sandbox.vendors.running import MadeSchool, VendorServer

Figures = dict[str, Any]

_SCHOOL = "big"
_END = "end"
_LA, _ESTABLISHMENT = "990", "4009"


class PullFailedError(Exception):
    """The school could not be fetched. `str()` says of which sub-report, and why."""


@dataclass(frozen=True, slots=True)
class _Vendor:
    """The vendor in its own process: where it is, what it granted, and how to ask it things."""

    address: str
    granted: Granted
    line: Connection

    def counts(self) -> dict[str, int]:
        """Resource → requests since the granting."""
        self.line.send("counts")
        counts: dict[str, int] = self.line.recv()
        return counts


def measure(*, mis: str, num_people: int, seed: int) -> Figures:
    """Fetch everything that the MIS has of a secondary school, as a Force run. Empty database.

    Raises PullFailedError.
    """
    with _vendor(mis, num_people=num_people, seed=seed) as vendor:
        alone(lambda: _found(mis, vendor.granted))
        with override_settings(
            VENDOR_PARTNERS=partners(vendor.address),
            VENDOR_TEST_HOSTS=[urlsplit(vendor.address).netloc],
        ):
            worker = alone(_work)
        counts = vendor.counts()
    if worker["troubles"]:
        raise PullFailedError(f"{registry.get(mis).label}: {worker['troubles']}")
    del worker["troubles"]
    return {"mis": mis, "people": num_people, **worker, "requests_per_resource": counts}


def _found(mis: str, granted: Granted) -> None:
    desk = PortalUser.objects.create_user("benchmark-desk", "desk@benchmark.example")
    Membership.objects.create(user=desk, role=Role.SERVICE_DESK)
    la = LocalAuthority.objects.create(code=_LA, name="LA 990")
    school = School.objects.create(
        local_authority=la, establishment=_ESTABLISHMENT, name="Large", uses_autotext=True
    )
    now = timezone.now()
    school_mis = SchoolMis.objects.create(school=school, product=mis, started_at=now)
    for report in registry.get(mis).reports:
        ReportAcceptance.objects.create(
            school_mis=school_mis, report=report.code.value, accepted_by=desk
        )
    MisConnection.objects.create(
        school_mis=school_mis,
        endpoint=granted.endpoint,
        reference=granted.reference,
        sealed=sealed_secrets(granted.secrets),
        approved_at=now,
        approved_by=desk,
    )
    Pull.objects.create(
        school_mis=school_mis,
        school=school,
        cause=PullCause.FORCE,
        requested_by=desk,
        queued_at=now,
    )


def _work() -> Figures:
    """Work the queue as the task does: fetch, store, check."""
    idle_mb = _peak_mb()
    pulls.work()
    pull = Pull.objects.get()
    parts = parts_from(pull.parts)
    return {
        "num_requests": pull.num_requests,
        "peak_rss_mb": _peak_mb(),
        "idle_mb": idle_mb,
        "rows": dict(Upload.objects.values_list("sub_report", "num_rows")),
        "seconds": {each.sub_report: each.took_s for each in parts},
        "troubles": {each.sub_report: each.trouble for each in parts if each.trouble},
    }


def _peak_mb() -> int:
    """The most memory of this process alone; what ``getrusage`` says may be its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(round(int(line.split()[1]) / 1024) for line in lines if line.startswith("VmHWM"))


@contextmanager
def _vendor(mis: str, *, num_people: int, seed: int) -> Iterator[_Vendor]:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, mis, num_people, seed), daemon=True)
    process.start()
    theirs.close()
    try:
        address, granted = ours.recv()
        yield _Vendor(address, granted, ours)
    finally:
        with suppress(OSError):  # it may have ended by itself, with its error above
            ours.send(_END)
        process.join()


def _serve(line: Connection, mis: str, num_people: int, seed: int) -> None:
    """Serve until the end is said."""
    school = MadeSchool(
        seed=seed,
        phase="secondary",
        num_people=num_people,
        establishment=_ESTABLISHMENT,
        la=_LA,
    )
    with VendorServer({_SCHOOL: school}, today=timezone.localdate()) as vendors:
        granted = GRANTS[mis](vendors, _SCHOOL)
        vendors.forget_requests()
        line.send((vendors.address, granted))
        while line.recv() != _END:
            line.send(vendors.counts(mis))
