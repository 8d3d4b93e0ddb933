"""Everything the pretend vendors remember, kept in one file; what each keeps is its own affair."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from sandbox.people import PretendSchool
from sandbox.vendors.core.clock import Clock
from sandbox.vendors.core.faults import Faults
from sandbox.vendors.core.requestlog import RequestLog
from sandbox.vendors.core.schools import Schools, Source

Drawer = dict[str, Any]
Rows = list[dict[str, Any]]

_VERSION = 1
_MOST_TABLES = 120


class World:
    """Schools, clock, faults, the log of requests, and a drawer of JSON for each vendor."""

    def __init__(
        self,
        schools: Mapping[str, Source],
        *,
        today: date | None = None,
        file: Path | None = None,
        portal: str = "",
    ) -> None:
        self.clock = Clock(today)
        self.schools = Schools(self.clock.today)
        self.faults = Faults()
        self.log = RequestLog()
        self.portal = portal
        self.patience = 1.0  # how much of a wait is really waited
        self._file = file
        self._drawers: dict[str, Drawer] = {}
        self._tables: dict[tuple[str, str, str], tuple[PretendSchool, Rows]] = {}
        self._guard = RLock()
        self._restore()
        for key, source in schools.items():
            if key not in self.schools:
                self.schools.add(key, source)
        self.save()

    def drawer(self, vendor: str) -> Drawer:
        """What a vendor remembers, to look at: a copy, so that another request may change it."""
        with self._guard:
            there = self._drawers.get(vendor, {}).items()
            return {name: dict(each) if isinstance(each, dict) else each for name, each in there}

    @contextmanager
    def changing(self, vendor: str) -> Iterator[Drawer]:
        """What a vendor remembers, to change; it is kept afterwards."""
        with self._guard:
            yield self._drawers.setdefault(vendor, {})
            self.save()

    def table(
        self, vendor: str, school: str, name: str, build: Callable[[PretendSchool], Rows]
    ) -> Rows:
        """The rows that ``build`` makes of the school today; made once a day."""
        today = self.schools[school]
        key = (vendor, school, name)
        with self._guard:
            made_of, rows = self._tables.get(key, (None, []))
            if made_of is not today:
                while len(self._tables) >= _MOST_TABLES:
                    del self._tables[next(iter(self._tables))]
                rows = build(today)
                self._tables[key] = today, rows
            return rows

    def pass_days(self, days: int) -> None:
        """Let days go by: the schools change, and tokens grow old."""
        with self._guard:
            self.clock.days_passed += days
            self._tables.clear()
            self.save()

    def save(self) -> None:
        """Write the file anew, whole or not at all."""
        if self._file is None:
            return
        with self._guard:
            state = {
                "version": _VERSION,
                "days_passed": self.clock.days_passed,
                "schools": self.schools.as_json(),
                "faults": self.faults.as_list(),
                "vendors": self._drawers,
            }
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.unlink(missing_ok=True)
            # Keys of the demonstration are in it: for its owner's eyes only.
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
                json.dump(state, writing, indent=1, ensure_ascii=False)
            os.replace(beside, self._file)

    def _restore(self) -> None:
        if self._file is None or not self._file.exists():
            return
        state = json.loads(self._file.read_text(encoding="utf-8"))
        if state.get("version") != _VERSION:
            return
        self.clock.days_passed = state["days_passed"]
        self.schools.restore(state["schools"])
        self.faults.restore(state["faults"])
        self._drawers = state["vendors"]
