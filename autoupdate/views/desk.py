"""The Service Desk's list of schools: found by name, number, licence key or state; and a set of
them chosen to be processed now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.tables import SelectColumn
from autoupdate.views.cells import NUMBER, moment, moment_value
from autoupdate.views.desk_pages import DeskPage
from autoupdate.views.school_filters import DeskFilters
from autoupdate.views.school_lists import SchoolsListPage
from autoupdate.views.school_tables import FactColumn, WorkTable

_ACTIONS = [{"label": "Process them now", "name": "do", "value": "force", "kind": "secondary"}]


class DeskTable(WorkTable):
    """With what waits for the desk, and a box to choose each school."""

    page_of_school = "autoupdate:desk_school"

    chosen = SelectColumn(
        accessor="pk", describe=lambda school: school.name, exclude_from_export=True
    )
    num_with_desk = FactColumn("num_with_desk", verbose_name="Our cases", attrs=NUMBER)
    last_upload_at = FactColumn("last_upload_at", verbose_name="Last upload")

    class Meta(WorkTable.Meta):
        sequence = ("chosen", "name", "trouble", "num_with_desk", "...")
        exclude = ("num_left", "num_held")

    def render_num_with_desk(self, record: Any) -> str:
        """How many of its cases wait for the desk."""
        return f"{self.facts(record).num_with_desk or 0:,}"

    def render_last_upload_at(self, record: Any) -> SafeString:
        """When something last came, in both ways of saying it."""
        return moment(self.facts(record).last_upload_at, now=self.now)

    def value_last_upload_at(self, record: Any) -> str:
        """The moment, for downloads."""
        return moment_value(self.facts(record).last_upload_at)


class DeskSchoolsPage(DeskPage, SchoolsListPage):
    """Every school there is."""

    table_class = DeskTable
    filterset_class = DeskFilters
    template_name = "autoupdate/desk/schools.html"
    download_name = "schools"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what can be done with those that were chosen."""
        shown = {"actions": _ACTIONS, "force_url": reverse("autoupdate:desk_force_set")}
        return super().get_context_data(**{**shown, **kwargs})
