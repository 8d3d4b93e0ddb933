"""The schools that a person reaches, the most troubled first. Also where they change school."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.permissions import is_desk
from accounts.second_step import is_advised
from autoupdate.views.night_tiles import last_night_of
from autoupdate.views.school_lists import SchoolsListPage, state_tiles
from autoupdate.views.school_tables import WorkTable


class SchoolsPage(SchoolsListPage):
    """The home of somebody with several schools."""

    table_class = WorkTable
    template_name = "autoupdate/schools/list.html"
    download_name = "schools"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many schools are in which state, and what the last night did to them."""
        url = reverse("autoupdate:schools")
        shown: dict[str, Any] = {
            "is_desk": is_desk(self.by),
            "second_step_is_advised": is_advised(self.by),
        }
        if not self.request.GET:
            shown |= {"state_tiles": state_tiles(self.by, url=url), **last_night_of(self.by)}
        return super().get_context_data(**{**shown, **kwargs})
