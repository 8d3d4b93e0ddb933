"""The weekly mail about people who wait: on or off for whoever has signed in, and off by the link
in the mail, without signing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import TemplateResponseMixin, TemplateView

from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser, School
from accounts.permissions import Permission
from autoupdate.actions.waiting_mails import turn_off, turn_on
from autoupdate.casework.waiting_mails import read_token
from autoupdate.queries.waiting_mails import reader_at, readers_of
from autoupdate.views.results_pages import ResultsPage


class WaitingMailPage(TemplateResponseMixin, ResultsPage):
    """Who gets the mail, with a switch for oneself."""

    permission = Permission.DECIDE_MATCHES
    template_name = "autoupdate/results/waiting_mail.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Turn it on or off for oneself."""
        try:
            if request.POST.get("mail") == "on":
                turn_on(self.school, by=self.by)
                messages.success(request, "You get the weekly mail from next Monday.")
            else:
                turn_off(self.school, by=self.by)
                messages.success(request, "You no longer get the weekly mail.")
        except ActionRefused as refused:
            messages.warning(request, refused.message)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add everybody whom the mail may be for."""
        readers = readers_of([self.school.pk]).get(self.school.pk, [])
        shown = {
            "readers": readers,
            "mine": next((each for each in readers if each.user.pk == self.by.pk), None),
            "cancel_url": reverse("autoupdate:results", args=[self.school.pk]),
        }
        return super().get_context_data(**{**shown, **kwargs})


# Whoever has the link may: mail programs press it without our cookies (RFC 8058).
@method_decorator(csrf_exempt, name="dispatch")
class WaitingMailOffPage(TemplateView):
    """Off by the link in the mail. Opening it changes nothing, since programs open links to look at
    them; with ``?now`` the browser presses the button by itself."""

    template_name = "autoupdate/results/waiting_mail_off.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find whose mail it is about."""
        super().setup(request, *args, **kwargs)
        read = read_token(kwargs["token"])
        if read is None:
            raise Http404
        self.reader = get_object_or_404(PortalUser, pk=read[0])
        self.school = get_object_or_404(School, pk=read[1])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Off; or on again, for whoever pressed by mistake."""
        refused = ""
        try:
            if request.POST.get("mail") == "on":
                turn_on(self.school, by=self.reader)
            else:
                turn_off(self.school, by=self.reader)
        except ActionRefused as refusal:
            refused = refusal.message
        return self.render_to_response(self.get_context_data(refused=refused, has_pressed=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how it stands now."""
        reader = reader_at(self.school, self.reader)
        shown = {
            "about": self.school,
            "is_sent": reader is not None and reader.is_sent,
            "is_at_once": "now" in self.request.GET,
        }
        return super().get_context_data(**{**shown, **kwargs})
