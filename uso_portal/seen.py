"""Noting where people are signed in, every few minutes and not with every page."""

from __future__ import annotations

from typing import Final

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

NOTED_EVERY: Final = 300  # seconds


def was_noted(session_key: str) -> bool:
    """Whether this session was noted lately; from now on it was."""
    return not cache.add(f"seen:{session_key}", "y", timeout=NOTED_EVERY)


class SeenNowAndThen(UserSessionsMiddleware):
    """allauth's list of sessions, kept up to date to a few minutes."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it, unless it was noted lately."""
        key = request.session.session_key
        if key and request.user.is_authenticated and was_noted(key):
            answered: HttpResponse = self.get_response(request)
            return answered
        noted: HttpResponse = super().__call__(request)
        return noted
