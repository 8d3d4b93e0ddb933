"""The agent's end points: configuration, sending an export, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import School, SchoolMis
from autoupdate.api import schema
from autoupdate.api.authentication import Agent, LicenceKeyAuthentication
from autoupdate.api.body import body_of, time_of_extract
from autoupdate.api.errors import answer_error
from autoupdate.api.serializers import ConfigurationSerializer, UploadSerializer
from autoupdate.api.throttles import AgentThrottle
from autoupdate.models import Delivery, Upload
from autoupdate.queries.reports import mis_in_use, reports_of
from autoupdate.receive import UploadRefused, receive
from autoupdate.receive.admission import receiving_connector


class _AlwaysJson(BaseContentNegotiation):
    """Old HTTP libraries send odd Accept headers; the answer is JSON whatever they say."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class AgentView(APIView):
    """What the end points share: the key, the rate, JSON, and errors in plain words."""

    authentication_classes = [LicenceKeyAuthentication]
    permission_classes = [IsAuthenticated]
    throttle_classes = [AgentThrottle]
    content_negotiation_class = _AlwaysJson
    parser_classes = []
    metadata_class = None

    def get_exception_handler(self) -> Any:
        """Errors as the API words them."""
        return answer_error

    def agent(self) -> Agent:
        """Who is asking."""
        return cast(Agent, self.request.user)

    def school_mis(self) -> SchoolMis:
        """The MIS whose exports the agent may send. Raises UploadRefused."""
        school_mis = mis_in_use(self.agent().school)
        if school_mis is None:
            raise UploadRefused("no_mis")
        return school_mis

    def received(
        self, sub_report: str, *, delivery: str, extracted_at: datetime | None = None
    ) -> Response:
        """Take in the body as one export, and answer with its upload."""
        school_mis = self.school_mis()
        stream, num_stated = body_of(self.request._request)
        receipt = receive(
            stream,
            school_mis=school_mis,
            sub_report=sub_report,
            delivery=delivery,
            content_type=self.request.headers.get("Content-Type", ""),
            content_encoding=self.request.headers.get("Content-Encoding", ""),
            extracted_at=extracted_at,
            licence_key=self.agent().licence_key,
            num_stated=num_stated,
        )
        answer = UploadSerializer(receipt.upload, context={"request": self.request}).data
        return Response(
            answer,
            status=status.HTTP_200_OK if receipt.is_repeat else status.HTTP_201_CREATED,
            headers={"Location": answer["url"]},
        )

    def told(self, upload_id: UUID, *, delivery: str) -> Response:
        """What became of an upload of the school that came this way."""
        upload = Upload.objects.filter(
            pk=upload_id, delivery=delivery, school_mis__school=self.agent().school
        ).first()
        if upload is None:
            raise NotFound
        return Response(UploadSerializer(upload, context={"request": self.request}).data)


class ConfigurationView(AgentView):
    """What to export."""

    @schema.describe_configuration
    def get(self, request: Request) -> Response:
        """The reports, their sub-reports and fields."""
        school_mis = self.school_mis()
        receiving_connector(school_mis, delivery=Delivery.AGENT)
        school: School = school_mis.school
        answer = {"school": school, "mis": school_mis.product, "reports": reports_of(school_mis)}
        return Response(ConfigurationSerializer(answer).data)


class UploadsView(AgentView):
    """Where exports arrive."""

    @schema.describe_send
    def post(self, request: Request) -> Response:
        """Receive one export."""
        extracted_at = time_of_extract(request.query_params.get("extracted_at", ""))
        sub_report = request.query_params.get("sub_report", "")
        return self.received(sub_report, delivery=Delivery.AGENT, extracted_at=extracted_at)


class UploadView(AgentView):
    """One upload."""

    @schema.describe_upload
    def get(self, request: Request, upload_id: UUID) -> Response:
        """Its present state."""
        return self.told(upload_id, delivery=Delivery.AGENT)
