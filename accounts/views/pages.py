"""What every page about one school has in common: who may open it, which school it shows, and
what its template may offer. It knows no particular page, and nothing of menus."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic.base import ContextMixin, View

from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, check, memberships, permitted, schools_of
from accounts.second_step import ask_unless_fresh
from accounts.views import typed

#: What sentences call the MIS of a school that has not chosen one.
NO_MIS = "your MIS"


class SignedInPage(LoginRequiredMixin, ContextMixin, View):
    """A page for anybody who has signed in; others are sent to sign in first.

    What they had typed waits for them meanwhile, unless it ``holds_secrets``.
    """

    holds_secrets: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask first whether to send what waits for this address."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        return typed.asked_again(request) or super().dispatch(request, *args, **kwargs)

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Lead to signing in and back. Where a part of a page was asked for, all of it goes."""
        htmx = getattr(self.request, "htmx", None)
        if self.request.method == "POST":
            hold = typed.tell_that_it_is_gone if htmx or self.holds_secrets else typed.keep
            hold(self.request)
        if not htmx:
            return super().handle_no_permission()
        back = htmx.current_url_abs_path or self.request.get_full_path()
        answer = redirect_to_login(back, self.get_login_url())
        answer["HX-Redirect"] = answer["Location"]
        del answer["Location"]
        answer.status_code = 200  # a script would follow anything else by itself, into the part
        return answer

    @property
    def by(self) -> PortalUser:
        """The person at the page."""
        user = self.request.user
        if not isinstance(user, PortalUser):  # ``dispatch`` has let nobody else in
            raise TypeError("This page is for people who have signed in.")
        return user


class SchoolPage(SignedInPage):
    """A page about the school of ``school_id`` in its address.

    Set ``permission``. Nobody signed in: sign in first. A school that the user does not reach: 404,
    as if there were none. A school they reach without the permission: 403. A permission that
    is asked of people afresh: their second step first, then what they were doing.

    Templates get ``school``, ``mis`` (the MIS's name in sentences) and ``may``, the codes of all
    that the user may do here: ``{% if "decide_matches" in may %}``.
    """

    permission: ClassVar[Permission]
    #: What else the page does, where that is asked of people afresh.
    exercises: ClassVar[frozenset[Permission]] = frozenset()
    school: School

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to signing in whoever has not, and let in whoever may."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.enter(request, school_id=kwargs["school_id"])
        return super().dispatch(request, *args, **kwargs)

    def enter(self, request: HttpRequest, *, school_id: int) -> None:
        """Find the school among those the user reaches, and check the permission.

        Raises Http404, PermissionDenied, or what asks for a second step.
        """
        self.school = self._found(school_id)
        check(self.by, self.permission, self.school)
        ask_unless_fresh(request, {self.permission, *self.exercises})
        request.school = self.school  # type: ignore[attr-defined]  # read by the navigation

    def _found(self, school_id: int) -> School:
        """The school, as it was read with the role that reaches it or by id; 404 out of reach."""
        for each in memberships(self.by):
            if each.school is not None and each.school_id == school_id:
                return each.school
        schools = schools_of(self.by).select_related("local_authority", "trust")
        return get_object_or_404(schools, pk=school_id)

    @cached_property
    def school_mis(self) -> SchoolMis | None:
        """The MIS in use, or None."""
        return self.school.mis_periods.filter(ended_at__isnull=True).first()

    @property
    def mis_label(self) -> str:
        """The MIS as sentences name it: ``SIMS``, or ``your MIS`` where none is chosen."""
        return self.school_mis.get_product_display() if self.school_mis else NO_MIS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the school, its MIS in words and what the user may do here."""
        shared = {
            "school": self.school,
            "mis": self.mis_label,
            "may": {str(each) for each in permitted(self.by, self.school)},
        }
        return super().get_context_data(**{**shared, **kwargs})
