"""What the OpenAPI document says of the addresses that staff read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema

from autoupdate.api.errors import NOT_ALLOWED, NOT_SIGNED_IN, NOT_THERE, SECOND_STEP_MISSING
from autoupdate.api.schema import error_examples
from autoupdate.api.staff_serializers import CandidatesSerializer, OutcomesSerializer


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session of somebody who has signed in, as a cookie."""

    target_class = "autoupdate.api.authentication.SignedInAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie of the session."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


_TAG = "Staff"
_ALWAYS = {
    401: error_examples("Nobody has signed in.", NOT_SIGNED_IN),
    403: error_examples(
        "Who asks may not see the school’s results, or has not shown their second step.",
        NOT_ALLOWED,
        SECOND_STEP_MISSING,
    ),
    404: error_examples("There is no such school for who asks, nor such a thing.", NOT_THERE),
    500: error_examples("A fault of the portal.", "portal_fault"),
}

describe_outcomes = extend_schema(
    operation_id="staff_outcomes",
    tags=[_TAG],
    summary="What a run decided about whom, and why",
    description="For people who have signed in to the portal and may see the school’s results. "
    "The same codes, sentences and reasons as on the pages: per field whether it is the same, "
    "close, differs or is missing; where the account was; and how far it leads the next best. No "
    "date of birth and no UPN is in it.",
    parameters=[
        OpenApiParameter("after", int, description="`next` of the answer before."),
        OpenApiParameter("school_id", int, location="path"),
        OpenApiParameter("run_id", int, location="path"),
    ],
    responses={200: OutcomesSerializer, **_ALWAYS},
)

describe_candidates = extend_schema(
    operation_id="staff_candidates",
    tags=[_TAG],
    summary="The accounts that may be somebody’s, and why",
    description="Of a person in the school’s MIS, as on the page where matching is decided.",
    parameters=[
        OpenApiParameter("school_id", int, location="path"),
        OpenApiParameter("person_id", int, location="path"),
    ],
    responses={200: CandidatesSerializer, **_ALWAYS},
)
