"""Who is asking: the school whose licence key comes with the request, a person who has signed in,
or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from accounts.models import School
from autoupdate.api.throttles import BadKeyThrottle
from autoupdate.licence_keys import digest_of
from autoupdate.models import LicenceKey

SCHEME = "Licence-Key"
#: "Last used" tells a desk whether a school's software is alive; to the minute is close enough.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Agent:
    """The AutoUpdate software of one school, in the place where DRF expects a user."""

    licence_key: LicenceKey
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def school(self) -> School:
        """The school that the key belongs to."""
        return self.licence_key.school

    @property
    def pk(self) -> int:
        """What throttles tell agents apart by."""
        return self.licence_key.pk


class LicenceKeyAuthentication(BaseAuthentication):
    """``Authorization: Licence-Key USO-…``.

    The key is looked up by its digest, so the time that takes says nothing about the key.
    """

    def authenticate(self, request: Request) -> tuple[Agent, LicenceKey] | None:
        """The agent; None where another scheme or nothing was sent."""
        if not _has_scheme(request):
            return None
        key = licence_key_of(request)
        if key is None:
            _refuse(request)
        note_use(key)
        return Agent(key), key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says is expected."""
        return f'{SCHEME} realm="USO AutoUpdate"'


class SignedInAuthentication(SessionAuthentication):
    """The session of somebody who has signed in to the portal; whoever has none is told so."""

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says is expected."""
        return 'Session realm="USO AutoUpdate"'


def licence_key_of(request: Request) -> LicenceKey | None:
    """The live licence key that came with the request; None for none, a wrong or a revoked one."""
    if not _has_scheme(request):
        return None
    _, _, sent = request.headers["Authorization"].partition(" ")
    return (
        LicenceKey.objects.select_related("school__local_authority")
        .filter(digest=digest_of(sent), revoked_at__isnull=True)
        .first()
    )


def _has_scheme(request: Request) -> bool:
    scheme = request.headers.get("Authorization", "").partition(" ")[0]
    return scheme.lower() == SCHEME.lower()


def _refuse(request: Request) -> NoReturn:
    # Counted by address after the look-up, not before: schools share addresses, and one with an old
    # key must not lock out its neighbours. Guessing 100 random bits is hopeless anyway.
    throttle = BadKeyThrottle()
    if not throttle.allow_request(request, None):
        raise Throttled(throttle.wait())
    raise AuthenticationFailed


def note_use(key: LicenceKey) -> None:
    """Note that the key was used just now."""
    now = timezone.now()
    if key.last_used_at and now - key.last_used_at < NOTED_EVERY:
        return
    LicenceKey.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY), pk=key.pk
    ).update(last_used_at=now)
