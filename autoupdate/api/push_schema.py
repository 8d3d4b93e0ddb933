"""What the OpenAPI document says of pushing: the three keys, the file, the examples."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from autoupdate.api.errors import PUSH_KEYS_NOT_ACCEPTED
from autoupdate.api.push_keys import SUPPLIER_ID_HEADER, SUPPLIER_PASSWORD_HEADER
from autoupdate.api.schema import (
    LICENCE_KEY_HEADER,
    error_examples,
    send_responses,
    upload_example,
)
from autoupdate.api.serializers import UploadSerializer

_TAG = "Push"
_401 = {
    401: error_examples(
        "Not all three keys came, or they do not fit together.", PUSH_KEYS_NOT_ACCEPTED
    )
}


class PushKeysScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Three headers, all of which are needed."""

    target_class = "autoupdate.api.push_keys.PushKeysAuthentication"
    name = ["pushLicenceKey", "supplierId", "supplierPassword"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """The licence key, as for the agent, and the two of the supplier."""
        return [
            LICENCE_KEY_HEADER,
            {"type": "apiKey", "in": "header", "name": SUPPLIER_ID_HEADER},
            {"type": "apiKey", "in": "header", "name": SUPPLIER_PASSWORD_HEADER},
        ]


_RECEIVED = upload_example(
    "received",
    state="received",
    message="The file has arrived and is being checked.",
    problems=0,
    where="push",
)

describe_push = extend_schema(
    operation_id="push",
    tags=[_TAG],
    summary="Send the export of one sub-report",
    description='The body is a CSV file in UTF-8 whose last row is `"Count:","412"`, the '
    "number of the rows before it; without it, or with another number, the file was cut off and "
    "is rejected. The same file sent again is answered as the first time, with 200.",
    parameters=[
        OpenApiParameter(
            "sub_report", str, location="path", description="`students`, `staff_future` and so on."
        ),
        OpenApiParameter("Content-Encoding", str, location="header", enum=["identity", "gzip"]),
    ],
    request={"text/csv": OpenApiTypes.BINARY},
    responses={
        **send_responses(_RECEIVED),
        **_401,
    },
)

describe_pushed = extend_schema(
    operation_id="pushed",
    tags=[_TAG],
    summary="What became of an upload",
    responses={
        200: OpenApiResponse(UploadSerializer, examples=[_RECEIVED]),
        404: error_examples("The school has no such upload.", "not_found"),
        429: error_examples(
            "Too many requests; Retry-After says when to try again.", "too_many_requests"
        ),
        500: error_examples("A fault of the portal.", "portal_fault"),
        **_401,
    },
)
