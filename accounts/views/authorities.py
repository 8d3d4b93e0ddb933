"""The Service Desk adds local authorities, renames them, and removes one that was added by mistake.
The pages decide nothing."""

from __future__ import annotations

from typing import Any

from accounts.actions import authorities
from accounts.models import LocalAuthority
from accounts.permissions import Permission
from accounts.queries.authorities import hindrances
from accounts.views.desk_deeds import AddGroup, GroupDeed
from accounts.views.role_pages import AUTHORITY
from accounts.views.school_forms import AuthorityForm, RenameAuthorityForm
from accounts.views.trust_forms import ReasonForm


class AuthorityDeed(GroupDeed):
    """Something is done with a local authority."""

    permission = Permission.MANAGE_SCHOOLS
    kind = AUTHORITY


class AddAuthority(AddGroup, AuthorityDeed):
    """Add one."""

    form_class = AuthorityForm

    def act(self, given: dict[str, Any]) -> str:
        """Add it."""
        self.added = authorities.add_authority(given["code"], name=given["name"], by=self.by)
        return f"{self.added} is there. Set up its schools, then invite its users."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": "Add a local authority",
            "consequences": [
                "It has neither schools nor users at first, so nobody sees more.",
                "Its code stays: the usernames of its schools’ people will end in it.",
            ],
            "confirm_label": "Add the local authority",
        }


class RenameAuthority(AuthorityDeed):
    """Call it otherwise."""

    form_class = RenameAuthorityForm

    def initial(self) -> dict[str, Any]:
        """As it is called."""
        return {"name": self.place.name}

    def act(self, given: dict[str, Any]) -> str:
        """Rename it."""
        renamed = authorities.rename_authority(
            self.place, name=given["name"], reason=given["reason"], by=self.by
        )
        return f"It is called {renamed} now."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"Rename {self.place}",
            "consequences": [
                "Its users and schools read the new name from now on. Nobody sees more or less.",
                f"Its code stays {self.place.code}, and so do all usernames.",
                "What was written down before keeps the old name. It can be renamed again.",
            ],
            "confirm_label": "Rename it",
        }


class RemoveAuthority(AuthorityDeed):
    """Remove it, or say why it cannot be."""

    form_class = ReasonForm
    template_name = "accounts/schools/remove_authority.html"

    def act(self, given: dict[str, Any]) -> str:
        """Remove it."""
        authorities.remove_authority(self.place, reason=given["reason"], by=self.by)
        return f"{self.place} is removed. It can be added again."

    @property
    def back_url(self) -> str:
        """Its page; the list, once it is removed."""
        is_there = LocalAuthority.objects.filter(pk=self.place.pk).exists()
        return super().back_url if is_there else self.list_url

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "why_not": hindrances(self.place),
            "confirm_heading": f"Remove {self.place}?",
            "consequences": [
                "Nobody sees less: nothing ever belonged to it.",
                "That it was there stays written down. It can be added again.",
            ],
            "confirm_label": "Remove the local authority",
            "confirm_kind": "danger",
        }
