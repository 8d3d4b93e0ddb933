"""What the Service Desk's deeds with authorities, trusts and schools have in common: who is let in,
what it is about, and the way back. It knows no particular deed."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.models import School
from accounts.permissions import Permission, check_everywhere
from accounts.roles import Place
from accounts.second_step import ask_unless_fresh
from accounts.views.pages import SchoolPage
from accounts.views.role_pages import AskFirst, GroupKind


class DeskDeed(AskFirst):
    """Something that is done for the whole site; the second step is asked afresh."""

    permission: ClassVar[Permission]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in whoever may do it everywhere, and nobody else."""
        if request.user.is_authenticated:
            check_everywhere(self.by, self.permission)
            ask_unless_fresh(request, {self.permission})
        return super().dispatch(request, *args, **kwargs)


class GroupDeed(DeskDeed):
    """Something is done with the local authority or trust of the address."""

    kind: ClassVar[GroupKind]

    @cached_property
    def place(self) -> Any:
        """The authority or trust, or 404."""
        return self.kind.found(self.kwargs)

    @property
    def list_url(self) -> str:
        """The list of all of them."""
        return reverse(self.kind.list_url_name)

    @property
    def own_url(self) -> str:
        """Its page."""
        return reverse(f"accounts:{self.kind.name}", args=[self.place.pk])

    @property
    def back_url(self) -> str:
        """Its page."""
        return self.own_url

    def above(self) -> list[dict[str, str]]:
        """The pages that lead here."""
        return [
            {"label": self.kind.plural, "url": self.list_url},
            {"label": self.place.name, "url": self.own_url},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(**{"breadcrumbs": self.above(), **kwargs})


class AddGroup(GroupDeed):
    """Add one, and show it."""

    added: Place | None = None

    @cached_property
    def place(self) -> Any:
        """There is none yet."""
        return self.kind.model()

    @property
    def back_url(self) -> str:
        """The new one's page; the list, while there is none."""
        if self.added is None:
            return self.list_url
        return reverse(f"accounts:{self.kind.name}", args=[self.added.pk])

    def above(self) -> list[dict[str, str]]:
        """The list: there is no page of it yet."""
        return [{"label": self.kind.plural, "url": self.list_url}]


class DeedAtSchool(SchoolPage, AskFirst):
    """Something is done with one school, from the desk's page of it."""

    @property
    def place(self) -> School:
        """The school."""
        return self.school

    @property
    def back_url(self) -> str:
        """The desk's page of the school."""
        return reverse("autoupdate:desk_school", args=[self.school.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        above = [{"label": self.school.name, "url": self.back_url}]
        return super().get_context_data(**{"breadcrumbs": above, **kwargs})
