"""Who holds which role: of a school, of an authority or trust, and one's own. They change nothing
themselves, but for asking for a role and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin
from django_filters import FilterSet

from accounts.actions.refused import ActionRefused
from accounts.actions.role_requests import ask_for, take_back
from accounts.forms import say_why
from accounts.models import Membership, Role, RoleRequest
from accounts.permissions import Permission, can, in_force, memberships
from accounts.queries import roles
from accounts.roles import FIELD_OF, Place, givable, may_give
from accounts.views.lists import ListMixin
from accounts.views.pages import SignedInPage
from accounts.views.role_forms import AskForm
from accounts.views.role_pages import AtGroup, AtSchool, RolePlace
from accounts.views.role_tables import EndedTable, HolderTable, InvitationTable, RequestTable
from accounts.views.trust_forms import REMOVED, GroupFilters, TrustFilters
from accounts.views.trust_tables import GroupTable


class PlaceRoles(RolePlace):
    """The lists of one place."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show them."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tables; those without rows are left out."""
        place: Place = self.place
        shared: dict[str, Any] = {
            "place": place,
            "may": partial(_may, self.by, place),
            "request": self.request,
        }
        ended, invited = list(roles.ended_lately(place)), list(roles.invited(place))
        shown: dict[str, Any] = {
            "holder_table": HolderTable(list(roles.holders(place)), **shared),
            "ended_table": EndedTable(ended, **shared) if ended else None,
            "invitation_table": InvitationTable(invited, **shared) if invited else None,
            "may_give": bool(givable(self.by, place)),
            "breadcrumbs": [],
        }
        return super().get_context_data(**{**shown, **kwargs})


def _may(user: Any, place: Place, role: Role) -> bool:
    return may_give(user, role, place)


class SchoolRoles(AtSchool, PlaceRoles):
    """Who holds a role at a school, who asks and who is invited."""

    permission = Permission.SEE_ROLES
    template_name = "accounts/roles/school.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add requests, how many there may be, and what happened."""
        asking = list(roles.asking(self.school))
        may = partial(_may, self.by, self.school)
        shown = {
            "request_table": RequestTable(asking, place=self.school, may=may, request=self.request)
            if asking
            else None,
            "rooms": self._rooms(),
            "happened": roles.happened(self.school),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def _rooms(self) -> list[dict[str, Any]]:
        may_set = can(self.by, Permission.SET_QUOTAS, self.school)
        return [
            {
                "key": each.role.label,
                "value": f"{each.num_held} of {each.most}",
                **(_change(self.school.pk, each.role) if may_set else {}),
            }
            for each in roles.rooms(self.school)
        ]


def _change(school_id: int, role: Role) -> dict[str, str]:
    return {
        "action_label": "Change",
        "action_url": reverse("accounts:role_quota", args=[school_id, role.value]),
        "action_describe": f"how many may be {role.label}",
    }


class GroupRoles(AtGroup, PlaceRoles):
    """Who sees the schools of an authority or a trust."""

    template_name = "accounts/roles/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back, inviting and the schools."""
        place: Any = self.place
        shown: dict[str, Any] = {
            "breadcrumbs": [{"label": self.kind.plural, "url": reverse(self.kind.list_url_name)}],
            "invite_url": reverse(f"accounts:{self.kind.name}_role_invite", args=[place.pk]),
            "num_schools": place.schools.count(),
            "schools_url": f"{reverse('autoupdate:schools')}?{self.kind.mark}={place.pk}",
        }
        return super().get_context_data(**{**kwargs, **shown})


class Groups(ListMixin, AtGroup):
    """Every local authority, or every trust, with its schools and how many people see them."""

    template_name = "accounts/roles/groups.html"
    table_class = GroupTable

    def get_filterset_class(self) -> type[FilterSet]:
        """By name; trusts also those that were removed."""
        return _FILTERS[self.kind.name]

    def get_rows(self) -> QuerySet[Any]:
        """All of them, with their figures."""
        held = Membership.objects.filter(in_force(), **{self._field: OuterRef("pk")})
        rows: QuerySet[Any] = self.kind.model._default_manager.annotate(
            num_schools=Count("schools"), num_users=_number(held, by=self._field)
        )
        return rows

    def table_options(self) -> dict[str, Any]:
        """Names lead to the page of one; a removed trust has none, and is put back."""
        one = f"accounts:{self.kind.name}"
        return {
            "caption": self.kind.plural,
            "url_name": "accounts:trust_put_back" if self._is_of_removed else one,
            "exclude": () if hasattr(self.kind.model, "code") else ("code",),
        }

    @property
    def _is_of_removed(self) -> bool:
        return self.kind.name == "trust" and self.request.GET.get("state") == REMOVED

    @property
    def _field(self) -> str:
        return FIELD_OF[self.kind.model]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether there is anything to search."""
        shown = {
            "is_any": self.kind.model._default_manager.exists(),
            "is_of_removed": self._is_of_removed,
        }
        return super().get_context_data(**{**shown, **kwargs})


#: Name of a kind of group → how its list is searched.
_FILTERS: Mapping[str, type[FilterSet]] = {"authority": GroupFilters, "trust": TrustFilters}


def _number(rows: QuerySet[Any], *, by: str) -> Coalesce:
    """How many rows there are for each of what ``by`` leads to."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class MyRoles(TemplateResponseMixin, SignedInPage):
    """One's own roles, and asking for another."""

    template_name = "accounts/roles/mine.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show them."""
        return self._show(AskForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a role, or take back what one asked for."""
        if "take_back" in request.POST:
            return self._take_back(request.POST["take_back"])
        form = AskForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        given = form.cleaned_data
        try:
            asked = ask_for(
                Role(given["role"]), school=given["dfe_number"], by=self.by, words=given["words"]
            )
        except ActionRefused as refused:
            say_why(form, refused)
            return self._show(form, status=422)
        messages.success(request, f"{asked.school} is asked. You get a mail with the answer.")
        return redirect("accounts:my_roles")

    def _take_back(self, pk: str) -> HttpResponseBase:
        own = RoleRequest.objects.filter(user=self.by).select_related("school")
        asked = get_object_or_404(own, pk=int(pk) if pk.isdecimal() else 0)
        try:
            taken = take_back(asked, by=self.by)
        except ActionRefused as refused:
            messages.error(self.request, refused.message)
        else:
            role = Role(taken.role).label
            messages.success(self.request, f"You no longer ask to be {role} of {taken.school}.")
        return redirect("accounts:my_roles")

    def _show(self, form: AskForm, *, status: int = 200) -> HttpResponseBase:
        asked = RoleRequest.objects.filter(user=self.by).select_related("school")
        context = self.get_context_data(
            form=form, held=memberships(self.by), asked=asked.order_by("-asked_at")[:10]
        )
        return self.render_to_response(context, status=status)
