"""Which school's software sends what and when, and what goes wrong on the way. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One run of a school's AutoUpdate software, with its school as of ``evening``.

    ``only`` are sub-reports, none means all that are accepted, ``but`` those left out of them.
    ``fault`` is a key of ``sims.faults``, ``form`` of ``sims.writing``. ``days_later`` counts from
    the evening's day.
    """

    school: str
    evening: int
    at: time
    story: str = ""
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    fault: str = "none"
    form: str = "xml"
    days_later: int = 0


#: The evenings with a night after each. A night may begin at six, so everything is sent by then.
HISTORY: Final = (
    Sending(
        school="oakfield",
        evening=1,
        at=time(14, 10),
        story="A trial in the afternoon. The evening's exports replace it.",
        only=("staff", "students"),
        form="csv-cp1252",
    ),
    Sending(school="oakfield", evening=1, at=time(17, 5)),
    Sending(
        school="riverside",
        evening=1,
        at=time(16, 30),
        story="The export breaks off. It is sent again an hour later.",
        only=("students",),
        fault="truncated",
    ),
    Sending(school="riverside", evening=1, at=time(17, 30)),
    Sending(school="st-brigids", evening=1, at=time(17, 15)),
    Sending(school="larchfield", evening=1, at=time(17, 20)),
    Sending(
        school="hillcrest",
        evening=1,
        at=time(16, 45),
        story="The user in SIMS may not see IDs, and the Contacts report is not accepted.",
        only=("students", "contacts"),
        fault="no_ids",
    ),
    Sending(school="hillcrest", evening=1, at=time(16, 50), only=("staff",)),
    Sending(
        school="oakfield",
        evening=2,
        at=time(16, 55),
        story="SIMS could not log in for one of the exports.",
        only=("contacts",),
        fault="reporter_error",
    ),
    Sending(school="oakfield", evening=2, at=time(17, 5), but=("contacts",)),
    Sending(school="riverside", evening=2, at=time(17, 30)),
    Sending(
        school="st-brigids",
        evening=2,
        at=time(17, 15),
        story="Somebody filtered SIMS's report: half the pupils are missing.",
    ),
    Sending(school="hillcrest", evening=2, at=time(16, 45)),
)

#: What the school's own people do on the morning after the first night.
CORRECTION: Final = Sending(
    school="hillcrest",
    evening=1,
    days_later=1,
    at=time(9, 5),
    story="The user in SIMS may see IDs now.",
    only=("students",),
)
FORCED_AT: Final = time(9, 20)
FORCED_BECAUSE: Final = "The school put the rights in SIMS right and cannot wait until tonight."

#: What waits for the coming night: sent at the moment of seeding.
WAITING: Final = ("oakfield", "riverside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A school that authorises its MIS on the day of an evening, and presses Force run."""

    school: str
    evening: int
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A school that changes its MIS on the morning after an evening."""

    school: str
    evening: int
    at: time
    to: str


BEGINNINGS: Final = (Beginning(school="harbour-lane", evening=1, at=time(15, 20)),)
CHANGES: Final = (Change(school="larchfield", evening=1, at=time(10, 30), to="scholarpack"),)
#: The schools that are fetched at some time of the history.
FETCHED: Final = (*(each.school for each in BEGINNINGS), *(each.school for each in CHANGES))
