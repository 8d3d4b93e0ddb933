"""The Service Desk's page of one school, with everything about it, and forcing its processing.

It works nothing out itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.dates import uk_date
from accounts.permissions import Permission
from autoupdate.actions import nights
from autoupdate.actions.keys import live_key
from autoupdate.models import Hold
from autoupdate.queries.facts_now import facts_of
from autoupdate.queries.pulls import force_run_of
from autoupdate.queries.reports import FieldStatus, ReportState, reports_of
from autoupdate.queries.run_lists import live_run_of, open_holds_of, runs_of
from autoupdate.queries.runs import KINDS
from autoupdate.queries.trouble import troubles_of
from autoupdate.queries.upload_page import labels_of
from autoupdate.views.desk_forms import ForceForm
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.pull_tables import newest_pulls
from autoupdate.views.run_tables import RunTable
from autoupdate.views.upload_tables import UploadTable, uploads_of
from autoupdate.views.words import ago

NUM_RUNS = 10
NUM_UPLOADS = 10


class DeskSchoolPage(TemplateResponseMixin, MisPage):
    """Everything about one school."""

    permission = Permission.READ_RUN_LOG
    template_name = "autoupdate/desk/school.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data(force_form=ForceForm()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows."""
        now = timezone.now()
        newest = list(runs_of(self.school)[:NUM_RUNS])
        facts = facts_of([self.school.pk], now=now)[self.school.pk]
        shown = {
            "facts": facts,
            "troubles": troubles_of(facts),
            "tiles": _tiles(facts, school_id=self.school.pk),
            "school_rows": self._school_rows(),
            # One run is live at a time, and none begins beside it: it is among the newest.
            "live_run": next((each for each in newest if each.is_live), None),
            "holds": [_held(each) for each in open_holds_of(self.school)],
            "run_table": RunTable(newest, orderable=False, prefix="r"),
            "upload_table": UploadTable(
                uploads_of(self.school)[:NUM_UPLOADS],
                labels=labels_of([self.connector] if self.connector else []),
                orderable=False,
                prefix="u",
            ),
            "pull_table": newest_pulls(self.school),
            **self._consent(now),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _school_rows(self) -> list[dict[str, Any]]:
        key = live_key(self.school)
        in_use = self.school_mis
        return [
            {
                "key": "DfE number",
                "value": self.school.dfe_number,
                "action_label": "Change",
                "action_describe": "the school’s name, numbers, phase and AutoText",
                "action_url": reverse("autoupdate:desk_school_details", args=[self.school.pk]),
            },
            {"key": "URN", "value": self.school.urn or "–"},
            {"key": "Local authority", "value": self.school.local_authority},
            {
                "key": "Trust",
                "value": self.school.trust or "None",
                "action_label": "Change",
                "action_describe": "the trust of the school",
                "action_url": reverse("accounts:school_trust", args=[self.school.pk]),
            },
            {"key": "Phase", "value": self.school.get_phase_display()},
            {"key": "AutoText", "value": "Used" if self.school.uses_autotext else "Not used"},
            {
                "key": "MIS",
                "value": in_use.get_product_display() if in_use else "None chosen",
                "hint": f"since {uk_date(in_use.started_at)}" if in_use else "",
                "action_label": "Change",
                "action_describe": "what the school sees of each MIS",
                "action_url": reverse("autoupdate:desk_mis", args=[self.school.pk]),
            },
            {
                "key": "Licence key",
                "value": f"Issued {ago(key.issued_at)}" if key else "None",
                "hint": f"Last used: {ago(key.last_used_at)}" if key else "",
                "action_label": "AutoUpdate Settings",
                "action_describe": "for the licence key",
                "action_url": reverse("autoupdate:settings", args=[self.school.pk])
                + "#licence-key",
            },
        ]

    def _consent(self, now: datetime) -> dict[str, Any]:
        """The reports that the school accepted, the fields it opted out of, what may be fetched."""
        if self.school_mis is None or self.connector is None:
            return {}
        reports = reports_of(self.school_mis)
        return {
            "force": force_run_of(self.school_mis, self.by, now, reports=reports),
            "accepted": [each for each in reports if each.state is ReportState.ACCEPTED],
            "opted_out": [
                {"sub_report": part.sub_report, "field": each.field, "opt_out": each.opt_out}
                for report in reports
                for part in report.sub_reports
                for each in part.fields
                if each.status is FieldStatus.NOT_UPLOADED
            ],
        }


def _held(hold: Hold) -> str:
    """An open hold, in a sentence."""
    kinds = KINDS[hold.kind].lower()
    return (
        f"{hold.num_removals:,} of {hold.num_live:,} {kinds} were missing from the export of "
        f"{uk_date(hold.state_at)}, so nobody was removed."
    )


def _tiles(facts: Any, *, school_id: int) -> list[dict[str, Any]]:
    """The school's figures today."""
    uploads = reverse("autoupdate:uploads", args=[school_id])
    return [
        {
            "value": facts.num_waiting,
            "label": "Uploads waiting",
            "url": uploads,
            "tone": "info" if facts.num_waiting else "neutral",
        },
        {
            "value": facts.num_to_match,
            "label": "People to match",
            "url": reverse("autoupdate:results", args=[school_id]),
            "tone": "warn" if facts.num_to_match else "neutral",
        },
        {
            "value": facts.num_held,
            "label": "Removals held",
            "url": reverse("autoupdate:holds", args=[school_id]),
            "tone": "wait" if facts.num_held else "neutral",
        },
    ]


class ForceProcessing(DeskSchoolPage):
    """Processes the school now, for a reason; refuses politely while a run is live."""

    permission = Permission.FORCE_PROCESSING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form is on the desk's page of the school."""
        return redirect("autoupdate:desk_school", school_id=self.school.pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Queue the school before everybody else, and show its run."""
        form = ForceForm(request.POST)
        if not form.is_valid():
            context = self.get_context_data(force_form=form, form=form)
            return self.render_to_response(context, status=422)
        if not self._can_process():
            return self._nothing_to_process()
        reason = form.cleaned_data["reason"]
        try:
            run = nights.force(self.school, by=self.by, reason=reason)
        except nights.AlreadyUnderWayError:
            return self._is_underway()
        except nights.NothingToProcessError:
            return self._nothing_to_process()
        return redirect("autoupdate:run", run_id=run.pk)

    def _can_process(self) -> bool:
        return self.connector is not None and self.connector.can_receive

    def _nothing_to_process(self) -> HttpResponseBase:
        messages.error(
            self.request,
            f"Nothing was started: no data of {self.school} can be received yet, so there is "
            "nothing to process.",
        )
        return redirect("autoupdate:desk_school", school_id=self.school.pk)

    def _is_underway(self) -> HttpResponseBase:
        live = live_run_of(self.school)
        messages.warning(
            self.request,
            f"{self.school} is being processed already, so nothing was started.",
        )
        if live is None:  # it has ended since
            return redirect("autoupdate:desk_school", school_id=self.school.pk)
        return redirect("autoupdate:run", run_id=live.pk)
