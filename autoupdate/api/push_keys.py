"""Who is pushing: an MIS that knows a school's licence key, supplier ID and supplier password.

All three must fit together. Whoever has one or two of them learns nothing about the third.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from autoupdate.actions.connecting import SUPPLIER_PASSWORD
from autoupdate.api.authentication import SCHEME, Agent, licence_key_of, note_use
from autoupdate.api.throttles import BadKeyThrottle
from autoupdate.connectors import registry
from autoupdate.connectors.base import Delivery
from autoupdate.models import LicenceKey, MisConnection
from autoupdate.reaching import sealed_secrets, secrets_of

SUPPLIER_ID_HEADER, SUPPLIER_PASSWORD_HEADER = "X-Supplier-Id", "X-Supplier-Password"
_PRODUCTS = frozenset(each.code for each in registry.all() if each.delivery is Delivery.PUSH)
NOTED_EVERY = timedelta(minutes=1)


class PushKeysRefused(AuthenticationFailed):
    """The three do not fit together, or not all came: one answer for everything."""


class PushKeysAuthentication(BaseAuthentication):
    """``Authorization: Licence-Key USO-…`` with ``X-Supplier-Id`` and ``X-Supplier-Password``."""

    def authenticate(self, request: Request) -> tuple[Agent, LicenceKey]:
        """The sender. Raises PushKeysRefused, or Throttled for one that is wrong too often."""
        key = licence_key_of(request)
        connection = _connection_of(key)
        fits = _fit(connection, request)
        if key is None or connection is None or not fits:
            throttle = BadKeyThrottle()
            if not throttle.allow_request(request, None):
                raise Throttled(throttle.wait())
            raise PushKeysRefused
        note_use(key)
        _note_use_of(connection)
        return Agent(key), key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says is expected."""
        return f'{SCHEME} realm="USO AutoUpdate"'


def _connection_of(key: LicenceKey | None) -> MisConnection | None:
    """The connection of the school's MIS in use, if that MIS sends by itself."""
    return MisConnection.objects.filter(
        school_mis__school=key.school_id if key else None,
        school_mis__ended_at__isnull=True,
        school_mis__product__in=_PRODUCTS,
    ).first()


def _fit(connection: MisConnection | None, request: Request) -> bool:
    """Whether supplier ID and password are the school's.

    As much is done for a stranger as for a school, so that the time it takes tells nothing.
    """
    known = connection or MisConnection(
        reference="nobody’s", sealed=sealed_secrets({SUPPLIER_PASSWORD: "nobody’s"})
    )
    password = secrets_of(known).get(SUPPLIER_PASSWORD, "")
    is_id = _equal(known.reference, request.headers.get(SUPPLIER_ID_HEADER, ""))
    is_password = _equal(password, request.headers.get(SUPPLIER_PASSWORD_HEADER, ""))
    return is_id and is_password


def _equal(kept: str, sent: str) -> bool:
    """Whether a text was sent that is the kept one; a blank one never is."""
    is_same = hmac.compare_digest(kept.encode(), sent.strip().encode(errors="replace"))
    return is_same and bool(kept)


def _note_use_of(connection: MisConnection) -> None:
    now = timezone.now()
    MisConnection.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY), pk=connection.pk
    ).update(last_used_at=now)
