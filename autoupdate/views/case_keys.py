"""Keys that were made for a case, shown to the school once. Only a POST shows them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from accounts.actions.refused import ActionRefused
from accounts.permissions import Permission
from autoupdate.actions.handover import collect
from autoupdate.queries.cases import kind_of
from autoupdate.views.case_pages import SchoolCasePage


class CaseKeysPage(SchoolCasePage):
    """The keys themselves."""

    permission = Permission.RAISE_CASES
    exercises = frozenset({Permission.SEE_LICENCE_KEY})
    template_name = "autoupdate/cases/keys.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show them, and keep them no longer; no browser or proxy may keep the page."""
        try:
            keys = collect(self.case, by=self.by)
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect(self.case_url)
        response = self.render_to_response(
            self.get_context_data(keys=keys, kind=kind_of(self.case))
        )
        add_never_cache_headers(response)
        return response
