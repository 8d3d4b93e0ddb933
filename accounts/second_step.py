"""The second step of signing in: who must have one, whether a session has shown it, and when.

What happened at sign-in is what allauth noted in the session. It knows no page and no address.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import PortalUser
from accounts.permissions import (
    ADVISED_ROLES,
    FRESH,
    SECOND_STEP_ROLES,
    Permission,
    Visitor,
    memberships,
)

#: What allauth calls a second step that was shown, be it a code, a recovery code or a passkey.
SHOWN: Final = "mfa"
_KINDS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_expected(user: Visitor) -> bool:
    """Whether a role of ``user`` is one of those that sign in with a second step."""
    return any(each.role in SECOND_STEP_ROLES for each in memberships(user))


def is_required(user: Visitor) -> bool:
    """Whether ``user`` comes to nothing without a second step. Off where nobody else comes."""
    return bool(settings.REQUIRE_SECOND_STEP) and is_expected(user)


def is_advised(user: Visitor) -> bool:
    """Whether ``user`` looks over many schools, has no second step, and need not have one."""
    held = memberships(user)
    looks_wide = any(each.role in ADVISED_ROLES for each in held)
    return looks_wide and not is_expected(user) and not has_one(user)


def has_one(user: Visitor) -> bool:
    """Whether ``user`` has set up an authenticator app or a passkey."""
    authenticators = Authenticator.objects.filter(user=user.pk, type__in=_KINDS)
    return isinstance(user, PortalUser) and authenticators.exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has been through a second step, at whatever time."""
    return any(each["method"] == SHOWN for each in _noted(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second step was shown within the last ``SECOND_STEP_FRESH_MINUTES``.

    Somebody who has none (and so comes no further than to setting one up, where one is required)
    is as fresh as their sign-in.
    """
    noted = _noted(request)
    if any(each["method"] == SHOWN and _is_recent(each) for each in noted):
        return True
    if has_one(request.user):
        return False
    return any(map(_is_recent, noted)) or not get_reauthentication_flows(request.user)


def ask_unless_fresh(request: HttpRequest, permissions: Collection[Permission]) -> None:
    """Lead to the second step first, where one of ``permissions`` is asked of people afresh.

    Raises ReauthenticationRequired, on which allauth's middleware asks and then goes on with this
    very request, with all that was entered.
    """
    if not FRESH.isdisjoint(permissions) and not is_fresh(request):
        raise ReauthenticationRequired


def _noted(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    return get_authentication_records(request, user) if isinstance(user, PortalUser) else []


def _is_recent(noted: dict[str, Any]) -> bool:
    return time.time() - float(noted["at"]) < 60 * int(settings.SECOND_STEP_FRESH_MINUTES)
