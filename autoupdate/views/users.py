"""Users across the schools that somebody reaches: found by name, username or MIS ID."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, School
from accounts.permissions import PERMISSIONS, Permission, memberships, schools_where
from accounts.views.pages import SignedInPage
from autoupdate.queries.user_list import Listed, across_schools, narrows
from autoupdate.views.user_lists import UserListMixin


class UsersPage(UserListMixin, SignedInPage):
    """The user list across schools."""

    template_name = "autoupdate/accounts/users.html"

    def listed(self) -> Listed | None:
        """Nobody, until enough is asked."""
        asked = self.asked.asked
        if not narrows(asked):
            return None
        return across_schools(asked, by=self.by, today=timezone.localdate())

    @property
    def may_see_upn(self) -> bool:
        """Only who may at every school they reach."""
        held = memberships(self.by)
        return bool(held) and all(Permission.SEE_UPN in PERMISSIONS[Role(m.role)] for m in held)

    def schools_for_upn(self) -> QuerySet[School]:
        """Where the reader may see UPNs."""
        return schools_where(self.by, Permission.SEE_UPN)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that it is across schools."""
        return super().get_context_data(**{"is_wide": True, **kwargs})
