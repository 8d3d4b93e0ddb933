"""Entering what reaches a school's MIS, and testing the connection. It decides nothing itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_datetime
from accounts.forms import say_why
from accounts.permissions import Permission, is_desk
from autoupdate.actions import connecting, testing
from autoupdate.connectors.base import Entry
from autoupdate.queries.checks import checks_of, last_seen
from autoupdate.queries.setup_facts import setup_facts
from autoupdate.reaching import connection_kept
from autoupdate.views.connection_forms import CredentialsForm
from autoupdate.views.connection_panel import entered_by, trouble_of
from autoupdate.views.mis_pages import InUsePage


class CredentialsPage(InUsePage):
    """A form for what this person may enter. Secrets go in and never come out."""

    holds_secrets = True
    permission = Permission.CONNECT_MIS
    template_name = "autoupdate/settings/credentials.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form, where there is something to enter."""
        if not entered_by(self.by, self.used):
            messages.info(request, self._nothing_to_enter())
            return redirect(self.settings_url)
        return self._form_page(self._form(), status=200)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep what was entered; what was left blank stays as it was."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._form_page(form, status=422)
        try:
            connecting.enter_credentials(self.in_use, by=self.by, **self._given(form))
        except ActionRefused as refused:
            say_why(form, refused)
            return self._form_page(form, status=422)
        messages.success(
            request,
            f"The details for {self.used.label} are kept. Test the connection to see that they "
            "work.",
        )
        return redirect(self.settings_url)

    def _form(self, data: Any = None) -> CredentialsForm:
        return CredentialsForm(
            data,
            fields=entered_by(self.by, self.used),
            connection=connection_kept(self.in_use),
        )

    def _given(self, form: CredentialsForm) -> dict[str, Any]:
        """The texts as the action takes them."""
        texts = form.cleaned_data
        secrets = {
            each.code: texts[each.code] for each in form.declared if each.entry is Entry.SECRET
        }
        others = {
            each.entry.value: texts[each.code]
            for each in form.declared
            if each.entry is not Entry.SECRET
        }
        return {**others, "secrets": secrets}

    def _form_page(self, form: CredentialsForm, *, status: int) -> HttpResponseBase:
        response = self.render_to_response(self.get_context_data(form=form), status=status)
        add_never_cache_headers(response)
        return response

    def _nothing_to_enter(self) -> str:
        if not self.used.credentials:
            return f"Nothing is entered for {self.used.label} on this page."
        return f"The Service Desk enters the details for {self.used.label}. Raise a case with them."


class ConnectionTestPage(InUsePage):
    """What the last test found, or what was last seen; pressing the button tests anew."""

    permission = Permission.CONNECT_MIS
    template_name = "autoupdate/settings/test.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Test now; the page that follows may be loaded again."""
        try:
            testing.check_connection(self.in_use, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
        return redirect("autoupdate:test_connection", school_id=self.school.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines of the last test, or the times of the last uploads."""
        connection = connection_kept(self.in_use)
        facts = setup_facts(self.in_use, connection=connection)
        shown = {
            "can_test": self.used.puller is not None,
            "checks": checks_of(connection, connector=self.used),
            "checked_at": connection.checked_at,
            "trouble": trouble_of(connection, self.used, facts),
            "is_desk": is_desk(self.by),
            "seen_rows": [] if self.used.puller is not None else self._seen(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _seen(self) -> list[dict[str, Any]]:
        """When each sub-report last came."""
        seen = last_seen(self.in_use)
        return [
            {
                "key": each.label,
                "value": uk_datetime(seen[each.code]) if each.code in seen else "Nothing yet",
            }
            for each in self.used.sub_reports()
        ]
