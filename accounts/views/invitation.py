"""The page that an invitation's link opens: coming in, new or as somebody who signs in already.

Whoever has the link has the mailbox; nobody else is told anything.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from accounts.actions.invitations import accept, accept_as_new, is_theirs
from accounts.actions.refused import ActionRefused
from accounts.forms import say_why
from accounts.models import Invitation, PortalUser
from accounts.queries.roles import invitation_of
from accounts.role_words import place_of, read_link, role_of
from accounts.views.role_forms import ComeInForm

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class InvitationPage(TemplateResponseMixin, ContextMixin, View):
    """Who is invited to what, and the way in."""

    template_name = "accounts/roles/invitation.html"
    found: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the invitation; no browser or proxy may keep the page."""
        read = read_link(kwargs["link"])
        found = invitation_of(*read, at=timezone.now()) if read else None
        if found is None:
            return self.render_to_response({"is_over": True}, status=404)
        self.found = found
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @property
    def visitor(self) -> PortalUser | None:
        """Whoever is signed in."""
        return self.request.user if isinstance(self.request.user, PortalUser) else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the way that fits."""
        return self._show(ComeInForm(initial={"username": self.found.email.split("@")[0]}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Come in."""
        if self.visitor is not None:
            return self._take(self.visitor)
        form = ComeInForm(request.POST)
        if self._is_known() or not form.is_valid():
            return self._show(form, status=422)
        try:
            user = accept_as_new(
                self.found,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
            )
        except ActionRefused as refused:
            say_why(form, refused)
            return self._show(form, status=422)
        login(request, user, backend=_BACKEND)
        record_authentication(request, user, method="password", reauthenticated=True)
        return self._welcome()

    def _take(self, user: PortalUser) -> HttpResponseBase:
        try:
            accept(self.found, by=user)
        except ActionRefused as refused:
            messages.error(self.request, refused.message)
            return self._show(ComeInForm(), status=422)
        return self._welcome()

    def _welcome(self) -> HttpResponseBase:
        messages.success(
            self.request, f"You are now {role_of(self.found)} of {place_of(self.found)}."
        )
        return redirect("autoupdate:home")

    def _is_known(self) -> bool:
        """Whether somebody who signs in already has this address."""
        addresses = EmailAddress.objects.filter(email__iexact=self.found.email, verified=True)
        users = PortalUser.objects.filter(email__iexact=self.found.email)
        return addresses.exists() or users.exists()

    def _show(self, form: ComeInForm, *, status: int = 200) -> HttpResponseBase:
        context = self.get_context_data(
            invitation=self.found,
            role=role_of(self.found),
            at=place_of(self.found),
            is_theirs=self.visitor is not None and is_theirs(self.found, self.visitor),
            is_known=self._is_known(),
            form=form,
        )
        return self.render_to_response(context, status=status)
