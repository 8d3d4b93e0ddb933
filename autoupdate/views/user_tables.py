"""The tables of the user list: accounts, and people of the MIS without one; columns to choose.

They know how rows look, not who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import SchoolAssociation
from accounts.tables import DayColumn, PortalTable, TagColumn
from accounts.words import WHO, masked_upn, place_words
from autoupdate.queries.user_list import SOURCES
from autoupdate.views.account_words import latest_move, starts_later
from autoupdate.views.cells import ChoiceTagColumn
from autoupdate.views.results_pages import person_cell
from autoupdate.views.waiting_table import TAGS
from matching.models import MisPerson

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "mis": ("In use", "good"),
    "hand": ("In use", "good"),
    "future": ("Starts later", "info"),
    "elsewhere": ("At another school", "neutral"),
    "unallocated": ("Unallocated", "warn"),
}
#: Column → whether somebody who never chose sees it. The name is always there.
COLUMNS: Final[Mapping[str, bool]] = {
    "username": True,
    "kind": True,
    "place": True,
    "state": True,
    "source": True,
    "latest_move_at": True,
    "mis_id": False,
    "date_of_birth": False,
    "email": False,
    "made": False,
    "upn": False,
}
_NAMES: Final = ("account__legal_surname", "account__legal_forename", "pk")


class AccountTable(PortalTable):
    """A row for each account, at the school that ``record.school_id`` says."""

    caption = "USO accounts"

    name = tables.Column(verbose_name="Name", accessor="account__display_name", order_by=_NAMES)
    school = tables.Column(verbose_name="School", order_by=("school__name", *_NAMES))
    username = tables.Column(verbose_name="Username", accessor="account__username")
    kind = tables.Column(verbose_name="Who", accessor="account__kind")
    place = tables.Column(
        verbose_name="Place", empty_values=(), order_by=("year", "reg_group", "job_title", "pk")
    )
    state = TagColumn(verbose_name="State", tones=STATES)
    source = tables.Column(verbose_name="Source", accessor="state")
    latest_move_at = tables.Column(
        verbose_name="Latest move or create", accessor="account__latest_move_at"
    )
    mis_id = tables.Column(verbose_name="MIS ID", empty_values=(), orderable=False)
    date_of_birth = DayColumn(verbose_name="Date of birth", accessor="account__date_of_birth")
    email = tables.Column(verbose_name="E-mail address", accessor="account__email")
    made = DayColumn(verbose_name="Made", accessor="account__created_at")
    upn = tables.Column(verbose_name="UPN", accessor="account__upn", orderable=False)

    unfitting_text = "No account is like that. Try fewer letters, or fewer filters."

    class Meta(PortalTable.Meta):
        empty_text = "There is no USO account here yet."

    def render_name(self, record: SchoolAssociation) -> SafeString:
        """The name, leading to the account."""
        url = reverse("autoupdate:account", args=[record.school_id, record.account_id])
        return person_cell(record.account.display_name, url=url)

    def value_name(self, record: SchoolAssociation) -> str:
        """The name, for downloads."""
        return record.account.display_name

    def render_kind(self, record: SchoolAssociation) -> str:
        """Staff or Pupil."""
        return WHO[record.account.kind]

    def render_place(self, record: SchoolAssociation) -> str:
        """Year and class, or role."""
        return place_words(record) or "–"

    def render_state(self, record: Any, bound_column: Any) -> SafeString:
        """The tag, for somebody who starts later one of their own."""
        tag: SafeString = bound_column.column.render(_state(record))
        return tag

    def value_state(self, record: Any, bound_column: Any) -> str:
        """The tag's words, for downloads."""
        return STATES[_state(record)][0]

    def render_source(self, value: str) -> str:
        """From the MIS or by hand, while it is held."""
        return SOURCES.get(value, "–")

    def render_latest_move_at(self, record: SchoolAssociation) -> str:
        """``Created 12 September 2026``."""
        return latest_move(record.account)

    def render_mis_id(self, record: Any) -> str:
        """Who it is in the MIS now."""
        return getattr(record, "mis_id", None) or "–"

    def render_upn(self, value: str) -> SafeString:
        """The last three characters; a download has it whole."""
        return format_html('<span class="uso-nowrap">{}</span>', masked_upn(value))

    def value_upn(self, value: str) -> str:
        """The whole of it, for downloads by who may see it."""
        return value


def _state(record: Any) -> str:
    return "future" if starts_later(record) else record.state


class PersonTable(PortalTable):
    """A row for each person of the MIS who has no account."""

    caption = "People in the MIS without an account"

    name = tables.Column(
        verbose_name="Name",
        accessor="display_name",
        order_by=("legal_surname", "legal_forename", "pk"),
    )
    school = tables.Column(verbose_name="School", accessor="school_mis__school", orderable=False)
    kind = tables.Column(verbose_name="Who")
    place = tables.Column(verbose_name="Place", empty_values=(), orderable=False)
    standing = ChoiceTagColumn(verbose_name="State", tones=TAGS, orderable=False)
    mis_id = tables.Column(verbose_name="MIS ID", orderable=False)
    starts_on = DayColumn(verbose_name="Starts on")
    standing_since = DayColumn(verbose_name="Since")

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is like that."

    def render_name(self, record: MisPerson) -> SafeString:
        """The name, leading to the person."""
        url = reverse("matching:person", args=[record.school_mis.school_id, record.pk])
        return person_cell(record.display_name, url=url)

    def value_name(self, record: MisPerson) -> str:
        """The name, for downloads."""
        return record.display_name

    def render_kind(self, record: MisPerson) -> str:
        """Staff or Pupil."""
        return WHO[record.kind]

    def render_place(self, record: MisPerson) -> str:
        """Year and class, or role."""
        return place_words(record) or "–"
