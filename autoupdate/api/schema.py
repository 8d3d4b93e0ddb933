"""What the OpenAPI document says beyond the shapes: the key, the parameters, the examples."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)

from autoupdate.api.errors import KEY_NOT_ACCEPTED, MESSAGES
from autoupdate.api.serializers import (
    ConfigurationSerializer,
    ErrorSerializer,
    UploadSerializer,
)
from autoupdate.receive import REFUSALS

_TAG = "Agent"
_MEDIA_TYPES = ("application/xml", "text/csv", "application/octet-stream")
_UPLOAD_ID = "6f1c2d7e-4b1a-4c3f-9d55-0f3f7c0f9a10"


LICENCE_KEY_HEADER = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`Authorization: Licence-Key USO-XXXX-XXXX-XXXX-XXXX-XXXX`, with the "
    "key that the school’s AutoUpdate Settings show.",
}


class LicenceKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The licence key as a header."""

    target_class = "autoupdate.api.authentication.LicenceKeyAuthentication"
    name = "licenceKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An API key in the Authorization header."""
        return LICENCE_KEY_HEADER


def error_examples(description: str, *codes: str) -> OpenApiResponse:
    texts = {code: each.message for code, each in REFUSALS.items()} | dict(MESSAGES)
    examples = [
        OpenApiExample(code, value={"code": code, "message": texts[code]}, response_only=True)
        for code in codes
    ]
    return OpenApiResponse(ErrorSerializer, description=description, examples=examples)


_ALWAYS = {
    401: error_examples("No licence key, a wrong one or a revoked one.", KEY_NOT_ACCEPTED),
    429: error_examples(
        "Too many requests; Retry-After says when to try again.", "too_many_requests"
    ),
    500: error_examples("A fault of the portal.", "portal_fault"),
}
_MIS = ("no_mis", "other_delivery", "not_receivable")


def upload_example(
    name: str, *, state: str, message: str, problems: int, where: str = "agent"
) -> OpenApiExample:
    """An upload as it is answered; ``where`` is the API to which it came."""
    value = {
        "id": _UPLOAD_ID,
        "state": state,
        "report": "students",
        "sub_report": "students",
        "received_at": "2026-11-23T18:30:04.120000Z",
        "message": message,
        "problems": problems,
        "rows": 412,
        "url": f"https://portal.example/api/{where}/v1/uploads/{_UPLOAD_ID}",
    }
    return OpenApiExample(name, value=value, response_only=True)


_RECEIVED = upload_example(
    "received", state="received", message="The file has arrived and is being checked.", problems=0
)
_REJECTED = upload_example(
    "rejected",
    state="rejected",
    message="The file is empty. Run the export again and send the new file.",
    problems=0,
)
_READY = upload_example(
    "ready",
    state="ready",
    message="The file has been checked and waits for tonight’s processing. It has 3 problems in "
    "its rows; Upload History lists them.",
    problems=3,
)

_CONFIGURATION = {
    "school": {"name": "Ashmead Primary School", "dfe_number": "301/2001"},
    "mis": "sims",
    "reports": [
        {
            "code": "students",
            "label": "Students",
            "state": "accepted",
            "sub_reports": [
                {
                    "code": "students",
                    "label": "Students",
                    "fields": [
                        {
                            "code": "mis_id",
                            "label": "ID",
                            "captions": ["ID", "primary_id", "Person ID"],
                            "status": "mandatory",
                        },
                        {
                            "code": "house",
                            "label": "House",
                            "captions": ["House"],
                            "status": "not_uploaded",
                        },
                    ],
                }
            ],
        }
    ],
}


def send_responses(received: OpenApiExample) -> dict[int, OpenApiResponse]:
    """What may be answered to an export that is sent; ``received`` is the good answer."""
    return {
        201: OpenApiResponse(UploadSerializer, examples=[received, _REJECTED]),
        200: OpenApiResponse(
            UploadSerializer, description="The same file came before.", examples=[_READY]
        ),
        400: error_examples("Nothing was kept.", "body_incomplete"),
        403: error_examples(
            "The school does not send this report.", "report_not_accepted", "report_not_available"
        ),
        404: error_examples("There is no such sub-report.", "sub_report_unknown"),
        409: error_examples("Nothing can be sent as things are now.", *_MIS, "settings_changed"),
        411: error_examples("The length of the body is not known.", "length_missing"),
        415: error_examples("The body is wrapped.", "file_in_a_form", "compression_unknown"),
        503: error_examples("Temporary: send the file again later.", "not_stored"),
        **_ALWAYS,
    }


describe_configuration = extend_schema(
    operation_id="configuration",
    tags=[_TAG],
    summary="What to export",
    description="The reports of the school’s MIS with their state, and for each sub-report the "
    "fields and their status. Only accepted reports may be uploaded. A field that is not "
    "uploaded, and a column that is not listed, is dropped before anything is stored; software "
    "that leaves them out saves itself the sending.",
    responses={
        200: OpenApiResponse(
            ConfigurationSerializer,
            examples=[OpenApiExample("SIMS", value=_CONFIGURATION, response_only=True)],
        ),
        409: error_examples("Nothing can be sent for this school as it is set up now.", *_MIS),
        **_ALWAYS,
    },
)

describe_send = extend_schema(
    operation_id="send_upload",
    tags=[_TAG],
    summary="Send the export of one sub-report",
    description="The body is the file as the MIS wrote it, XML or CSV, compressed with gzip or "
    "not. The same file sent again is answered as the first time, with 200 instead of 201. A file "
    "with a fault is answered with 201 too, in the state `rejected` and with what to do about it.",
    parameters=[
        OpenApiParameter(
            "sub_report", str, required=True, description="A code from the configuration."
        ),
        OpenApiParameter(
            "extracted_at",
            OpenApiTypes.DATETIME,
            description="When the MIS wrote the file. It keeps a late file from being applied "
            "over a newer one.",
        ),
        OpenApiParameter("Content-Encoding", str, location="header", enum=["identity", "gzip"]),
    ],
    request=dict.fromkeys(
        ("application/xml", "text/csv", "application/octet-stream"), OpenApiTypes.BINARY
    ),
    responses={
        **send_responses(_RECEIVED),
        400: error_examples("Nothing was kept.", "body_incomplete", "time_unreadable"),
    },
)

describe_upload = extend_schema(
    operation_id="upload",
    tags=[_TAG],
    summary="What became of an upload",
    responses={
        200: OpenApiResponse(UploadSerializer, examples=[_READY]),
        404: error_examples("The school has no such upload.", "not_found"),
        **_ALWAYS,
    },
)
