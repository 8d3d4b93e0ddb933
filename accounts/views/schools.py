"""The Service Desk sets up a school. The page decides nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.actions.schools import set_up_school
from accounts.forms import PortalForm
from accounts.models import School
from accounts.permissions import Permission, may_everywhere
from accounts.second_step import ask_unless_fresh
from accounts.views.role_pages import AskFirst
from accounts.views.school_forms import NewSchoolForm


class PlacesDeed(AskFirst):
    """Something is done with schools or authorities, and the desk's second step is asked afresh."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the desk in, and nobody else."""
        if request.user.is_authenticated:
            if not may_everywhere(self.by, Permission.MANAGE_SCHOOLS):
                raise PermissionDenied
            ask_unless_fresh(request, {Permission.MANAGE_SCHOOLS})
        return super().dispatch(request, *args, **kwargs)


class SetUpSchool(PlacesDeed):
    """Set one up, and go on at the desk's page of it."""

    template_name = "accounts/schools/new.html"
    form: NewSchoolForm
    made: School | None = None

    @cached_property
    def place(self) -> School:
        """There is none yet."""
        return School()

    @property
    def back_url(self) -> str:
        """The desk's page of the new one; its list of schools, while there is none."""
        if self.made is None:
            return reverse("autoupdate:desk_schools")
        return reverse("autoupdate:desk_school", args=[self.made.pk])

    def make_form(self, data: Any = None) -> PortalForm:
        """The form, kept for what was said in it."""
        self.form = NewSchoolForm(data)
        return self.form

    def act(self, given: dict[str, Any]) -> str:
        """Set it up."""
        self.made = set_up_school(self.form.details, trust=given["trust"], by=self.by)
        return (
            f"{self.made} is set up. Invite its Headteacher at Roles; the school then chooses its "
            "MIS and accepts its reports."
        )

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "holders": self.form.holders,
            "confirm_heading": "Set up a school",
            "consequences": [
                "The school is there, without people, MIS and data.",
                "Local authority users of its authority, and users of its trust, see it at once.",
            ],
            "confirm_label": "Set up the school",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back is the list."""
        above = [{"label": "Find a school", "url": reverse("autoupdate:desk_schools")}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})
