"""What the pages about roles have in common: whose place it is, asking first, and going back.

It knows no particular deed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.models import PLACE_FIELDS, LocalAuthority, Membership, Role, Trust
from accounts.permissions import Permission, is_desk
from accounts.roles import Place, at, may_give
from accounts.second_step import ask_unless_fresh
from accounts.views.pages import SchoolPage, SignedInPage


class RolePlace(TemplateResponseMixin, SignedInPage):
    """A page about the roles at one place."""

    @property
    def place(self) -> Place:
        """The school, local authority or trust."""
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        """The page that lists the roles there."""
        raise NotImplementedError

    def id_of(self, what: str) -> int:
        """The id in the address: of a membership or an invitation."""
        raise NotImplementedError

    def refuse_unless_giver(self, role: Role) -> None:
        """Raise PermissionDenied unless the viewer may give the role."""
        if not may_give(self.by, role, self.place):
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the place and the way back."""
        shown = {"place": self.place, "breadcrumbs": [{"label": "Roles", "url": self.back_url}]}
        return super().get_context_data(**{**shown, **kwargs})


class AtSchool(SchoolPage):
    """The place is the school of the address."""

    permission = Permission.MANAGE_ROLES

    @property
    def place(self) -> Place:
        """The school."""
        return self.school

    @property
    def back_url(self) -> str:
        """Its roles."""
        return reverse("accounts:roles", args=[self.school.pk])

    def id_of(self, what: str) -> int:
        """The id in the address."""
        return int(self.kwargs[f"{what}_id"])


@dataclass(frozen=True, slots=True)
class GroupKind:
    """A kind of place that has many schools: its model, its addresses and its words.

    ``name`` begins the names of its addresses and of what is in them; ``whose`` are its people.
    """

    model: type[LocalAuthority] | type[Trust]
    name: str
    mark: str
    label: str
    plural: str
    whose: str
    list_url_name: str
    #: Which of them have a page: not a trust that was removed.
    there: Q

    def found(self, about: Mapping[str, Any]) -> Any:
        """The one that the address is ``about``, or 404."""
        return get_object_or_404(self.model, self.there, pk=about[f"{self.name}_id"])


AUTHORITY: Final = GroupKind(
    LocalAuthority,
    name="authority",
    mark="la",
    label="Local authority",
    plural="Local authorities",
    whose="local authority user",
    list_url_name="accounts:authorities",
    there=Q(),
)
TRUST: Final = GroupKind(
    Trust,
    name="trust",
    mark="trust",
    label="Trust",
    plural="Trusts",
    whose="trust user",
    list_url_name="accounts:trusts",
    there=Q(removed_at__isnull=True),
)


class AtGroup(SignedInPage):
    """The place is the authority or trust of the address; it is the desk's to look after."""

    kind: ClassVar[GroupKind] = AUTHORITY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the desk in."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not is_desk(self.by):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def place(self) -> Place:
        """The local authority or trust, or 404."""
        found: Place = self.kind.found(self.kwargs)
        return found

    @property
    def back_url(self) -> str:
        """Its people."""
        return reverse(f"accounts:{self.kind.name}", args=[self.place.pk])

    def id_of(self, what: str) -> int:
        """The id in the address."""
        return int(self.kwargs[f"{self.kind.mark}_{what}_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words for such a place."""
        return super().get_context_data(**{"kind": self.kind, **kwargs})


class DeedAtGroup(AtGroup):
    """Something is done there, and the desk's second step is asked afresh."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for it first."""
        if is_desk(request.user):
            ask_unless_fresh(request, {Permission.MANAGE_ROLES})
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way back is the list, and the place by its name."""
        above = [
            {"label": self.kind.plural, "url": reverse(self.kind.list_url_name)},
            {"label": str(self.place), "url": self.back_url},
        ]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})


class AskFirst(RolePlace):
    """A page that asks, with a form where something is to be said, and then does it."""

    template_name = "components/confirm_page.html"
    form_class: ClassVar[type[PortalForm] | None] = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Ask."""
        return self._ask(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, and go back with what was done. Why not is said where it was asked, if anything
        was typed there.
        """
        form = self.make_form(request.POST)
        if form is not None and not form.is_valid():
            return self._ask(form, status=422)
        try:
            said = self.act(form.cleaned_data if form else {})
        except ActionRefused as refused:
            if form is not None:
                say_why(form, refused)
                return self._ask(form, status=422)
            messages.error(request, refused.message)
        else:
            messages.success(request, said)
        return redirect(self.back_url)

    def make_form(self, data: Any = None) -> PortalForm | None:
        """The form, where there is one."""
        return self.form_class(data, initial=self.initial()) if self.form_class else None

    def initial(self) -> dict[str, Any]:
        """What the form says at first."""
        return {}

    def act(self, given: dict[str, Any]) -> str:
        """Do it; returns what to say. Raises ActionRefused."""
        raise NotImplementedError

    def asked(self) -> dict[str, Any]:
        """``confirm_heading``, ``consequences`` and the like."""
        raise NotImplementedError

    def _ask(self, form: PortalForm | None, *, status: int = 200) -> HttpResponseBase:
        shown = {"cancel_url": self.back_url, "form": form, **self.asked()}
        return self.render_to_response(self.get_context_data(**shown), status=status)


class AboutMembership(AskFirst):
    """About one membership at the place."""

    @cached_property
    def membership(self) -> Membership:
        """The membership, or 404; PermissionDenied where it is not the viewer's to decide."""
        found = get_object_or_404(
            Membership.objects.select_related("user", *PLACE_FIELDS),
            pk=self.id_of("membership"),
            **at(self.place),
        )
        if not (self.own_is_enough and found.user_id == self.by.pk):
            self.refuse_unless_giver(Role(found.role))
        return found

    #: Whether people may do it about their own.
    own_is_enough: ClassVar[bool] = False

    @property
    def role(self) -> str:
        """The role's name."""
        return str(Role(self.membership.role).label)
