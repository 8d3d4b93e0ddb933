"""Whether a date of birth can be that of a member of staff or a student."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from autoupdate.connectors.parsing.dates import Dated, DateFault
from autoupdate.records import Kind

#: kind → youngest and oldest age in whole years. Nurseries have pupils of two, and a special
#: school may have one of 25; somebody of 14 may be on the staff for work experience.
AGES: Mapping[Kind, tuple[int, int]] = MappingProxyType(
    {Kind.STUDENT: (1, 25), Kind.STAFF: (14, 100)}
)

_FAULTS: Mapping[DateFault, str] = MappingProxyType(
    {
        DateFault.NONE: "birth_date_missing",
        DateFault.UNREADABLE: "birth_date_unreadable",
        DateFault.IMPOSSIBLE: "birth_date_impossible",
        DateFault.TWO_DIGIT_YEAR: "birth_date_two_digit_year",
        DateFault.US_ORDER: "birth_date_us_order",
    }
)


class BirthDates:
    """Judges dates of birth for one kind of person as of one day."""

    def __init__(self, kind: Kind, *, today: date) -> None:
        youngest, oldest = AGES[kind]
        self._today = today
        self._born_by = _years_before(today, youngest)
        self._born_after = _years_before(today, oldest + 1)

    def judge(self, dated: Dated) -> tuple[date | None, str]:
        """The date if it can be used, and the code of what is wrong, or ""."""
        born_on, fault = dated
        if born_on is None:
            return None, _FAULTS[fault]
        if born_on > self._today:
            return None, "birth_date_in_future"
        if not self._born_after < born_on <= self._born_by:
            return None, "birth_date_implausible"
        return born_on, ""


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
