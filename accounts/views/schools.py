"""The Service Desk sets up a school. The page decides nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.actions.schools import set_up_school
from accounts.forms import PortalForm
from accounts.models import School
from accounts.permissions import Permission
from accounts.views.desk_deeds import DeskDeed
from accounts.views.school_forms import NewSchoolForm


class SetUpSchool(DeskDeed):
    """Set one up, and go on at the desk's page of it."""

    permission = Permission.MANAGE_SCHOOLS
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
                "The school is set up, with no people, no MIS and no data yet.",
                "Local authority users of its authority, and users of its trust, see it at once.",
            ],
            "confirm_label": "Set up the school",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back is the list."""
        above = [{"label": "Find a school", "url": reverse("autoupdate:desk_schools")}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})
