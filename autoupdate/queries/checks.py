"""What the last test of a connection found, a line for each sub-report, in words; and what was
last seen of an MIS that sends by itself. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.db.models import Max

from accounts.models import SchoolMis
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.connectors.trouble import desk_text, school_text
from autoupdate.models import MisConnection, Upload


class Result(StrEnum):
    """What came of asking for one sub-report."""

    WORKS = "works"
    PARTLY = "partly"  # without the fields that are refused
    REFUSED = "refused"  # the permission is missing
    TROUBLE = "trouble"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a test: ``trouble`` is a key of TROUBLES, ``refused`` what people read."""

    sub_report: str
    result: Result
    trouble: str = ""
    detail: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        """As ``MisConnection.checked`` keeps it."""
        return {
            "sub_report": self.sub_report,
            "result": self.result.value,
            "trouble": self.trouble,
            "detail": self.detail,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class CheckView:
    """One line in words; ``desk_note`` is for the Service Desk alone."""

    label: str
    result: Result
    words: str
    tone: str
    text: str = ""
    desk_note: str = ""


#: Result → how it is named and coloured.
TAGS: Mapping[Result, tuple[str, str]] = MappingProxyType(
    {
        Result.WORKS: ("Works", "good"),
        Result.PARTLY: ("Works in part", "warn"),
        Result.REFUSED: ("Permission missing", "bad"),
        Result.TROUBLE: ("Does not work", "bad"),
        Result.NOT_ACCEPTED: ("Not accepted yet", "neutral"),
    }
)


def checks_of(connection: MisConnection, *, connector: Connector) -> list[CheckView]:
    """The lines of the last test; none where it was never tested."""
    known = {each.code: each for each in connector.sub_reports()}
    return [
        _view(_kept(each), known[each["sub_report"]], mis=connector.label)
        for each in connection.checked
        if each["sub_report"] in known
    ]


def _kept(stored: Mapping[str, Any]) -> Check:
    return Check(**{**stored, "result": Result(stored["result"])})


def _view(check: Check, sub_report: SubReport, *, mis: str) -> CheckView:
    words, tone = TAGS[check.result]
    text, note = "", ""
    if check.trouble:
        text = school_text(check.trouble, mis=mis, details=check.detail)
        note = desk_text(check.trouble, mis=mis, details=check.detail)
    elif check.refused:
        text = _without(check.refused, sub_report, mis=mis)
    elif check.result is Result.NOT_ACCEPTED:
        text = "It is not read before the report is accepted."
    return CheckView(sub_report.label, check.result, words, tone, text, note)


def _without(refused: list[str], sub_report: SubReport, *, mis: str) -> str:
    """What cannot be read, named, and what that means."""
    text = f"{mis} does not let AutoUpdate read: {', '.join(refused)}. Give these permissions."
    mandatory = {each.label for each in sub_report.mandatory_fields}
    if mandatory & {each.partition(" (")[0] for each in refused}:
        text += " Without what is mandatory the report is not processed."
    return text


def last_seen(school_mis: SchoolMis) -> dict[str, datetime]:
    """Sub-report → when an upload of it last came, for an MIS that sends by itself."""
    seen = Upload.objects.filter(school_mis=school_mis).values_list("sub_report")
    return dict(seen.annotate(at=Max("received_at")).order_by())
