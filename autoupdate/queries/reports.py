"""What a school may send: every report's state, its sub-reports, and the status of each field.

The settings page and the agent's configuration read the same answer. It changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import School, SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, ReportCode, ReportField, SubReport
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.models import FieldOptOut, ReportAcceptance


class ReportState(StrEnum):
    """Where a report stands with one school."""

    ACCEPTED = "accepted"
    AVAILABLE = "available"
    NOT_AVAILABLE = "not_available"


class FieldStatus(StrEnum):
    """What may come of a field; see the guides' three words."""

    MANDATORY = "mandatory"
    UPLOADED = "uploaded"
    NOT_UPLOADED = "not_uploaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field with its status; ``opt_out`` is the row behind Not Uploaded."""

    field: ReportField
    status: FieldStatus
    opt_out: FieldOptOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubReportView:
    """One sub-report with its fields in declared order."""

    sub_report: SubReport
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One report of one school in words.

    ``why_not`` says why a report is not available; ``consequence`` what the school lacks without
    it. ``sub_reports`` is empty where the MIS has no such report.
    """

    code: str
    label: str
    state: ReportState
    purpose: str
    consequence: str
    why_not: str = ""
    acceptance: ReportAcceptance | None = None
    sub_reports: tuple[SubReportView, ...] = ()


def mis_in_use(school: School) -> SchoolMis | None:
    """The MIS that the school uses now."""
    return (
        SchoolMis.objects.filter(school=school, ended_at__isnull=True)
        .select_related("school__local_authority")
        .first()
    )


def why_not_available(connector: Connector, report: str, *, school: School) -> str:
    """Why the report cannot be had by this school; "" where it can."""
    if not connector.has_report(report):
        return f"{connector.label} does not offer this report."
    if connector.report(report).needs_autotext and not school.uses_autotext:
        return "This report is only for schools that use Wavenet AutoText."
    return ""


def live_acceptances(school_mis: SchoolMis) -> dict[str, ReportAcceptance]:
    """Report code → the school's live acceptance of it, in one query."""
    live = ReportAcceptance.objects.filter(school_mis=school_mis, withdrawn_at__isnull=True)
    return {each.report: each for each in live.select_related("accepted_by")}


def fields_not_uploaded(school: School, *, sub_report: SubReport) -> frozenset[str]:
    """The codes of the sub-report's fields that the school opted out of."""
    codes = FieldOptOut.objects.filter(school=school, sub_report=sub_report.code)
    optional = frozenset(each.code for each in sub_report.fields if not each.is_mandatory)
    return optional.intersection(codes.values_list("field", flat=True))


def reports_of(school_mis: SchoolMis) -> tuple[ReportView, ...]:
    """Every report there is, as it stands with this school; two queries."""
    connector = registry.get(school_mis.product)
    accepted = live_acceptances(school_mis)
    opt_outs: Mapping[str, dict[str, FieldOptOut]] = _opt_outs(school_mis.school)
    return tuple(
        _view(
            connector,
            code,
            school=school_mis.school,
            acceptance=accepted.get(code),
            opt_outs=opt_outs,
        )
        for code in ReportCode
    )


def _opt_outs(school: School) -> Mapping[str, dict[str, FieldOptOut]]:
    by_sub_report: defaultdict[str, dict[str, FieldOptOut]] = defaultdict(dict)
    for each in FieldOptOut.objects.filter(school=school).select_related("opted_out_by"):
        by_sub_report[each.sub_report][each.field] = each
    return by_sub_report


def _view(
    connector: Connector,
    code: ReportCode,
    *,
    school: School,
    acceptance: ReportAcceptance | None,
    opt_outs: Mapping[str, dict[str, FieldOptOut]],
) -> ReportView:
    why_not = why_not_available(connector, code, school=school)
    text = REPORT_TEXTS[code]
    sub_reports = connector.report(code).sub_reports if connector.has_report(code) else ()
    return ReportView(
        code=code.value,
        label=text.label,
        state=_state(is_available=not why_not, acceptance=acceptance),
        purpose=text.purpose,
        consequence=text.consequence_when_missing,
        why_not=why_not,
        acceptance=acceptance,
        sub_reports=tuple(
            SubReportView(
                sub_report=each,
                fields=tuple(
                    _field_view(field, opt_outs.get(each.code, {}).get(field.code))
                    for field in each.fields
                ),
            )
            for each in sub_reports
        ),
    )


def _state(*, is_available: bool, acceptance: ReportAcceptance | None) -> ReportState:
    if not is_available:
        return ReportState.NOT_AVAILABLE
    return ReportState.ACCEPTED if acceptance else ReportState.AVAILABLE


def _field_view(field: ReportField, opt_out: FieldOptOut | None) -> FieldView:
    if field.is_mandatory:
        return FieldView(field=field, status=FieldStatus.MANDATORY)
    if opt_out:
        return FieldView(field=field, status=FieldStatus.NOT_UPLOADED, opt_out=opt_out)
    return FieldView(field=field, status=FieldStatus.UPLOADED)
