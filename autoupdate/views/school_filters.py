"""How lists of schools are searched and filtered: by name, number, key, authority, MIS and state.

It knows no table and no page.
"""

from __future__ import annotations

import re
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts.model_choices import FewFilter
from accounts.models import LocalAuthority, MisProduct, Trust
from accounts.permissions import schools_of
from accounts.queries.schools import is_named, named
from autoupdate.licence_keys import GROUP_LENGTH, PREFIX, SIGNS, ending_of
from autoupdate.models import LicenceKey
from autoupdate.queries.school_states import STATES
from autoupdate.queries.trouble import TROUBLES

#: The end of a licence key, or more of it, as somebody reads it out.
_GROUP = f"[{SIGNS}]{{{GROUP_LENGTH}}}"
_KEY = re.compile(rf"(?:{PREFIX}-)?(?:{_GROUP}-)*{_GROUP}", re.IGNORECASE)


def authorities(request: HttpRequest) -> QuerySet[LocalAuthority]:
    """Those whose schools the person reaches."""
    schools = schools_of(request.user).order_by()
    return LocalAuthority.objects.filter(pk__in=schools.values("local_authority"))


def trusts(request: HttpRequest) -> QuerySet[Trust]:
    """Those of which the person reaches schools."""
    return Trust.objects.filter(pk__in=schools_of(request.user).order_by().values("trust"))


def named_or_keyed(schools: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The same, and those whose licence key ends so; for those who may see every school."""
    found = is_named(text)
    if _KEY.fullmatch(text.strip()):
        keys = LicenceKey.objects.filter(school=OuterRef("pk"), revoked_at__isnull=True)
        found |= Q(Exists(keys.filter(ending=ending_of(text))))
    return schools.filter(found)


class SchoolFilters(django_filters.FilterSet):
    """For the schools that somebody looks after: few, and mostly of one authority."""

    folded: tuple[str, ...] = ("mis", "la", "trust")

    q = django_filters.CharFilter(label="Name, DfE number or URN", method="by_name")
    state = django_filters.ChoiceFilter(
        label="State",
        empty_label="Any",
        choices=[(name, each.label) for name, each in STATES.items()],
        method="by_state",
    )
    trouble = django_filters.ChoiceFilter(
        label="Trouble",
        empty_label="Any or none",
        choices=[(name, each.label) for name, each in TROUBLES.items()],
        method="by_trouble",
    )
    mis = django_filters.ChoiceFilter(
        label="MIS", empty_label="Any", choices=MisProduct.choices, method="by_mis"
    )
    la = FewFilter(
        label="Local authority",
        empty_label="Any",
        queryset=authorities,
        field_name="local_authority",
    )
    trust = FewFilter(label="Trust", empty_label="Any or none", queryset=trusts, field_name="trust")

    def by_name(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools whose name has all the words, or whose number it is."""
        return named(schools, value)

    def by_state(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that are in this state."""
        return schools.filter(STATES[value].condition)

    def by_trouble(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that have this trouble."""
        return schools.filter(**{f"facts_copy__{value}": True})

    def by_mis(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools that use the MIS now."""
        return schools.filter(facts_copy__product=value)


class DeskFilters(SchoolFilters):
    """For the Service Desk, which also finds a school by the end of its licence key."""

    folded = ()

    q = django_filters.CharFilter(
        label="Name, DfE number, URN, or end of the licence key", method="by_name"
    )

    def by_name(self, schools: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Schools whose name has all the words, whose number it is, or whose key ends so."""
        return named_or_keyed(schools, value)
