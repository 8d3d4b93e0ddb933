"""The tables of the pages about roles. They know how cells look, and decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.dates import uk_date
from accounts.models import (
    Invitation,
    Membership,
    Role,
    RoleRequest,
    School,
)
from accounts.roles import Place
from accounts.tables import DayColumn, PortalTable
from accounts.views.role_pages import AUTHORITY, TRUST

_LINK: Final = (
    '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
)

#: (words, name of the address without what it begins with at such a place)
Links = list[tuple[str, str]]
_ADDRESSES: Final[Mapping[type[Any], str]] = {
    School: "",
    **{each.model: f"{each.name}_" for each in (AUTHORITY, TRUST)},
}


class PlaceTable(PortalTable):
    """A table about one place; ``may`` says of a role whether the viewer may decide about it."""

    class Meta(PortalTable.Meta):
        orderable = False

    def __init__(self, rows: Any, *, place: Place, may: Callable[[Role], bool], **kw: Any) -> None:
        self.place, self.may = place, may
        super().__init__(rows, **kw)

    def links(self, pairs: Links, *, about: int, whom: object) -> SafeString:
        """Links to what can be done about a row, told apart for those who hear them."""
        space = _ADDRESSES[type(self.place)]
        cells = (
            (reverse(f"accounts:{space}{name}", args=[self.place.pk, about]), words, whom)
            for words, name in pairs
        )
        return format_html_join(SafeString(" &ensp; "), _LINK, cells) or SafeString("–")


def with_small(text: object, small: object) -> SafeString:
    """A cell of two lines."""
    return format_html('{}<br><span class="uso-small uso-muted">{}</span>', text, small)


#: Looking is not written down, so no more can be said.
NOTHING_DONE: Final = "has changed nothing here"


class HolderTable(PlaceTable):
    """Who holds a role today."""

    caption = "Who holds a role"

    who = tables.Column(verbose_name="Who", empty_values=(), orderable=False)
    role = tables.Column(verbose_name="Role", orderable=False)
    since = tables.Column(verbose_name="Since", empty_values=(), orderable=False)
    last_used = tables.Column(verbose_name="Last use", empty_values=(), orderable=False)
    until = tables.Column(verbose_name="Until", empty_values=(), orderable=False)
    action = tables.Column(verbose_name="Change", empty_values=(), orderable=False)

    class Meta(PlaceTable.Meta):
        empty_text = "Nobody holds a role here."

    def render_who(self, record: Membership) -> SafeString:
        """The name and the address."""
        return with_small(record.user, record.user.email)

    def render_role(self, record: Membership) -> str:
        """The role's name."""
        return str(Role(record.role).label)

    def render_since(self, record: Membership) -> SafeString:
        """When, and by whom it was given."""
        by = f"given by {record.granted_by}" if record.granted_by else "given by the Service Desk"
        return with_small(uk_date(record.granted_at), by)

    def render_last_used(self, record: Any) -> SafeString:
        """When they were last in the portal, and last changed something at this school."""
        seen = f"Last seen {uk_date(record.seen_at)}" if record.seen_at else "Never signed in"
        if not isinstance(self.place, School):
            return format_html("{}", seen)
        did = f"last change here {uk_date(record.did_at)}" if record.did_at else NOTHING_DONE
        return with_small(seen, did)

    def render_until(self, record: Membership) -> SafeString:
        """The last day, and when somebody is asked whether it is right."""
        until = uk_date(record.expires_on) if record.expires_on else "No\u00a0end"
        if record.review_on is None:
            return format_html("{}", until)
        is_due = record.review_on <= timezone.localdate()
        review = "look over now" if is_due else f"look over by {uk_date(record.review_on)}"
        return with_small(until, review)

    def render_action(self, record: Membership) -> SafeString:
        """Keep it or end it, where that is theirs to say."""
        pairs: Links = [("Keep or change", "role_keep"), ("End", "role_end")]
        links = pairs if self.may(Role(record.role)) else []
        return self.links(links, about=record.pk, whom=record.user)


class RequestTable(PlaceTable):
    """Who asks for a role."""

    caption = "Who asks for a role"

    who = tables.Column(verbose_name="Who", empty_values=(), orderable=False)
    role = tables.Column(verbose_name="Role", orderable=False)
    words = tables.Column(verbose_name="What they do", default="–", orderable=False)
    asked_at = DayColumn(verbose_name="Asked", orderable=False)
    action = tables.Column(verbose_name="Answer", empty_values=(), orderable=False)

    class Meta(PlaceTable.Meta):
        pass

    def render_who(self, record: RoleRequest) -> SafeString:
        """The name and the address."""
        return with_small(record.user, record.user.email)

    def render_role(self, record: RoleRequest) -> str:
        """The role's name."""
        return str(Role(record.role).label)

    def render_action(self, record: RoleRequest) -> SafeString:
        """Grant or refuse, where that is theirs to say."""
        if not self.may(Role(record.role)):
            return SafeString("–")
        cells = (
            (
                reverse("accounts:role_answer", args=[self.place.pk, record.pk, answer]),
                answer.capitalize(),
                record.user,
            )
            for answer in ("grant", "refuse")
        )
        return format_html_join(SafeString(" &ensp; "), _LINK, cells)


class InvitationTable(PlaceTable):
    """Who has been invited and has not answered."""

    caption = "Who has been invited"

    who = tables.Column(verbose_name="Who", empty_values=(), orderable=False)
    role = tables.Column(verbose_name="Role", orderable=False)
    invited_at = tables.Column(verbose_name="Invited", orderable=False)
    valid_until = tables.Column(verbose_name="The link works until", orderable=False)
    action = tables.Column(verbose_name="Change", empty_values=(), orderable=False)

    class Meta(PlaceTable.Meta):
        pass

    def render_who(self, record: Invitation) -> SafeString:
        """The name and the address."""
        return with_small(record.name, record.email)

    def render_role(self, record: Invitation) -> str:
        """The role's name."""
        return str(Role(record.role).label)

    def render_invited_at(self, record: Invitation) -> SafeString:
        """When, and by whom."""
        by = record.invited_by or "the Service Desk"
        return with_small(uk_date(record.invited_at), f"by {by}")

    def render_valid_until(self, record: Invitation) -> str:
        """The day, or that it is over."""
        over = record.valid_until < timezone.now()
        return "It no longer works" if over else uk_date(record.valid_until)

    def render_action(self, record: Invitation) -> SafeString:
        """Send it again or take it back."""
        pairs: Links = [("Send again", "invitation_again"), ("Take back", "invitation_revoke")]
        links = pairs if self.may(Role(record.role)) else []
        return self.links(links, about=record.pk, whom=record.name)


class EndedTable(PlaceTable):
    """Whose role ended lately."""

    caption = "Roles that ended in the last 30 days"

    who = tables.Column(verbose_name="Who", accessor="user", orderable=False)
    role = tables.Column(verbose_name="Role", orderable=False)
    ended_at = tables.Column(verbose_name="Ended", orderable=False)
    action = tables.Column(verbose_name="Change", empty_values=(), orderable=False)

    class Meta(PlaceTable.Meta):
        pass

    def render_role(self, record: Membership) -> str:
        """The role's name."""
        return str(Role(record.role).label)

    def render_ended_at(self, record: Membership) -> SafeString:
        """When, and by whom."""
        by = f"by {record.ended_by}" if record.ended_by else "after its last day"
        return with_small(uk_date(record.ended_at), by)

    def render_action(self, record: Membership) -> SafeString:
        """Give it back."""
        links: Links = [("Give back", "role_give_back")] if self.may(Role(record.role)) else []
        return self.links(links, about=record.pk, whom=record.user)
