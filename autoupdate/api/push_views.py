"""The end points of MISs that send by themselves: one export a request, and what became of it."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from autoupdate.api import push_schema as schema
from autoupdate.api.push_keys import PushKeysAuthentication
from autoupdate.api.views import AgentView
from autoupdate.models import Delivery


class PushView(AgentView):
    """Where exports arrive."""

    authentication_classes = [PushKeysAuthentication]

    @schema.describe_push
    def post(self, request: Request, sub_report: str) -> Response:
        """Receive one export."""
        return self.received(sub_report, delivery=Delivery.PUSH)


class PushedView(AgentView):
    """One upload."""

    authentication_classes = [PushKeysAuthentication]

    @schema.describe_pushed
    def get(self, request: Request, upload_id: UUID) -> Response:
        """Its present state."""
        return self.told(upload_id, delivery=Delivery.PUSH)
