"""The portal's addresses and one more: a page with nothing on it, for comparison."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic.base import TemplateResponseMixin

from accounts.views.pages import SignedInPage
from uso_portal import urls


class EmptyPage(TemplateResponseMixin, SignedInPage):
    """The frame of every page, and nothing in it."""

    template_name = "base.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render_to_response(self.get_context_data())


urlpatterns = [*urls.urlpatterns, path("benchmark/empty/", EmptyPage.as_view(), name="empty")]
