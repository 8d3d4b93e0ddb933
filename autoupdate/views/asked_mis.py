"""What a school without an MIS has asked of the Service Desk, as every page says it that would else
tell it to choose one. It knows no particular page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.models import School
from autoupdate.models import CaseState
from autoupdate.queries.cases import open_mis_case_of

_ASKED = (
    "It is with the Service Desk. Once it is done, the set-up goes on under AutoUpdate Settings."
)
_ASKED_BACK = "The Service Desk has written to you there, and waits for your answer."


def asked_for_mis(school: School) -> dict[str, Any] | None:
    """The open case in which the school asks for its first MIS, for ``settings/no_mis.html``."""
    case = open_mis_case_of(school)
    if case is None:
        return None
    is_ours = case.state == CaseState.WITH_SCHOOL
    return {
        "subject": case.subject,
        "number": case.pk,
        "raised_at": case.raised_at,
        "url": reverse("autoupdate:case", args=[school.pk, case.pk]),
        "turn": _ASKED_BACK if is_ours else _ASKED,
        "tone": "warn" if is_ours else "info",
    }
