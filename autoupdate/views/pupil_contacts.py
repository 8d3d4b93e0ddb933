"""Pupils with their groups and contacts, as they arrived: the list, and one pupil.

Contacts are personal: each look at a pupil's is written down. It works nothing out itself.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic.base import TemplateResponseMixin

from accounts.models import AccountKind
from accounts.permissions import Permission
from accounts.queries.names import has_words
from accounts.tables import PortalTable
from accounts.words import YEARS, place_words
from autoupdate.actions.contacts import note_look
from autoupdate.connectors.base import ReportCode
from autoupdate.models import StudentContact
from autoupdate.queries import school_life
from autoupdate.views.results_pages import person_cell
from autoupdate.views.school_life import LifeListPage, LifePage
from matching.models import MisPerson

_NUMBER = {"td": {"class": "uso-number"}, "th": {"class": "uso-number"}}
#: What the MIS says of parental responsibility → words; None: it does not say.
RESPONSIBILITY = {True: "Yes", False: "No", None: "Not said"}


class PupilFilters(django_filters.FilterSet):
    """By name, year, and whether contacts came."""

    q = django_filters.CharFilter(label="Name", method="by_name")
    year_group = django_filters.ChoiceFilter(
        label="Year", empty_label="Any year", choices=list(YEARS.items())
    )
    contacts = django_filters.ChoiceFilter(
        label="Contacts",
        empty_label="Any",
        choices=[("none", "Without a contact"), ("some", "With contacts")],
        method="by_contacts",
    )

    def by_name(self, pupils: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose names have all the words."""
        return pupils.filter(has_words(value))

    def by_contacts(self, pupils: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those with or without."""
        return (
            pupils.filter(num_contacts__gt=0) if value == "some" else pupils.filter(num_contacts=0)
        )


class PupilTable(PortalTable):
    """A row for each pupil."""

    caption = "Pupils"

    name = tables.Column(
        verbose_name="Name",
        accessor="display_name",
        order_by=("legal_surname", "legal_forename", "pk"),
    )
    place = tables.Column(
        verbose_name="Place", empty_values=(), order_by=("year", "reg_group", "pk")
    )
    num_groups = tables.Column(verbose_name="Groups", attrs=_NUMBER)
    num_contacts = tables.Column(verbose_name="Contacts", attrs=_NUMBER)

    class Meta(PortalTable.Meta):
        empty_text = "No pupil has been sent yet."

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        self.school_id = school_id
        super().__init__(*args, **kwargs)

    def render_name(self, record: MisPerson) -> SafeString:
        """The name, leading to the pupil's groups and contacts."""
        url = reverse("autoupdate:pupil", args=[self.school_id, record.pk])
        return person_cell(record.display_name, url=url)

    def render_place(self, record: MisPerson) -> str:
        """Year and class."""
        return place_words(record) or "–"


class PupilsPage(LifeListPage):
    """The pupils, with how many contacts came of each."""

    permission = Permission.SEE_CONTACTS
    report, here = ReportCode.CONTACTS, "pupils"
    table_class = PupilTable
    filterset_class = PupilFilters
    template_name = "autoupdate/life/list.html"
    everything = school_life.pupils_of

    def none_of(self) -> QuerySet[Any]:
        """No pupils."""
        return MisPerson.objects.none()

    def table_options(self) -> dict[str, Any]:
        """Names lead to pages of this school."""
        return {"school_id": self.school.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page; pupils without any contact of anybody are nothing to show."""
        shown = {
            "heading": "Pupils and contacts",
            "lead": f"How many parents and carers {self.mis_label} has sent for each pupil. Each "
            "look at a pupil’s contacts is recorded.",
            "noun": "pupils",
        }
        mis = self.school_mis
        if mis and self.nothing is None and not school_life.has_contacts(mis):
            kwargs["nothing"] = school_life.not_arrived(mis, self.report)
        return super().get_context_data(**{**shown, **kwargs})


class PupilPage(TemplateResponseMixin, LifePage):
    """One pupil's groups and contacts."""

    permission = Permission.SEE_CONTACTS
    report, here = ReportCode.CONTACTS, "pupil"
    template_name = "autoupdate/life/pupil.html"

    @cached_property
    def student(self) -> MisPerson:
        """A pupil of the MIS in use, or 404."""
        pupils = MisPerson.objects.filter(school_mis=self.school_mis, kind=AccountKind.STUDENT)
        found = pupils.select_related("school_mis__school")
        return get_object_or_404(found, pk=self.kwargs["person_id"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page; where it shows contacts, write the look down."""
        contacts = (
            [] if self.nothing else [_row(each) for each in school_life.contacts_of(self.student)]
        )
        if contacts:
            note_look(self.student, by=self.by)
        return self.render_to_response(self.get_context_data(contacts=contacts))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups, and why there are none."""
        no_groups = school_life.hindrance(self.school_mis, ReportCode.GROUPS)
        pupils = reverse("autoupdate:pupils", args=[self.school.pk])
        shown = {
            "student": self.student,
            "place_words": place_words(self.student),
            "no_groups": no_groups,
            "groups": [] if no_groups else list(school_life.groups_with(self.student)),
            "breadcrumbs": [{"label": "Pupils and contacts", "url": pupils}],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _row(tie: StudentContact) -> dict[str, Any]:
    contact = tie.contact
    return {
        "name": str(contact),
        "relationship": tie.relationship or "Not said",
        "priority": tie.priority if tie.priority is not None else "–",
        "responsibility": RESPONSIBILITY[tie.has_parental_responsibility],
        "reached": [*contact.emails, *contact.mobiles, *contact.phones],
    }
