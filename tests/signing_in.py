"""Letting people in without the pages of signing in: what those would have noted in the session."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import PortalUser
from uso_portal.seen import was_noted

#: What a session holds of how somebody signed in, as allauth writes it.
_NOTES, _WHOSE = "account_authentication_methods", "account_authentication_methods_user"
_plain_force_login = Client.force_login


def code_now(secret: str, *, steps: int = 0) -> str:
    """What an app with this secret shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def force_login(client: Client, user: Any, backend: str | None = None) -> None:
    """Sign ``user`` in, with a password and a second step shown just now."""
    _plain_force_login(client, user, backend)
    note(client, user, "password", "mfa")
    was_noted(client.session.session_key or "")  # as it would have been on the page before


def note(client: Client, user: PortalUser, *methods: str, ago: timedelta = timedelta()) -> None:
    """Make it that ``user`` signed in by these ``methods``, so long ago."""
    session = client.session
    at = time.time() - ago.total_seconds()
    session[_NOTES] = [{"method": each, "at": at, "reauthenticated": True} for each in methods]
    session[_WHOSE] = str(user.pk)
    session.save()
