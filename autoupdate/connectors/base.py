"""The shape of a connector's declaration: an MIS, its reports, and how it is reached.

Plain frozen dataclasses; with the shapes of reports, all that a declaration is written in. This
module must not know any one MIS, the database or the web.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from autoupdate.connectors.problems import GENERAL_PROBLEMS, ProblemText
from autoupdate.connectors.pulling import Approval, Puller, Session
from autoupdate.connectors.reports import RecordType, Report, ReportCode, ReportField, SubReport
from autoupdate.records import ParsedExport

__all__ = [
    "HEAD",
    "HEAD_PROXY",
    "Connector",
    "CredentialField",
    "Days",
    "Delivery",
    "Entry",
    "Parser",
    "RecordType",
    "Report",
    "ReportCode",
    "ReportField",
    "SetupStep",
    "SubReport",
]

#: Roles of the portal that may accept or withdraw a report.
HEAD = "head"
HEAD_PROXY = "head_proxy"


class Delivery(StrEnum):
    """How a school's data reaches the portal."""

    AGENT = "agent"  # software at the school uploads
    PULL = "pull"  # the portal fetches
    PUSH = "push"  # the vendor's own service sends


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """One step of the set-up, in words; ``whose_turn`` is who does it: school, desk or vendor."""

    code: str
    text: str
    whose_turn: str = "school"


class Entry(StrEnum):
    """What a credential field of a connection is, and so where it is kept."""

    ENDPOINT = "endpoint"  # the base URL of the school's data
    REFERENCE = "reference"  # the school's name at the vendor
    SECRET = "secret"  # noqa: S105 - sealed, and never shown again


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One thing that is entered to connect a school; ``entered_by`` is school or desk.

    ``code`` names a secret in ``Access.secrets``. ``check`` says what is wrong with a text, or "";
    it is given the text and the portal's own standing with the vendor (``Access.partner``).
    """

    code: str
    label: str
    entry: Entry
    hint: str = ""
    entered_by: str = "desk"
    check: Callable[[str, Mapping[str, str]], str] = field(default=lambda _text, _partner: "")


class Days(StrEnum):
    """On which evenings a fetching connector fetches by itself."""

    EVERY_DAY = "every_day"
    WEEKDAYS = "weekdays"


class Parser(Protocol):
    """Reads one stored rows file. Pure: raises nothing but ``UnreadableExport``."""

    def __call__(
        self,
        source: Any,
        sub_report: SubReport,
        *,
        today: date,
        problems_kept: int = ...,
    ) -> ParsedExport[Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """All the portal knows of one MIS.

    ``parser`` None: the MIS is known, but nothing can be received from it yet, and pages say so.
    ``silent_after_days``: after so many days without data somebody should look. ``redact_keys``
    are names of values that never appear in logs or pages. ``shown_in_history_as``: what Upload
    History calls the way the data come, where the vendor's own name for it is better known.
    ``by_hand``: how a school sends at once, where that is done elsewhere than in the portal.

    ``needs_offer``: the desk makes the MIS visible to a school before it can be chosen.
    ``partner``: the vendor's key in ``settings.VENDOR_PARTNERS``, "" where the portal needs no
    standing of its own. ``puller`` and ``approval`` are the duties of a connector that fetches;
    ``credentials`` is what is entered for a school, by whom.
    """

    code: str
    label: str
    delivery: Delivery
    delivery_text: str
    cadence: str
    silent_after_days: int
    setup_steps: tuple[SetupStep, ...]
    reports: tuple[Report, ...]
    accepting_roles: frozenset[str] = frozenset({HEAD, HEAD_PROXY})
    has_force_run: bool = False
    school_may_change_to: bool = True
    redact_keys: frozenset[str] = frozenset()
    leaving_hint: str = ""
    by_hand: str = ""
    shown_in_history_as: str = ""
    variant_of: str = ""  # code of the connector whose data are the same
    problem_texts: Mapping[str, ProblemText] = field(default_factory=lambda: GENERAL_PROBLEMS)
    parser: Parser | None = None
    needs_offer: bool = False
    partner: str = ""
    credentials: tuple[CredentialField, ...] = ()
    approval: Approval | None = None
    puller: Callable[[Session], Puller] | None = None
    pulled_on: Days = Days.EVERY_DAY

    @property
    def can_receive(self) -> bool:
        """Whether data of this MIS can be received and read today."""
        return self.parser is not None

    @property
    def needs_endpoint(self) -> bool:
        """Whether nothing can be fetched before the base URL of the school's data is known."""
        return any(each.entry is Entry.ENDPOINT for each in self.credentials)

    @property
    def supports_future(self) -> bool:
        """Whether people are known before they start."""
        return self.has_report(ReportCode.STAFF_FUTURE) or self.has_report(
            ReportCode.STUDENTS_FUTURE
        )

    def has_report(self, code: str) -> bool:
        """Whether this MIS has the report at all."""
        return any(report.code == code for report in self.reports)

    def report(self, code: str) -> Report:
        """The report with that code; KeyError when this MIS does not have it."""
        for report in self.reports:
            if report.code == code:
                return report
        raise KeyError(code)

    def sub_reports(self) -> Iterator[SubReport]:
        """Every sub-report, in the order of the reports."""
        for report in self.reports:
            yield from report.sub_reports

    def sub_report(self, code: str) -> SubReport:
        """The sub-report with that code; KeyError when this MIS does not have it."""
        for each in self.sub_reports():
            if each.code == code:
                return each
        raise KeyError(code)

    def problem_text(self, code: str) -> ProblemText:
        """The sentence and remedy of a row problem, in words of this MIS."""
        return self.problem_texts[code]
