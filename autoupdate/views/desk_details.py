"""The Service Desk changes what is said of a school. The page decides nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from accounts.forms import PortalForm
from accounts.permissions import Permission
from accounts.queries.school_details import details_of
from accounts.views.desk_deeds import DeedAtSchool
from accounts.views.school_forms import ChangeSchoolForm, FixedSchoolForm
from autoupdate.actions.school_details import change_school
from autoupdate.queries.school_details import together, what_came


class SchoolDetailsPage(DeedAtSchool):
    """Name, URN, phase and AutoText of a school, and its number while nothing has come of it."""

    permission = Permission.MANAGE_SCHOOLS
    template_name = "autoupdate/desk/details.html"
    form: ChangeSchoolForm

    @cached_property
    def came(self) -> list[str]:
        """What has come of it, so that its number is fixed."""
        return what_came(self.school)

    def make_form(self, data: Any = None) -> PortalForm:
        """The form, with what is said now."""
        kind = FixedSchoolForm if self.came else ChangeSchoolForm
        self.form = kind(data, initial=self.initial(), changed=self.school)
        return self.form

    def initial(self) -> dict[str, Any]:
        """What is said now."""
        now = details_of(self.school)
        return {each: getattr(now, each) for each in ChangeSchoolForm.SAID}

    def act(self, given: dict[str, Any]) -> str:
        """Change it."""
        changed = change_school(self.school, self.form.details, reason=given["reason"], by=self.by)
        return f"The details of {changed} are changed. What they were is in the school’s history."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "holders": self.form.holders,
            "came": together(self.came),
            "confirm_heading": f"Change the details of {self.school}",
            "consequences": [
                "Everybody reads the new details from now on. Nobody sees more or less"
                + (". " if self.came else ", unless the local authority changes. ")
                + "Accounts and usernames stay as they are.",
                "What was said before, and why it was changed, stays in the school’s history.",
            ],
            "confirm_label": "Save the changes",
        }
