"""What the Service Desk's pages over all schools have in common: who may open them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.permissions import is_desk
from accounts.views.pages import SignedInPage


class DeskPage(SignedInPage):
    """Nobody gets in but the desk."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever has signed in and is not of the desk."""
        if request.user.is_authenticated and not is_desk(self.by):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
