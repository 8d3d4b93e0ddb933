"""The pages that ask before a role is given, prolonged, ended or given back.

They decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.actions import invitations, role_requests, roles
from accounts.actions.roles import GIVEN_BACK_WITHIN
from accounts.dates import uk_date
from accounts.forms import PortalForm
from accounts.models import PLACE_FIELDS, Invitation, Role, RoleRequest
from accounts.permissions import Permission
from accounts.roles import at, givable, quota_of, roles_of
from accounts.views.role_forms import EndForm, InviteForm, KeepForm, QuotaForm, RefuseForm
from accounts.views.role_pages import AboutMembership, AskFirst, AtSchool, DeedAtGroup, GroupKind


class InviteAct(AskFirst):
    """Invite somebody."""

    def make_form(self, data: Any = None) -> PortalForm:
        """With the roles that the viewer may give."""
        return InviteForm(data, roles=givable(self.by, self.place))

    def act(self, given: dict[str, Any]) -> str:
        """Invite them."""
        form = InviteForm(self.request.POST, roles=givable(self.by, self.place))
        form.full_clean()
        made = invitations.invite(
            form.invitee, role=Role(given["role"]), place=self.place, by=self.by
        )
        return f"{made.name} is invited. The mail to {made.email} goes within a minute."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": "Invite somebody",
            "confirm_lead": f"To a role at {self.place}.",
            "consequences": [
                "They get a mail with a link, which works once and for two weeks.",
                "Whoever is new here chooses a username and a password, and sets up a second step.",
            ],
            "confirm_label": "Send the invitation",
        }


class KeepAct(AboutMembership):
    """Say that a role is still right."""

    form_class = KeepForm

    def initial(self) -> dict[str, Any]:
        """The last day as it is."""
        return {"until": self.membership.expires_on}

    def act(self, given: dict[str, Any]) -> str:
        """Write it down."""
        held = roles.keep(self.membership, by=self.by, expires_on=given["until"])
        until = f" until {uk_date(held.expires_on)}" if held.expires_on else ""
        return f"{held.user} stays {self.role}{until}. You are asked again in a year."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"Does {self.membership.user} still hold the role of {self.role}?",
            "confirm_lead": f"Since {uk_date(self.membership.granted_at)}, at {self.place}.",
            "confirm_label": "Yes, still right",
        }


class EndAct(AboutMembership):
    """End a role."""

    form_class = EndForm
    own_is_enough = True

    def act(self, given: dict[str, Any]) -> str:
        """End it."""
        held = roles.end(self.membership, by=self.by, reason=given["reason"])
        return f"{held.user} is no longer {self.role}. It can be given back on this page."

    def asked(self) -> dict[str, Any]:
        """The question."""
        who = self.membership.user
        return {
            "confirm_heading": f"End {who}’s role as {self.role}?",
            "consequences": [
                f"From now on {who} cannot open {self.place} with this role.",
                "What they did stays in the history under their name.",
                f"It can be given back for {GIVEN_BACK_WITHIN.days} days.",
            ],
            "confirm_label": "End the role",
            "confirm_kind": "danger",
        }


class GiveBackAct(AboutMembership):
    """Give back a role that was ended by mistake."""

    def act(self, given: dict[str, Any]) -> str:
        """Give it back."""
        held = roles.give_back(self.membership, by=self.by)
        return f"{held.user} is {self.role} again."

    def asked(self) -> dict[str, Any]:
        """The question."""
        who = self.membership.user
        return {
            "confirm_heading": f"Give {who} the role of {self.role} again?",
            "consequences": [f"{who} can open {self.place} as before, and is told by mail."],
            "confirm_label": "Give the role back",
        }


class AboutInvitation(AskFirst):
    """About one invitation that waits for an answer."""

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation to this place, or 404."""
        found = get_object_or_404(
            Invitation.objects.select_related(*PLACE_FIELDS, "invited_by"),
            pk=self.id_of("invitation"),
            **at(self.place),
        )
        self.refuse_unless_giver(Role(found.role))
        return found


class InviteAgainAct(AboutInvitation):
    """Send a new link."""

    def act(self, given: dict[str, Any]) -> str:
        """Send it."""
        found = invitations.invite_again(self.invitation, by=self.by)
        return f"A new link goes to {found.email} within a minute."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"Send {self.invitation.name} the invitation again?",
            "consequences": [
                f"A new mail goes to {self.invitation.email}. Its link works for two weeks.",
                "The links of earlier mails stop working.",
            ],
            "confirm_label": "Send it again",
        }


class RevokeAct(AboutInvitation):
    """Take an invitation back."""

    def act(self, given: dict[str, Any]) -> str:
        """Take it back."""
        found = invitations.revoke(self.invitation, by=self.by)
        return f"The invitation of {found.name} is taken back. Its link no longer works."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"Take {self.invitation.name}’s invitation back?",
            "consequences": ["The link in the mail stops working at once."],
            "confirm_label": "Take it back",
            "confirm_kind": "danger",
        }


class AnswerRequest(AtSchool, AskFirst):
    """Grant or refuse what somebody asks for: the address says which."""

    @cached_property
    def asking(self) -> RoleRequest:
        """The request at this school, or 404."""
        found = get_object_or_404(
            RoleRequest.objects.select_related("user", "school"),
            pk=self.kwargs["request_id"],
            school=self.school,
        )
        self.refuse_unless_giver(Role(found.role))
        return found

    @property
    def is_granting(self) -> bool:
        """What the address says, or 404."""
        if self.kwargs["answer"] not in {"grant", "refuse"}:
            raise Http404
        return bool(self.kwargs["answer"] == "grant")

    def make_form(self, data: Any = None) -> PortalForm | None:
        """A reason, where it is refused."""
        return None if self.is_granting else RefuseForm(data)

    def act(self, given: dict[str, Any]) -> str:
        """Decide."""
        role = Role(self.asking.role).label
        if self.is_granting:
            role_requests.grant(self.asking, by=self.by)
            return f"{self.asking.user} is now {role}."
        role_requests.refuse(self.asking, by=self.by, reason=given["reason"])
        return f"{self.asking.user} is told that they do not become {role}."

    def asked(self) -> dict[str, Any]:
        """The question."""
        who, role = self.asking.user, Role(self.asking.role).label
        words = f"They say: {self.asking.words}" if self.asking.words else ""
        if self.is_granting:
            told = {
                "confirm_heading": f"Make {who} {role}?",
                "consequences": [
                    f"{who} ({who.email}) can at once do at {self.school} what a {role} may.",
                    "They must have a second step, and are told by mail.",
                ],
                "confirm_label": "Grant it",
            }
        else:
            told = {
                "confirm_heading": f"Refuse {who}’s request to be {role}?",
                "confirm_label": "Refuse it",
                "confirm_kind": "danger",
            }
        return {"confirm_lead": words, **told}


class SetQuota(AtSchool, AskFirst):
    """Let more, or fewer, hold a role."""

    permission = Permission.SET_QUOTAS
    form_class = QuotaForm

    @property
    def role(self) -> Role:
        """The role of the address, or 404."""
        if self.kwargs["role"] not in roles_of(self.school):
            raise Http404
        return Role(self.kwargs["role"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"number": quota_of(self.role, self.school)}

    def act(self, given: dict[str, Any]) -> str:
        """Set it."""
        roles.set_quota(self.role, school=self.school, number=given["number"], by=self.by)
        return f"{self.school} may now have {given['number']} × {self.role.label}."

    def asked(self) -> dict[str, Any]:
        """The question."""
        return {
            "confirm_heading": f"How many may be {self.role.label}?",
            "confirm_lead": f"At {self.school}. Whoever holds the role keeps it.",
            "confirm_label": "Save",
        }


#: Name in addresses → what is done there, at whichever place.
DEEDS: Final[Mapping[str, type[AskFirst]]] = {
    "role_invite": InviteAct,
    "role_keep": KeepAct,
    "role_end": EndAct,
    "role_give_back": GiveBackAct,
    "invitation_again": InviteAgainAct,
    "invitation_revoke": RevokeAct,
}


def at_school(name: str) -> type[AskFirst]:
    """That deed at the school of the address."""
    return cast(type[AskFirst], type(f"{name}_at_school", (AtSchool, DEEDS[name]), {}))


def at_group(name: str, kind: GroupKind) -> type[AskFirst]:
    """That deed in the local authority or trust of the address."""
    made = type(f"{name}_at_{kind.name}", (DeedAtGroup, DEEDS[name]), {"kind": kind})
    return cast(type[AskFirst], made)
