"""One report of a school: its fields, accepting it, withdrawing it. It decides nothing itself."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from autoupdate.actions import consent
from autoupdate.actions.closing import WAITING
from autoupdate.models import Upload
from autoupdate.queries.reports import FieldStatus, ReportView, reports_of
from autoupdate.views.mis_pages import InUsePage
from autoupdate.views.settings import card, people_who_accept, why_not_accept
from autoupdate.views.words import plural

#: How a field's status is named and coloured.
FIELD_TAGS = {
    FieldStatus.MANDATORY: ("Mandatory", "info"),
    FieldStatus.UPLOADED: ("Uploaded", "good"),
    FieldStatus.NOT_UPLOADED: ("Not Uploaded", "neutral"),
}


class ReportBase(InUsePage):
    """Finds the report of the address among all reports there are, or answers 404."""

    @cached_property
    def report(self) -> ReportView:
        """The report as it stands with this school."""
        for each in reports_of(self.in_use):
            if each.code == self.kwargs["report"]:
                return each
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report."""
        shown = {
            "report": self.report,
            "can_accept": consent.can_accept(self.by, school_mis=self.in_use),
        }
        return super().get_context_data(**{**shown, **kwargs})


class ReportPage(ReportBase):
    """What a report is for, and each of its fields."""

    permission = Permission.SEE_SETTINGS
    template_name = "autoupdate/settings/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the card and the fields' words."""
        shown = {
            "card": card(self.report, school=self.school),
            "accepters": people_who_accept(self.school, self.used),
            "why_not_accept": why_not_accept(self.by, self.in_use, self.used),
            "parts": [
                {"sub_report": each.sub_report, "fields": [_field(one) for one in each.fields]}
                for each in self.report.sub_reports
            ],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _field(field: Any) -> dict[str, Any]:
    words, tone = FIELD_TAGS[field.status]
    return {"view": field, "field": field.field, "tag": words, "tone": tone}


class AcceptReport(ReportBase):
    """Asks first, in words, and accepts on POST."""

    permission = Permission.ACCEPT_REPORTS
    template_name = "components/confirm_page.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Accept the report."""
        try:
            consent.accept_report(self.in_use, report=self.report.code, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(
                request,
                f"You have accepted the {self.report.label} report. From now on {self.mis_label} "
                "may send it.",
            )
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        shown = {
            "confirm_heading": f"Accept the {self.report.label} report?",
            "confirm_lead": f"You decide this for {self.school}. You can withdraw it at any time.",
            "consequences": self._consequences(),
            "confirm_label": "Accept the report",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _consequences(self) -> list[str]:
        sent = [
            each.field.label
            for part in self.report.sub_reports
            for each in part.fields
            if each.status is not FieldStatus.NOT_UPLOADED
        ]
        return [
            f"{self.mis_label} may send: {', '.join(dict.fromkeys(sent))}.",
            f"It is used for: {self.report.purpose}",
            "Fields that the school has opted out of are dropped before anything is stored.",
        ]


class WithdrawReport(ReportBase):
    """Says what stops, and withdraws on POST."""

    permission = Permission.ACCEPT_REPORTS
    template_name = "components/confirm_page.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Withdraw the report."""
        try:
            consent.withdraw_report(self.in_use, report=self.report.code, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(
                request,
                f"You have withdrawn the {self.report.label} report. From now on nothing of it is "
                "received.",
            )
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        shown = {
            "confirm_heading": f"Withdraw the {self.report.label} report?",
            "confirm_lead": f"You decide this for {self.school}. You can accept it again later.",
            "consequences": self._consequences(),
            "confirm_label": "Withdraw the report",
            "confirm_kind": "danger",
            "cancel_url": self.settings_url,
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _consequences(self) -> list[str]:
        waiting = Upload.objects.filter(
            school_mis=self.in_use, report=self.report.code, state__in=WAITING
        ).count()
        deleted = (
            "1 upload that waits for a night is"
            if waiting == 1
            else (f"{plural(waiting, 'upload')} that wait for a night are")
        )
        return [
            f"From now on the portal refuses the {self.report.label} report, whoever sends it.",
            *([f"{deleted} deleted unprocessed."] if waiting else []),
            "Accounts that exist stay as they are. Nobody is unallocated because of it.",
            self.report.consequence,
        ]
