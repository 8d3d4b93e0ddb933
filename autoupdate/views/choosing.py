"""A school without an MIS chooses one: what each brings, then a question, then it is in use.

It decides nothing itself.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from autoupdate.actions import connecting
from autoupdate.connectors import registry
from autoupdate.connectors.base import ReportCode
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.queries.choosing import Choice, Way, choice_of, choices_for
from autoupdate.queries.setup import Link, StepView, steps_of
from autoupdate.queries.setup_facts import prospective_facts
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.setup_steps import BEFORE_USE, Reader, step_rows

#: Way → what the card says in place of a button.
_WAY_WORDS = {
    Way.CHOOSE: "",
    Way.UNRECEIVED: "Data of {mis} cannot be received yet. The Service Desk can say when.",
    Way.HIDDEN: "The Service Desk makes {mis} visible to your school first.",
    Way.DESK: "The Service Desk puts your school on {mis}.",
}
#: Ways on which the school does something first.
_ASKED = frozenset({Way.HIDDEN, Way.DESK})


class ChoosingPage(TemplateResponseMixin, MisPage):
    """Pages for a school that uses no MIS; one that does is sent back to its settings."""

    permission = Permission.CHOOSE_MIS

    @property
    def settings_url(self) -> str:
        """Where the pages' links lead back to."""
        return reverse("autoupdate:settings", args=[self.school.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page to a school without an MIS."""
        if self.connector is not None:
            messages.info(request, f"{self.school} uses {self.connector.label} already.")
            return redirect(self.settings_url)
        return self.render_to_response(self.get_context_data())


class ChooseMisPage(ChoosingPage):
    """Every MIS side by side, with the way to each."""

    template_name = "autoupdate/settings/choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the choices."""
        choices = choices_for(self.by, school=self.school)
        cards = [self._card(each) for each in choices]
        shown = {
            "to_choose": [each for each in cards if each["way"] is Way.CHOOSE],
            "to_ask": [each for each in cards if each["way"] is not Way.CHOOSE],
            "headings": [REPORT_TEXTS[code].label for code in ReportCode],
            "compared": [_compared(each) for each in choices],
            "breadcrumbs": [{"label": "AutoUpdate Settings", "url": self.settings_url}],
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _card(self, choice: Choice) -> dict[str, Any]:
        connector = choice.connector
        return {
            "way": choice.way,
            "words": _WAY_WORDS[choice.way].format(mis=connector.label),
            "connector": connector,
            "rows": brought_by(choice),
            "steps": self._first_steps(choice) if choice.way in _ASKED else [],
            "url": reverse("autoupdate:choose_product", args=[self.school.pk, connector.code]),
        }

    def _first_steps(self, choice: Choice) -> list[dict[str, Any]]:
        """What has to happen before the school can use the MIS, as far as it has come."""
        facts = prospective_facts(self.school, choice.connector)
        steps = [_before_use(each) for each in steps_of(facts) if each.turn in BEFORE_USE]
        return step_rows(steps, connector=choice.connector, reader=Reader.of(self))


def _before_use(step: StepView) -> StepView:
    """The step with no link but that to a case: there are no other pages before it is in use."""
    return step if step.link is Link.CASE else replace(step, link=Link.NONE)


def brought_by(choice: Choice) -> list[dict[str, Any]]:
    """What an MIS brings, for a summary list."""
    rows = [
        {"key": "How data arrive", "value": choice.connector.delivery_text},
        {"key": "When", "value": choice.connector.cadence},
        {"key": "Reports", "value": ", ".join(each.label for each in choice.has)},
    ]
    if choice.lacks:
        rows.append({"key": "Not offered", "value": ", ".join(each.label for each in choice.lacks)})
    return rows


def _compared(choice: Choice) -> dict[str, Any]:
    connector = choice.connector
    return {
        "label": connector.label,
        "reports": [
            {"label": REPORT_TEXTS[code].label, "is_offered": connector.has_report(code)}
            for code in ReportCode
        ],
        "cadence": connector.cadence,
    }


class ChooseProductPage(ChoosingPage):
    """Asks whether this is the school's MIS, and takes it into use."""

    template_name = "components/confirm_page.html"

    @cached_property
    def chosen(self) -> Choice:
        """The MIS of the address, or 404."""
        try:
            return choice_of(registry.get(self.kwargs["product"]), Way.CHOOSE)
        except KeyError:
            raise Http404 from None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask first, or say why not."""
        label = self.chosen.connector.label
        try:
            connecting.check_choosable(self.chosen.connector, school=self.school, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect("autoupdate:settings", school_id=self.school.pk)
        if not self.chosen.connector.can_receive:
            messages.error(request, f"Data of {label} cannot be received yet.")
            return redirect("autoupdate:settings", school_id=self.school.pk)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take it into use."""
        connector = self.chosen.connector
        try:
            connecting.start_mis(self.school, product=connector.code, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(
                request, f"{self.school} uses {connector.label} now. The steps below set it up."
            )
        return redirect(self.settings_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        connector = self.chosen.connector
        shown = {
            "confirm_heading": f"Use {connector.label}?",
            "confirm_lead": f"From now on {connector.label} is the MIS of {self.school}.",
            "consequences": [
                "Nothing is received before a report is accepted.",
                connector.delivery_text,
                *(
                    f"{each.label} is not offered by {connector.label}. "
                    f"{each.consequence_when_missing}"
                    for each in self.chosen.lacks
                    if not each.needs_autotext or self.school.uses_autotext
                ),
                "Accounts that the school has already stay as they are.",
            ],
            "confirm_label": f"Use {connector.label}",
            "cancel_url": reverse("autoupdate:choose_mis", args=[self.school.pk]),
        }
        return super().get_context_data(**{**shown, **kwargs})
