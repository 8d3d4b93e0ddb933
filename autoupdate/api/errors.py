"""Every error of the API as ``{"code", "message"}`` in plain words, never an exception's text."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from autoupdate.api.push_keys import PushKeysRefused
from autoupdate.receive import UploadRefused

logger = logging.getLogger(__name__)

KEY_NOT_ACCEPTED = "licence_key_not_accepted"
PUSH_KEYS_NOT_ACCEPTED = "push_keys_not_accepted"
NOT_SIGNED_IN = "not_signed_in"
NOT_ALLOWED = "not_allowed"
SECOND_STEP_MISSING = "second_step_missing"
NOT_THERE = "not_there"

#: code → message, for what is not a refusal of the door.
MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # One answer for no key, a wrong one and a revoked one: who asks learns nothing.
        KEY_NOT_ACCEPTED: "The licence key was not accepted. Copy it again from User Accounts > "
        "AutoUpdate Settings.",
        # Nor does who has one or two of the three learn which.
        PUSH_KEYS_NOT_ACCEPTED: "The licence key, supplier ID and supplier password were not "
        "accepted together. Enter all three again as the Service Desk gave them; if the school has "
        "changed its MIS, stop sending.",
        NOT_SIGNED_IN: "You have not signed in, or your session has ended. Sign in to the portal "
        "in the same browser, then ask again.",
        SECOND_STEP_MISSING: "Your role needs a second step. Open the portal in the same browser "
        "and show it there, then ask again.",
        NOT_ALLOWED: "Your role does not let you see this. Whoever manages the school’s roles can "
        "give you one that does.",
        NOT_THERE: "There is no such school for you, or nothing of that number at it.",
        "too_many_requests": "Too many requests came with this key or from this address. Wait a "
        "minute and try again.",
        "not_found": "There is no such upload or address.",
        "method_not_allowed": "This address does not take requests of that method.",
        "bad_request": "The request could not be understood.",
        "portal_fault": "Something went wrong at the portal and nothing was kept. Try again later.",
    }
)

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (PushKeysRefused, PUSH_KEYS_NOT_ACCEPTED),
    (exceptions.AuthenticationFailed, KEY_NOT_ACCEPTED),
    (exceptions.NotAuthenticated, KEY_NOT_ACCEPTED),
    (exceptions.Throttled, "too_many_requests"),
    (exceptions.NotFound, "not_found"),
    (Http404, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.APIException, "bad_request"),
)
#: For people who have signed in; what is not here is as for software.
_STAFF_CODES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NotAuthenticated, NOT_SIGNED_IN),
    (exceptions.AuthenticationFailed, NOT_SIGNED_IN),
    (exceptions.PermissionDenied, NOT_ALLOWED),
    (PermissionDenied, NOT_ALLOWED),
    (Http404, NOT_THERE),
    *_CODES,
)
#: What Django raises itself → its status.
_STATUS: Mapping[type[Exception], int] = MappingProxyType({Http404: 404, PermissionDenied: 403})


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """The response to an error raised in a view of the API; DRF's exception handler."""
    return _answer(error, context, codes=_CODES)


def answer_staff_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """The same in a view for people who have signed in."""
    return _answer(error, context, codes=_STAFF_CODES)


def second_step_is_missing() -> JsonResponse:
    """The answer to somebody who has signed in with a password alone, and needs more."""
    told = {"code": SECOND_STEP_MISSING, "message": MESSAGES[SECOND_STEP_MISSING]}
    return JsonResponse(told, status=403)


def _answer(
    error: Exception, context: Mapping[str, Any], *, codes: tuple[tuple[type[Exception], str], ...]
) -> Response:
    set_rollback()
    if isinstance(error, UploadRefused):
        return _response(error.status, code=error.code, message=error.message)
    for kind, code in codes:
        if isinstance(error, kind):
            status = _STATUS[kind] if kind in _STATUS else getattr(error, "status_code", 500)
            return _response(status, code=code, message=MESSAGES[code], headers=_headers(error))
    logger.error("The API failed in %s", context.get("view"), exc_info=error)
    return _response(500, code="portal_fault", message=MESSAGES["portal_fault"])


def _response(
    status: int, *, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    return Response({"code": code, "message": message}, status=status, headers=headers)


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers
