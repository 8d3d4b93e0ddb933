"""The parts of a pull: what is known of each sub-report while it is fetched and afterwards.

Pure: a part is read from JSON and written to it. It must not know the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from autoupdate.connectors.base import ReportCode, SubReport
from autoupdate.connectors.trouble import TROUBLES, TroubleKind

#: So often is a part tried that failed in a way that may pass.
MOST_TRIES = 3


class PartState(StrEnum):
    """Where one sub-report is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    LEFT_OUT = "left_out"  # the school does not allow it, or no longer


_OVER = frozenset({PartState.DONE, PartState.LEFT_OUT})


@dataclass(slots=True, kw_only=True)
class Part:
    """One sub-report of a pull.

    ``num_people`` counts what the vendor's pages held so far, ``num_expected`` is the vendor's own
    total, ``num_rows`` what was kept. ``refused``: properties that the vendor does not let us read.
    ``trouble`` is a key of ``TROUBLES`` and ``detail`` fills its texts; ``refusal`` is a key of the
    door's ``REFUSALS``. ``began_at`` is an ISO time, ``took_s`` seconds, ``upload`` an id.
    """

    sub_report: str
    state: str = PartState.WAITING
    num_pages: int = 0
    num_people: int = 0
    num_expected: int | None = None
    num_rows: int = 0
    refused: list[str] = field(default_factory=list)
    trouble: str = ""
    detail: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    num_tries: int = 0
    began_at: str = ""
    took_s: float = 0
    upload: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be fetched of it in this pull."""
        return self.state in _OVER or (self.state == PartState.FAILED and not self.may_pass)

    @property
    def kind(self) -> TroubleKind | None:
        """Whose turn it is, where the part failed."""
        return TROUBLES[self.trouble].kind if self.trouble else None

    @property
    def may_pass(self) -> bool:
        """Whether the part failed in a way that is tried again by itself."""
        return self.kind is TroubleKind.TEMPORARY and self.num_tries < MOST_TRIES

    def again(self) -> None:
        """Forget a try that came to nothing, but for the fact that there was one."""
        self.state = PartState.WAITING
        self.num_pages = self.num_people = self.num_rows = 0
        self.num_expected, self.took_s, self.began_at = None, 0, ""
        self.refused, self.detail = [], {}
        self.trouble = self.refusal = self.upload = ""


_NAMES = frozenset(each.name for each in fields(Part))


def parts_from(kept: Iterable[Mapping[str, Any]]) -> list[Part]:
    """The parts as a pull keeps them."""
    return [Part(**{name: each[name] for name in _NAMES & each.keys()}) for each in kept]


def kept_from(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """The parts as JSON."""
    return [asdict(each) for each in parts]


def in_order(sub_reports: Iterable[SubReport]) -> list[SubReport]:
    """People before contacts before groups before attendance: who refers to people comes later."""
    order = list(ReportCode)
    return sorted(sub_reports, key=lambda each: order.index(each.report))


def renewed(
    kept: Sequence[Part], *, allowed: Iterable[SubReport], why_not: str = "report_not_accepted"
) -> list[Part]:
    """The parts of the next try: those that are over stay, what is allowed now is added.

    What was to be fetched and is no longer allowed is left out; ``why_not`` is the door's refusal.
    """
    codes = [each.code for each in in_order(allowed)]
    known = {each.sub_report: each for each in kept}
    for each in kept:
        if not each.is_over:
            each.again()
            if each.sub_report not in codes:
                each.state, each.refusal = PartState.LEFT_OUT, why_not
    gone = [each for each in kept if each.sub_report not in codes]
    return [known.get(code) or Part(sub_report=code) for code in codes] + gone
