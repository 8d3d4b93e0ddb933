"""MIS names that should not be in USO: the list, adding a name, taking one off."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.dates import uk_datetime
from accounts.forms import say_why
from accounts.permissions import Permission, can
from accounts.views.pages import SchoolPage
from matching.actions.excluding import Name, add, remove
from matching.forms import ExcludedNameForm
from matching.models import ExcludedName, MisPerson
from matching.queries import excluded
from matching.queries.queue import Wanted
from matching.tables import ExcludedTable


class ExcludedPage(SchoolPage):
    """A page about the list."""

    permission = Permission.EXCLUDE_NAMES

    @property
    def list_url(self) -> str:
        """The list itself."""
        return reverse("matching:excluded", args=[self.school.pk])

    def people(self) -> list[MisPerson]:
        """Everybody in the school's last processed exports."""
        return excluded.present_people(self.school_mis) if self.school_mis else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        results = reverse("autoupdate:results", args=[self.school.pk])
        crumbs = [{"label": "Whole School Bulk Results", "url": results}]
        return super().get_context_data(**{"breadcrumbs": crumbs, **kwargs})


class ListPage(TemplateResponseMixin, ExcludedPage):
    """The names, and whom each concerns now."""

    permission = Permission.SEE_RESULTS
    template_name = "matching/excluded_list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names."""
        names = excluded.live_names(self.school.pk)
        concerned = excluded.concerned(names, self.people() if names else [])
        may_remove = can(self.by, Permission.EXCLUDE_NAMES, self.school)
        table = ExcludedTable(
            names,
            school_id=self.school.pk,
            mis=self.mis_label,
            concerned=concerned,
            request=self.request,
            exclude=() if may_remove else ("action",),
        )
        table.order_by = self.request.GET.get("sort", "")
        return super().get_context_data(**{"table": table, "names": names, **kwargs})


class AddPage(TemplateResponseMixin, ExcludedPage):
    """Add a name, perhaps that of a person (``?person=12``) who has not been matched."""

    template_name = "matching/excluded_add.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form, filled in where a person was named."""
        form = ExcludedNameForm(initial=self._initial(), mis=self.mis_label)
        return self.render_to_response(self.get_context_data(form=form))

    def _initial(self) -> dict[str, Any]:
        pk = self.request.GET.get("person", "")
        people = MisPerson.objects.filter(school_mis__school=self.school)
        person = people.filter(pk=int(pk)).first() if pk.isdecimal() else None
        if person is None:
            return {}
        return {
            "forename": person.legal_forename or person.legal_surname,
            "surname": person.legal_surname if person.legal_forename else "",
            "kind": person.kind,
            "date_of_birth": person.date_of_birth,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add the name."""
        form = ExcludedNameForm(request.POST, mis=self.mis_label)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            name = add(Name(**form.cleaned_data), school=self.school, by=self.by)
        except ActionRefused as refused:
            say_why(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        undo = reverse("matching:excluded_remove", args=[self.school.pk, name.pk])
        told = '{} is on the list now. <a class="govuk-link" href="{}">Undo</a>'
        messages.success(request, format_html(told, name, undo))
        return redirect(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(**{"cancel_url": self.list_url, **kwargs})


class RemovePage(TemplateResponseMixin, ExcludedPage):
    """Take a name off the list, after asking."""

    template_name = "components/confirm_page.html"

    @cached_property
    def name(self) -> ExcludedName:
        """The name on this school's list, or 404."""
        names = ExcludedName.objects.select_related("school__local_authority")
        return get_object_or_404(names, pk=self.kwargs["name_id"], school=self.school)

    @cached_property
    def back_url(self) -> str:
        """The person from whose page they came, in the same part of the queue; else the list."""
        asked = self.request.GET.get("person", "")
        people = MisPerson.objects.filter(school_mis__school=self.school)
        person = people.filter(pk=asked).first() if asked.isdecimal() else None
        if person is None:
            return self.list_url
        page = reverse("matching:person", args=[self.school.pk, person.pk])
        return page + Wanted.of(self.request.GET).query

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it off, and say what follows for whom."""
        try:
            returned = remove(self.name, by=self.by)
        except ActionRefused as refused:
            messages.warning(request, refused.message)
            return redirect(self.list_url)
        self.name.refresh_from_db()
        if self.name.removed_by != self.by:
            messages.info(request, f"{_who_took_off(self.name)} Nothing was left for you to do.")
            return redirect(self.back_url)
        people = ", ".join(str(each) for each in returned)
        back = f" {people}: back where they were before." if people else ""
        messages.success(request, f"{self.name} is off the list.{back}")
        return redirect(self.back_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question in words."""
        shown = {
            "confirm_heading": f"Take {self.name} off the list?",
            "consequences": [
                f"People of that name in {self.mis_label} can have USO accounts again.",
                "Whoever was kept out overnight is looked at again in the next night.",
            ],
            "confirm_label": "Take the name off",
            "confirm_key": "y",
            "keys": [{"key": "y", "what": "Take the name off"}],
            "cancel_url": self.back_url,
        }
        return super().get_context_data(**{**shown, **kwargs})


def _who_took_off(name: ExcludedName) -> str:
    """Who took the name off the list, and when."""
    return f"{name.removed_by} took {name} off the list on {uk_datetime(name.removed_at)}."
