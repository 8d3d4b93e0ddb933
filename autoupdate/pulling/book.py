"""The book of one pull under way: its parts and its log, written down often enough to be watched.

It decides nothing of the data, and stops whoever goes on after the school's consent has ended.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.connectors.pulling import Progress
from autoupdate.connectors.trouble import TROUBLES, desk_text
from autoupdate.models import Delivery, Pull
from autoupdate.pull_parts import Part, PartState, kept_from
from autoupdate.pulling.queue import Claim, keep, say
from autoupdate.receive.admission import admit

#: A page that watches asks every few seconds; nobody needs it more often.
EVERY_S = 1.0


class Book:
    """Writes down what happens in one pull. Everything raises ClaimLostError once it is lost."""

    def __init__(self, claim: Claim, pull: Pull, *, connector: Connector) -> None:
        self.claim = claim
        self.pull = pull
        self.connector = connector
        self.parts: list[Part] = []
        self.num_requests = pull.num_requests
        self._reading: Part | None = None
        self._written_at = 0.0

    def open(self, parts: list[Part]) -> None:
        """Begin with these parts."""
        self.parts = parts
        self.write()
        self.say(f"Attempt {self.pull.num_attempts} began.")

    def begin(self, part: Part) -> datetime:
        """A part is read from now on; returns now."""
        now = timezone.now()
        part.again()
        part.state, part.began_at = PartState.READING, now.isoformat()
        self._reading = part
        self.write()
        return now

    def turn(self, progress: Progress) -> None:
        """A page more has come."""
        if self._reading is not None:
            self._reading.num_pages = progress.num_pages
            self._reading.num_people = progress.num_people
            self._reading.num_expected = progress.num_expected
        self.beat()

    def beat(self) -> None:
        """Show, now and then, that this worker lives and how far it is.

        Raises UploadRefused where the school no longer allows what is being read.
        """
        if time.monotonic() - self._written_at >= EVERY_S:
            self.look()

    def look(self) -> None:
        """The same, now."""
        self.write()
        if self._reading is not None:
            school_mis = SchoolMis.objects.select_related("school__local_authority").get(
                pk=self.pull.school_mis_id
            )
            admit(school_mis, sub_report=self._reading.sub_report, delivery=Delivery.PULL)

    def write(self) -> None:
        """Write the parts down."""
        self._written_at = time.monotonic()
        keep(self.claim, parts=kept_from(self.parts), num_requests=self.num_requests)

    def done(self, part: Part, *, num_rows: int, upload: str, refused: set[str]) -> None:
        """A part has become an upload."""
        self._end(part, PartState.DONE)
        part.num_rows, part.upload, part.refused = num_rows, upload, sorted(refused)
        self.write()
        told = f", not permitted: {', '.join(part.refused)}" if refused else ""
        self.say(
            f"{self.label(part)}: {num_rows:,} rows from {part.num_pages:,} pages in "
            f"{part.took_s:.0f} s{told}."
        )

    def failed(self, part: Part, code: str, details: Mapping[str, Any]) -> None:
        """A part came to nothing; ``code`` is a key of ``TROUBLES``."""
        self._end(part, PartState.FAILED)
        part.trouble, part.detail = code, {name: str(text) for name, text in details.items()}
        part.num_tries += 1
        self.write()
        words = desk_text(code, mis=self.connector.label, details=details)
        self.say(f"{self.label(part)}: {words} ({TROUBLES[code].kind}, {code})")

    def left_out(self, part: Part, refusal: str) -> None:
        """A part is not wanted any more; ``refusal`` is a key of the door's ``REFUSALS``."""
        self._end(part, PartState.LEFT_OUT)
        part.refusal = refusal
        self.write()
        self.say(f"{self.label(part)}: left out ({refusal}); nothing of it was kept.")

    def say(self, message: str) -> None:
        """A line for the additional log."""
        say(self.pull.pk, message)

    def sub_report(self, part: Part) -> SubReport:
        """The part's declaration."""
        return self.connector.sub_report(part.sub_report)

    def label(self, part: Part) -> str:
        """What people call the part."""
        return self.sub_report(part).label

    def _end(self, part: Part, state: PartState) -> None:
        if part.began_at:
            began_at = datetime.fromisoformat(part.began_at)
            part.took_s = round((timezone.now() - began_at).total_seconds(), 1)
        part.state = state
        self._reading = None
