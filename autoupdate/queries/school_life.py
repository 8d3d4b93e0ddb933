"""What has arrived of groups, contacts and attendance, and why there is nothing where there is not.

Only of the MIS in use, and only of reports that the school accepts now. It changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import AccountKind, SchoolMis
from accounts.words import year_rank
from autoupdate.connectors import registry
from autoupdate.connectors.base import ReportCode
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.models import (
    AttendanceMark,
    Group,
    GroupMembership,
    GroupRoleChoice,
    StudentContact,
)
from autoupdate.queries.reports import live_acceptances, why_not_available
from matching.models import Link, MisPerson


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing of a report is shown: a heading and a sentence."""

    heading: str
    text: str


def hindrance(school_mis: SchoolMis | None, report: ReportCode) -> Nothing | None:
    """Why nothing of the report may be shown at all; None: whatever has arrived may."""
    if school_mis is None:
        return Nothing("No MIS is chosen yet", "Choose it under AutoUpdate Settings first.")
    connector, label = registry.get(school_mis.product), REPORT_TEXTS[report].label
    why_not = why_not_available(connector, report, school=school_mis.school)
    if why_not:
        return Nothing(f"{label} is not available here", why_not)
    if report not in live_acceptances(school_mis):
        return Nothing(
            f"The {label} report is not accepted",
            f"So nothing of it is taken from {connector.label}, and there is nothing to show. "
            "It can be accepted on AutoUpdate Settings.",
        )
    return None


def not_arrived(school_mis: SchoolMis, report: ReportCode) -> Nothing:
    """What is said where the report is accepted and nothing is kept of it."""
    mis, label = school_mis.get_product_display(), REPORT_TEXTS[report].label
    return Nothing(
        f"Nothing of {label} has arrived yet",
        f"It is here the morning after {mis} has sent it and the night has processed it.",
    )


def groups_of(school_mis: SchoolMis) -> QuerySet[Any]:
    """The groups with ``num_students`` and ``num_teachers``, by name."""
    groups = Group.objects.filter(school_mis=school_mis)
    known: QuerySet[Any] = groups.annotate(
        num_students=Count("members", filter=Q(members__role=GroupRoleChoice.STUDENT)),
        num_teachers=Count("members", filter=Q(members__role=GroupRoleChoice.TEACHER)),
    )
    return known.order_by("kind", "name", "pk")


def members_of(group: Group) -> QuerySet[Any]:
    """The members, teachers first, with the ``username`` of the account each is linked to."""
    links = Link.objects.filter(mis_person=OuterRef("mis_person"), ended_at__isnull=True)
    members = GroupMembership.objects.filter(group=group).select_related("mis_person")
    known: QuerySet[Any] = members.annotate(
        username=Subquery(links.values("account__username")[:1]),
        year=year_rank("mis_person__year_group"),
    )
    in_order: QuerySet[Any] = known.order_by(
        *("-role", "mis_person__legal_surname", "mis_person__legal_forename", "pk")
    )
    return in_order


def pupils_of(school_mis: SchoolMis) -> QuerySet[Any]:
    """The pupils in the last processed exports, with ``num_groups`` and ``num_contacts``."""
    pupils = MisPerson.objects.filter(
        school_mis=school_mis, kind=AccountKind.STUDENT, absent_since__isnull=True
    )
    known: QuerySet[Any] = pupils.annotate(
        num_groups=_number(GroupMembership.objects.filter(mis_person=OuterRef("pk")), "mis_person"),
        num_contacts=_number(StudentContact.objects.filter(student=OuterRef("pk")), "student"),
        year=year_rank(),
    )
    in_order: QuerySet[Any] = known.order_by("legal_surname", "legal_forename", "pk")
    return in_order


def _number(rows: QuerySet[Any], of: str) -> Any:
    counted = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def has_contacts(school_mis: SchoolMis) -> bool:
    """Whether any contact of the MIS is kept."""
    return StudentContact.objects.filter(contact__school_mis=school_mis).exists()


def groups_with(person: MisPerson) -> QuerySet[GroupMembership]:
    """The groups that a person is in, by name."""
    return person.groups.select_related("group").order_by("group__kind", "group__name")


def contacts_of(person: MisPerson) -> QuerySet[StudentContact]:
    """The contacts of a pupil: those with a priority first, in its order."""
    return person.contacts.select_related("contact").order_by("priority", "contact__surname", "pk")


def sessions_of(school_mis: SchoolMis) -> QuerySet[Any, Any]:
    """``marked_on``, ``session``, ``num_marks`` of every session, the newest first. No marks."""
    people = MisPerson.objects.filter(school_mis=school_mis, pk=OuterRef("student"))
    marks = AttendanceMark.objects.filter(Exists(people)).order_by()
    counted = marks.values("marked_on", "session").annotate(num_marks=Count("pk"))
    return counted.order_by("-marked_on", "session")
