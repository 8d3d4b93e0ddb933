"""What staff may read of their school's results as data, every refusal included. It decides and
changes nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission
from accounts.views.pages import SchoolPage
from autoupdate.api import staff_schema
from autoupdate.api.authentication import SignedInAuthentication
from autoupdate.api.errors import answer_staff_error
from autoupdate.api.staff_serializers import CandidatesSerializer, OutcomesSerializer
from autoupdate.models import ProcessingRun, RunStatus
from matching.models import MisPerson

#: Outcomes of one answer.
AT_ONCE = 200


class StaffView(SchoolPage, APIView):
    """One school's results, behind the same door as the pages about them."""

    permission = Permission.SEE_RESULTS
    authentication_classes = [SignedInAuthentication]
    permission_classes = [IsAuthenticated]
    metadata_class = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer as an API does: whoever may not is told so in data, and led to no page."""
        answered: HttpResponseBase = APIView.dispatch(self, request, *args, **kwargs)
        return answered

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Go through the door once it is known who asks."""
        super().initial(request, *args, **kwargs)
        self.enter(request._request, school_id=kwargs["school_id"])

    def get_exception_handler(self) -> Any:
        """Errors as the API words them."""
        return answer_staff_error


class OutcomesView(StaffView):
    """The outcomes of one run that is done."""

    @staff_schema.describe_outcomes
    def get(self, request: Request, school_id: int, run_id: int) -> Response:
        """Some of them, from ``after`` on."""
        run = get_object_or_404(
            ProcessingRun.objects.select_related("school_mis"),
            pk=run_id,
            school=self.school,
            status=RunStatus.DONE,
        )
        after = request.query_params.get("after", "")
        found = run.outcomes.select_related("mis_person", "account").order_by("pk")
        if after.isdecimal():
            found = found.filter(pk__gt=int(after[:18]))
        some = list(found[: AT_ONCE + 1])
        shown = some[:AT_ONCE]
        answer = {"outcomes": shown, "next": shown[-1].pk if len(some) > AT_ONCE else None}
        mis = run.school_mis.get_product_display()
        return Response(OutcomesSerializer(answer, context={"mis": mis}).data)


class CandidatesView(StaffView):
    """One person and the accounts on offer."""

    @staff_schema.describe_candidates
    def get(self, request: Request, school_id: int, person_id: int) -> Response:
        """All of them, the best first."""
        person = get_object_or_404(MisPerson, pk=person_id, school_mis__school=self.school)
        candidates = list(person.candidates.select_related("account"))
        answer = {"person": person, "standing": person.standing, "candidates": candidates}
        scores = [(each.pk, each.score) for each in candidates]
        return Response(CandidatesSerializer(answer, context={"scores": scores}).data)
