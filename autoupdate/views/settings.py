"""AutoUpdate Settings of one school: its MIS, how it is connected, its reports, its newest uploads.

It works nothing out itself.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin

from accounts.dates import uk_date, uk_datetime
from accounts.models import Membership, PortalUser, Role, School, SchoolMis
from accounts.permissions import Permission, can, in_force, is_desk
from autoupdate.actions.consent import can_accept
from autoupdate.connectors.base import Connector, Delivery
from autoupdate.models import MisChange, Upload
from autoupdate.queries.pulls import force_run_of
from autoupdate.queries.reports import ReportState, ReportView, reports_of
from autoupdate.queries.reviews import due_of
from autoupdate.queries.setup import steps_of
from autoupdate.queries.setup_facts import setup_facts
from autoupdate.queries.upload_page import labels_of
from autoupdate.reaching import connection_kept
from autoupdate.views.asked_mis import asked_for_mis
from autoupdate.views.connection_panel import panel_of
from autoupdate.views.key_panel import keys_of
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.non_mis import due_words
from autoupdate.views.setup_steps import Reader, leaders_of, step_rows
from autoupdate.views.upload_tables import UploadTable, uploads_of
from autoupdate.views.words import ago

#: How a report's state is named and coloured.
REPORT_TAGS = {
    ReportState.ACCEPTED: ("Accepted", "good", "check"),
    ReportState.AVAILABLE: ("Available", "info", "arrow-right"),
    ReportState.NOT_AVAILABLE: ("Not available", "neutral", "cross"),
}
NUM_NEWEST = 5


class SettingsPage(TemplateResponseMixin, MisPage):
    """Everything about how the school's data reach the portal."""

    permission = Permission.SEE_SETTINGS
    template_name = "autoupdate/settings/page.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows, where the school uses an MIS."""
        connector, school_mis = self.connector, self.school_mis
        shown = (
            self._of_mis(connector, school_mis)
            if connector and school_mis
            else {"asked": asked_for_mis(self.school)}
        )
        return super().get_context_data(**{**shown, **kwargs})

    def _of_mis(self, connector: Connector, school_mis: SchoolMis) -> dict[str, Any]:
        connection = connection_kept(school_mis)
        facts = setup_facts(school_mis, connection=connection)
        may_accept = can_accept(self.by, school_mis=school_mis)
        reader = Reader.of(self, can_accept=may_accept)
        newest = list(uploads_of(self.school)[:NUM_NEWEST])
        reports = reports_of(school_mis)
        return {
            "review_due": self._review_due(facts.num_to_review or None),
            "last_change": MisChange.objects.filter(school=self.school).first(),
            "cards": [card(each, school=self.school) for each in reports],
            "can_accept": may_accept,
            "accepters": people_who_accept(self.school, connector),
            "why_not_accept": why_not_accept(self.by, school_mis, connector),
            "mis_rows": self._mis_rows(connector, school_mis, newest),
            "is_desk": is_desk(self.by),
            **keys_of(connector, connection),
            "force": force_run_of(
                school_mis, self.by, timezone.now(), reports=reports, connection=connection
            )
            if connector.delivery is Delivery.PULL
            else None,
            **panel_of(connection, connector, facts, by=self.by),
            "steps": step_rows(steps_of(facts), connector=connector, reader=reader),
            "is_set_up": facts.is_over,
            "steps_summary": f"The steps of setting up {connector.label}",
            "table": UploadTable(
                newest,
                labels=labels_of([connector]),
                caption="Upload History",
                orderable=False,
            ),
        }

    def _review_due(self, counted: int | None) -> str:
        """Why the accounts without the MIS are to be reviewed, where they are."""
        due = due_of(self.school, now=timezone.now(), counted=counted)
        return due_words(due) if due else ""

    def _mis_rows(
        self, connector: Connector, school_mis: SchoolMis, newest: list[Upload]
    ) -> list[dict[str, Any]]:
        last = _last_of(school_mis, newest)
        return [
            {
                "key": "MIS",
                "value": connector.label,
                "hint": f"since {uk_date(school_mis.started_at)}",
                **self._change_link(),
            },
            {"key": "How data arrive", "value": connector.delivery_text},
            {"key": "When", "value": connector.cadence},
            {
                "key": "Last upload",
                "value": ago(last.received_at).capitalize() if last else "Nothing yet",
                "hint": uk_datetime(last.received_at) if last else "",
            },
        ]

    def _change_link(self) -> dict[str, str]:
        """Where the MIS is changed, for those who may."""
        if not can(self.by, Permission.CHANGE_MIS, self.school):
            return {}
        url = reverse("autoupdate:change_mis", args=[self.school.pk])
        return {"action_label": "Change MIS", "action_url": url, "action_describe": "of the school"}


def _last_of(school_mis: SchoolMis, newest: list[Upload]) -> Upload | None:
    """The newest upload of the MIS; it is seldom older than the school's newest ones."""
    theirs = (each for each in newest if each.school_mis_id == school_mis.pk)
    if (last := next(theirs, None)) is not None or len(newest) < NUM_NEWEST:
        return last
    return Upload.objects.filter(school_mis=school_mis).order_by("-received_at").first()


def why_not_accept(user: PortalUser, school_mis: SchoolMis, connector: Connector) -> str:
    """Why somebody who could accept the reports of most MISs may not for this one; "" otherwise."""
    if not can(user, Permission.ACCEPT_REPORTS, school_mis.school):
        return ""
    if can_accept(user, school_mis=school_mis):
        return ""
    return f"For {connector.label}, only {leaders_of(connector)} may accept reports."


def card(report: ReportView, *, school: School) -> dict[str, Any]:
    """One report as its card shows it."""
    words, tone, icon = REPORT_TAGS[report.state]
    return {
        "report": report,
        "tag": words,
        "tone": tone,
        "icon": icon,
        "num_fields": sum(len(each.fields) for each in report.sub_reports),
        "url": reverse("autoupdate:report", args=[school.pk, report.code]),
        "accept_url": reverse("autoupdate:report_accept", args=[school.pk, report.code]),
        "withdraw_url": reverse("autoupdate:report_withdraw", args=[school.pk, report.code]),
    }


def people_who_accept(school: School, connector: Connector) -> list[str]:
    """The people who may accept the school's reports, by name and role."""
    held = Membership.objects.filter(
        in_force(), school=school, role__in=connector.accepting_roles
    ).select_related("user")
    return [f"{each.user} ({Role(each.role).label})" for each in held.order_by("role", "pk")]
