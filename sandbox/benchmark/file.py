"""One enormous file on its way in: how much memory accepting, checking and planning it take.

Each file has a process of its own, forked from one that has done nothing yet, so that neither
generating the file nor the night between the two counts.
"""

from __future__ import annotations

import resource
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import LocalAuthority, PortalUser, School, SchoolMis
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.models import ProcessingRun, ReportAcceptance, RunStatus, UploadState
from autoupdate.night.decide import decide
from autoupdate.night.exports import choose_exports, read_exports
from autoupdate.night.journal import Journal
from autoupdate.night.load import present_people
from autoupdate.receive.door import receive_export
from sandbox.benchmark.crowd import write_exports
from sandbox.benchmark.forked import alone

Figures = dict[str, Any]


def measure(*, num_people: int, num_days: int, seed: int) -> Figures:
    """Bring a file of so many people in, everybody new; on a second day, if any, hardly anybody.

    The database must be empty and is filled. ``peak_mb`` is the highest peak of all, each in a
    process of its own that accepts, checks and plans.
    """
    now, today = timezone.now(), timezone.localdate()
    brought: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name:
        files = alone(
            lambda: write_exports(
                Path(name), num_people=num_people, num_days=num_days, seed=seed, today=today
            )
        )
        school_mis_id = alone(_found)
        brought["first"] = alone(lambda: _bring(files[0], school_mis_id, at=now))
        if num_days > 1:
            alone(lambda: _process(at=now))
            later = now + timedelta(days=1)
            brought["second"] = alone(lambda: _bring(files[1], school_mis_id, at=later))
        file_mb = round(files[0].stat().st_size / 1e6, 1)
    return {
        "people": num_people,
        "file_mb": file_mb,
        "peak_mb": max(each["planned_peak_mb"] for each in brought.values()),
        **brought,
    }


def _found() -> int:
    head = PortalUser.objects.create_user("benchmark-head", "head@benchmark.example")
    la = LocalAuthority.objects.create(code="100", name="LA 100")
    school = School.objects.create(local_authority=la, establishment="2000", name="Enormous")
    school_mis = SchoolMis.objects.create(school=school, product="sims", started_at=timezone.now())
    ReportAcceptance.objects.create(school_mis=school_mis, report="students", accepted_by=head)
    return school_mis.pk


def _bring(file: Path, school_mis_id: int, *, at: datetime) -> Figures:
    """Accept, check and plan; after each step its seconds and the peak so far."""
    figures: Figures = {}
    school_mis = _school_mis(school_mis_id)
    started = time.perf_counter()

    def note(step: str) -> None:
        nonlocal started
        figures[f"{step}_s"] = round(time.perf_counter() - started, 1)
        figures[f"{step}_peak_mb"] = _peak_mb()
        started = time.perf_counter()

    figures["idle_mb"] = _peak_mb()
    with file.open("rb") as stream:
        upload = receive_export(
            stream,
            school_mis=school_mis,
            sub_report="students",
            delivery="agent",
            extracted_at=at,
        )
    note("accepted")
    check_upload(upload.pk)
    note("checked")
    figures["outcomes"] = _plan(school_mis, today=timezone.localdate(at))
    note("planned")
    upload.refresh_from_db()
    if upload.state != UploadState.READY:
        raise RuntimeError(f"The upload is {upload.state} ({upload.fault}).")
    return figures


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _school_mis(school_mis_id: int) -> SchoolMis:
    return SchoolMis.objects.select_related("school__local_authority").get(pk=school_mis_id)


def _plan(school_mis: SchoolMis, *, today: date) -> dict[str, dict[str, int]]:
    """Decide about everybody as a run does; kind → code → people."""
    chosen = choose_exports(school_mis)
    with present_people(school_mis) as people:
        exports = read_exports(chosen, today=today)
        known = people()
    decided = decide(
        exports,
        known,
        school=school_mis.school,
        school_mis=school_mis,
        today=today,
        journal=Journal(),
    )
    return decided.plan.counts()


def _process(*, at: datetime) -> None:
    nights.start_night(at=at)
    nights.work()
    if ProcessingRun.objects.exclude(status=RunStatus.DONE).exists():
        raise RuntimeError("The night between the two files did not finish.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within a minute
