"""What changing a school's MIS to another would touch, beforehand; it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.models import (
    FieldOptOut,
    Hold,
    HoldState,
    MisConnection,
    ReportAcceptance,
    Upload,
    UploadState,
)


@dataclass(frozen=True, slots=True)
class LostReport:
    """A report that is accepted now and that the new MIS does not have."""

    label: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The old and the new MIS, and what of the old one is closed or does not carry over."""

    before: Connector
    after: Connector
    num_uploads: int
    num_held: int
    num_accepted: int
    num_opt_outs: int
    is_connected: bool
    lost: tuple[LostReport, ...]


def preview_of(school_mis: SchoolMis, *, after: Connector) -> Preview:
    """What a change away from ``school_mis`` touches; five queries."""
    accepted = ReportAcceptance.objects.filter(school_mis=school_mis, withdrawn_at__isnull=True)
    codes = list(accepted.values_list("report", flat=True))
    waiting = Upload.objects.filter(
        school_mis=school_mis, state__in=(UploadState.RECEIVED, UploadState.READY)
    )
    held = Hold.objects.filter(school_mis=school_mis, state=HoldState.OPEN)
    texts = {code.value: text for code, text in REPORT_TEXTS.items()}
    return Preview(
        before=registry.get(school_mis.product),
        after=after,
        num_uploads=waiting.count(),
        num_held=held.aggregate(num=Sum("num_removals"))["num"] or 0,
        num_accepted=len(codes),
        num_opt_outs=FieldOptOut.objects.filter(school=school_mis.school_id).count(),
        is_connected=MisConnection.objects.filter(school_mis=school_mis)
        .exclude(sealed="")
        .exists(),
        lost=tuple(
            LostReport(text.label, text.consequence_when_missing)
            for code, text in texts.items()
            if code in codes and not after.has_report(code)
        ),
    )
