"""A first night and a steady second one, through the real tasks, with what they cost."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from accounts.bulk import rows as bulk_rows
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun, RunStatus, Upload, UploadState
from autoupdate.stored import read_stored
from autoupdate.tasks.night import work_queue
from sandbox.benchmark import floor
from sandbox.benchmark.schools import found_schools, next_day, upload

#: This process, and those it began.
_WHOSE: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the benchmark prints. Rates are people per second: of a first night by
    ``first_night_workers`` processes, as a deployment runs them; of a steady one by one process.

    ``…_seconds`` is how long a night took, ``…_own_seconds`` how much processor time its processes
    spent: the rest is PostgreSQL's, and waiting for it. ``peak_rss_mb`` is this one's.
    """

    schools: int
    people: int
    first_night_workers: int
    first_night_people_per_s: float
    steady_night_people_per_s: float
    floor_people_per_s: float
    ratio_to_floor: float
    queries_per_school: float
    peak_rss_mb: float
    first_night_seconds: float
    first_night_own_seconds: float
    steady_night_seconds: float
    steady_night_own_seconds: float
    first_night_outcomes: dict[str, int]
    steady_night_outcomes: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The figures as one JSON object."""
        return asdict(self)


def measure(*, num_schools: int, num_people: int, seed: int, num_workers: int) -> Figures:
    """Generate, upload and run two nights. The database must be empty and is filled."""
    now = timezone.now()
    schools = found_schools(
        number=num_schools, num_people=num_people, seed=seed, today=timezone.localdate()
    )
    sent = upload(schools, at=now)
    first = _night(at=now, num_workers=num_workers)
    first_outcomes = _outcomes()
    next_day(schools, seed=seed + 1)
    _let_statistics_catch_up()
    sent_again = upload(schools, at=now + timedelta(days=1))
    floor_rate = floor.people_per_second(_records())
    steady = _night(at=now + timedelta(days=1), num_workers=1)
    steady_rate = sent_again / steady.seconds
    return Figures(
        schools=num_schools,
        people=sent,
        first_night_workers=num_workers,
        first_night_people_per_s=round(sent / first.seconds),
        steady_night_people_per_s=round(steady_rate),
        floor_people_per_s=round(floor_rate),
        ratio_to_floor=round(floor_rate / steady_rate, 2),
        queries_per_school=round(steady.num_queries / num_schools, 1),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        first_night_seconds=round(first.seconds, 3),
        first_night_own_seconds=round(first.own_seconds, 3),
        steady_night_seconds=round(steady.seconds, 3),
        steady_night_own_seconds=round(steady.own_seconds, 3),
        first_night_outcomes=first_outcomes,
        steady_night_outcomes=_outcomes(),
    )


@dataclass(frozen=True, slots=True)
class _Cost:
    """What one night cost."""

    seconds: float
    own_seconds: float
    num_queries: int


def _night(*, at: datetime, num_workers: int) -> _Cost:
    """Start the night and work its queue empty; statements are counted in this process alone."""
    nights.start_night(at=at)
    with _counted() as counted:
        started, started_own = time.perf_counter(), _processor_time()
        helpers = [_begin_worker() for _ in range(num_workers - 1)]
        work_queue.apply().get()
        for each in helpers:
            each.join()
        seconds, own = time.perf_counter() - started, _processor_time() - started_own
    unfinished = ProcessingRun.objects.exclude(status=RunStatus.DONE).count()
    if unfinished or any(each.exitcode for each in helpers):
        raise RuntimeError(f"A worker failed, or runs did not finish: {unfinished}")
    return _Cost(seconds, own, counted["queries"])


def _begin_worker() -> BaseProcess:
    """Another process that works the queue, with a connection of its own."""
    connection.close()
    made = get_context("fork").Process(target=_work)
    made.start()
    return made


def _work() -> None:
    work_queue.apply().get()
    connection.close()


def _processor_time() -> float:
    """Seconds that this process spent, and those that it began and that have ended."""
    spent = [resource.getrusage(each) for each in _WHOSE]
    return sum(each.ru_utime + each.ru_stime for each in spent)


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """Count statements: those that Django executes, and each COPY."""
    counted: Counter[str] = Counter()
    copy = bulk_rows.copy_statement

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted["queries"] += 1
        return run(sql, params, many, context)

    def counted_copy(*args: Any) -> str:
        counted["queries"] += 1
        return copy(*args)

    bulk_rows.copy_statement = counted_copy  # type: ignore[assignment]
    try:
        with connection.execute_wrapper(execute):
            yield counted
    finally:
        bulk_rows.copy_statement = copy


def _let_statistics_catch_up() -> None:
    """What PostgreSQL does by itself within a minute or two of a first night."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _outcomes() -> dict[str, int]:
    """Code → people, over the newest night."""
    table: Counter[str] = Counter()
    newest = ProcessingRun.objects.order_by("-night__night_on").values("night_id")[:1]
    for counts in ProcessingRun.objects.filter(night_id=newest).values_list("counts", flat=True):
        for codes in counts.values():
            table.update(codes)
    return dict(sorted(table.items()))


def _records() -> list[tuple[int, list[Any]]]:
    """Tonight's records of every school, parsed: the rows that the floor moves."""
    schools: dict[int, list[Any]] = {}
    ready = Upload.objects.filter(state=UploadState.READY).select_related("school_mis__school")
    for each in ready:
        parsed = read_stored(each, today=timezone.localdate(), problems_kept=0)
        schools.setdefault(each.school_mis_id, []).extend(parsed.records)
    return list(schools.items())
