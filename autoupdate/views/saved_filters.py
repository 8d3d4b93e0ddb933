"""Somebody's own filters of the user list: saving, using, deleting; and the columns they chose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.lists import choose_columns, delete_filter, save_filter
from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.queries.lists import saved_filters
from accounts.views.pages import SignedInPage
from autoupdate.views.user_filters import filters_of
from autoupdate.views.user_lists import LIST
from autoupdate.views.user_tables import COLUMNS


class NameForm(PortalForm):
    """What a filter is to be called."""

    name = forms.CharField(
        label="Name of the filter",
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )


class _BackPage(SignedInPage):
    """A page that leads back to the list it was pressed on."""

    @property
    def back_url(self) -> str:
        """The list, if it is one of ours."""
        asked = self.request.POST.get("back") or self.request.GET.get("back") or ""
        is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
            asked, allowed_hosts=None
        )
        return asked if is_ours else reverse("autoupdate:users")


class SavedFiltersPage(TemplateResponseMixin, _BackPage):
    """Shows one's filters; saves one, deletes one once it is confirmed."""

    template_name = "autoupdate/accounts/saved.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Save or delete."""
        asked = request.POST.get("delete", "")
        if asked.isdecimal():
            return self._delete(int(asked))
        query = filters_of(QueryDict(request.POST.get("query", ""))).query
        list_url = f"{self.back_url.partition('?')[0]}?{query}"
        form = NameForm(request.POST)
        if form.is_valid():
            try:
                saved = save_filter(form.cleaned_data["name"], query=query, by=self.by)
            except ActionRefused as refused:
                say_why(form, refused)
        if form.errors:
            shown = self.get_context_data(form=form, query=query, list_url=list_url)
            return self.render_to_response(shown, status=422)
        messages.success(request, f"Filter saved as “{saved.name}”.")
        return redirect(list_url)

    def _delete(self, filter_id: int) -> HttpResponseBase:
        if "confirmed" in self.request.POST:
            name = delete_filter(filter_id, by=self.by)
            if name:
                messages.success(self.request, f"Filter “{name}” deleted.")
            return redirect("autoupdate:saved_filters")
        asked = saved_filters(self.by).filter(pk=filter_id).first()
        if asked is None:
            return redirect("autoupdate:saved_filters")
        return self.render_to_response(self.get_context_data(asked=asked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the way back."""
        shown = {
            "saved": saved_filters(self.by),
            "back": self.back_url,
            "list_url": self.back_url.partition("?")[0],
        }
        return super().get_context_data(**{**shown, **kwargs})


class ColumnsPage(_BackPage):
    """Keeps the columns that were ticked."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep them, and lead back to the list."""
        ticked = set(request.POST.getlist("column"))
        choose_columns([each for each in COLUMNS if each in ticked], of_list=LIST, by=self.by)
        messages.success(request, "The columns are remembered.")
        return redirect(self.back_url)
