"""A page about a school's MIS: its connector, and what the templates call its parts.

It knows no particular page.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from accounts.models import SchoolMis
from accounts.views.pages import SchoolPage
from autoupdate.connectors.base import Connector
from autoupdate.queries.mis import connector_for


class MisPage(SchoolPage):
    """A page of one school that also shows ``connector``, None where no MIS is in use."""

    @cached_property
    def school_mis(self) -> SchoolMis | None:
        """The MIS in use, or None, with the school that the page has read already."""
        found = self.school.mis_periods.filter(ended_at__isnull=True).first()
        if found is not None:
            found.school = self.school
        return found

    @cached_property
    def connector(self) -> Connector | None:
        """What the portal knows of the MIS in use."""
        return connector_for(self.school_mis.product if self.school_mis else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the connector and the MIS in use."""
        connector = self.connector
        shared = {
            "connector": connector,
            "school_mis": self.school_mis,
            "can_receive": connector is not None and connector.can_receive,
        }
        return super().get_context_data(**{**shared, **kwargs})
