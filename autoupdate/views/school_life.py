"""Groups and attendance as they arrived: the groups, one with its members, counts of marks.

Read-only, for whoever checks what came. It works nothing out itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.permissions import Permission, can
from accounts.tables import DayColumn, PortalTable
from accounts.views.lists import ListMixin, PeopleListPage
from accounts.words import place_words
from autoupdate.connectors.base import ReportCode
from autoupdate.models import Group, GroupKindChoice, GroupRoleChoice
from autoupdate.queries import school_life
from autoupdate.views.mis_pages import MisPage
from autoupdate.views.results_pages import person_cell

_NUMBER = {"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}
#: The pages of this subject: address, words, who sees them.
PAGES = (
    ("groups", "Groups", Permission.SEE_GROUPS),
    ("pupils", "Pupils and contacts", Permission.SEE_CONTACTS),
    ("attendance", "Attendance", Permission.SEE_GROUPS),
)
#: What somebody does in a group → in words.
ROLES = {GroupRoleChoice.STUDENT: "Pupil", GroupRoleChoice.TEACHER: "Teacher"}


class LifePage(MisPage):
    """A page about what arrived of ``report``. Set ``here``, the address's name among PAGES."""

    report: ClassVar[ReportCode]
    here: ClassVar[str]

    @cached_property
    def nothing(self) -> school_life.Nothing | None:
        """Why nothing of the report may be shown."""
        return school_life.hindrance(self.school_mis, self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pages beside this one."""
        pages = [
            {
                "label": words,
                "url": reverse(f"autoupdate:{name}", args=[self.school.pk]),
                "is_current": name == self.here,
            }
            for name, words, permission in PAGES
            if can(self.by, permission, self.school)
        ]
        return super().get_context_data(**{"pages": pages, "nothing": self.nothing, **kwargs})


class LifeListPage(ListMixin, LifePage):
    """A list of what arrived; with the reason where nothing may be shown or nothing came."""

    everything: ClassVar[Any]

    def get_rows(self) -> QuerySet[Any]:
        """What is kept of the MIS in use, if it may be shown."""
        if self.school_mis is None or self.nothing:
            rows: QuerySet[Any] = self.none_of()
            return rows
        found: QuerySet[Any] = type(self).everything(self.school_mis)
        return found

    def none_of(self) -> QuerySet[Any]:
        """No rows."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why there is nothing, where there is not."""
        is_empty = self.nothing is None and not self.request.GET and not len(kwargs["table"].rows)
        if is_empty and self.school_mis:
            kwargs["nothing"] = school_life.not_arrived(self.school_mis, self.report)
        return super().get_context_data(**kwargs)


class GroupFilters(django_filters.FilterSet):
    """By name and kind."""

    q = django_filters.CharFilter(label="Name or subject", method="by_name")
    kind = django_filters.ChoiceFilter(
        label="Kind", empty_label="Any", choices=GroupKindChoice.choices
    )

    def by_name(self, groups: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose name or subject has the text."""
        by_name = groups.filter(name__icontains=value)
        return by_name | groups.filter(subject__icontains=value)


class GroupTable(PortalTable):
    """A row for each group."""

    caption = "Groups"

    name = tables.Column(verbose_name="Group")
    kind = tables.Column(verbose_name="Kind")
    subject = tables.Column(verbose_name="Subject", default="–")
    num_students = tables.Column(verbose_name="Pupils", attrs=_NUMBER)
    num_teachers = tables.Column(verbose_name="Teachers", attrs=_NUMBER)

    class Meta(PortalTable.Meta):
        empty_text = "No group has been sent yet."

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        self.school_id = school_id
        super().__init__(*args, **kwargs)

    def render_name(self, record: Group) -> SafeString:
        """The name, leading to the members."""
        url = reverse("autoupdate:group", args=[self.school_id, record.pk])
        return person_cell(record.name, url=url, detail=record.academic_year)

    def value_name(self, record: Group) -> str:
        """The name, for downloads."""
        return record.name


class GroupsPage(LifeListPage):
    """Every group."""

    permission = Permission.SEE_GROUPS
    report, here = ReportCode.GROUPS, "groups"
    table_class = GroupTable
    filterset_class = GroupFilters
    template_name = "autoupdate/life/list.html"
    download_name = "groups"
    everything = school_life.groups_of

    def none_of(self) -> QuerySet[Any]:
        """No groups."""
        return Group.objects.none()

    def table_options(self) -> dict[str, Any]:
        """Names lead to pages of this school."""
        return {"school_id": self.school.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        shown = {
            "heading": "Groups & Classes",
            "lead": "The classes and other groups that {mis} has sent, as they are now.",
            "noun": "groups",
        }
        shown["lead"] = shown["lead"].format(mis=self.mis_label)
        return super().get_context_data(**{**shown, **kwargs})


class MemberTable(PortalTable):
    """A row for each member."""

    caption = "Members"

    name = tables.Column(
        verbose_name="Name",
        accessor="mis_person__display_name",
        order_by=("mis_person__legal_surname", "mis_person__legal_forename", "pk"),
    )
    role = tables.Column(verbose_name="In the group as")
    place = tables.Column(verbose_name="Place", empty_values=(), orderable=False)
    username = tables.Column(verbose_name="Username", default="No account")

    class Meta(PortalTable.Meta):
        empty_text = "Nobody is in this group."

    def __init__(self, *args: Any, school_id: int, leads: bool, **kwargs: Any) -> None:
        self.school_id, self.leads = school_id, leads
        super().__init__(*args, **kwargs)

    def render_name(self, record: Any) -> SafeString | str:
        """The name; a pupil's leads to their groups and contacts, where the reader sees those."""
        person = record.mis_person
        if not self.leads or person.kind != "student":
            return str(person.display_name)
        url = reverse("autoupdate:pupil", args=[self.school_id, person.pk])
        return person_cell(person.display_name, url=url)

    def value_name(self, record: Any) -> str:
        """The name, for downloads."""
        return str(record.mis_person.display_name)

    def render_role(self, record: Any) -> str:
        """Pupil or Teacher: on pages students are pupils."""
        return ROLES[record.role]

    def value_role(self, record: Any) -> str:
        """The same, for downloads."""
        return ROLES[record.role]

    def render_place(self, record: Any) -> str:
        """Year and class, or role."""
        return place_words(record.mis_person) or "–"


class GroupPage(PeopleListPage, LifePage):
    """One group with its members."""

    permission = Permission.SEE_GROUPS
    report, here = ReportCode.GROUPS, "group"
    table_class = MemberTable
    template_name = "autoupdate/life/group.html"
    download_name = "members"
    per_page = 100

    @cached_property
    def group(self) -> Group:
        """A group of the MIS in use, or 404."""
        groups = Group.objects.filter(school_mis=self.school_mis)
        return get_object_or_404(groups, pk=self.kwargs["group_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the members, if the group is one of this school."""
        self.group  # noqa: B018 - 404 before anything else
        return super().get(request, *args, **kwargs)

    def get_rows(self) -> QuerySet[Any]:
        """The members, if the report may be shown."""
        members = school_life.members_of(self.group)
        return members.none() if self.nothing else members

    def told_of_download(self) -> dict[str, str]:
        """Of which group it is, as well."""
        return {**super().told_of_download(), "group": self.group.name}

    def table_options(self) -> dict[str, Any]:
        """Pupils lead on for those who see contacts."""
        leads = can(self.by, Permission.SEE_CONTACTS, self.school)
        return {"school_id": self.school.pk, "leads": leads}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group and the way back."""
        groups = reverse("autoupdate:groups", args=[self.school.pk])
        slips = reverse("autoupdate:slips", args=[self.school.pk])
        shown = {
            "group": self.group,
            "slips_url": f"{slips}?group={self.group.pk}",
            "breadcrumbs": [{"label": "Groups & Classes", "url": groups}],
        }
        return super().get_context_data(**{**shown, **kwargs})


class AttendanceTable(PortalTable):
    """A row for each session of a day."""

    caption = "Marks by day and session"

    marked_on = DayColumn(verbose_name="Day")
    session = tables.Column(verbose_name="Session")
    num_marks = tables.Column(verbose_name="Marks", attrs=_NUMBER)

    class Meta(PortalTable.Meta):
        empty_text = "No marks have arrived."


class AttendancePage(LifeListPage):
    """How many marks came, by day and session; never whose."""

    permission = Permission.SEE_GROUPS
    report, here = ReportCode.ATTENDANCE, "attendance"
    table_class = AttendanceTable
    template_name = "autoupdate/life/list.html"
    download_name = "attendance-counts"
    everything = school_life.sessions_of

    def none_of(self) -> QuerySet[Any]:
        """No sessions."""
        return Group.objects.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        shown = {
            "heading": "Attendance",
            "lead": "How many marks have arrived, by day and session. Whose they are is not shown.",
            "noun": "sessions",
        }
        return super().get_context_data(**{**shown, **kwargs})
