"""Cases as pages show them: lists, the conversation, the typed fields, whose turn it is.

It changes nothing, and opens no secret.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.models import Membership, PortalUser, Role, School
from accounts.permissions import in_force
from autoupdate.casework import kinds as case_kinds
from autoupdate.casework.kinds import CaseField, Kind
from autoupdate.models import Case, CaseKind, CaseMessage, CaseState, Voice
from autoupdate.queries.case_choices import words_of

#: Kinds of case with which a school asks the desk for an MIS.
CASES_TO_CONNECT = (CaseKind.CONNECTION, CaseKind.KEYS)
#: State → (whose turn it is, in words for the school; for the desk; tone).
TURNS: Mapping[CaseState, tuple[str, str, str]] = MappingProxyType(
    {
        CaseState.WITH_DESK: ("With the Service Desk", "The desk’s turn", "wait"),
        CaseState.WITH_SCHOOL: ("Your turn", "The school’s turn", "warn"),
        CaseState.RESOLVED: ("Resolved", "Resolved", "good"),
    }
)

#: State → whose turn it is, for whoever only looks.
LOOKED_AT: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.WITH_DESK: "With the Service Desk",
        CaseState.WITH_SCHOOL: "With the school",
        CaseState.RESOLVED: "Resolved",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """One contribution to a conversation, as a page shows it."""

    voice: str
    at: datetime
    by: str
    text: str

    @property
    def is_note(self) -> bool:
        """Whether the school must not see it."""
        return self.voice == Voice.NOTE

    @property
    def is_event(self) -> bool:
        """Whether nobody wrote it: it says what was done."""
        return self.voice == Voice.EVENT


def kind_of(case: Case) -> Kind:
    """The kind of a case."""
    return case_kinds.kind_stored(case.kind, case.product)


def all_cases() -> QuerySet[Case]:
    """Every case with its school and whoever looks after it."""
    return Case.objects.select_related("school__local_authority", "assigned_to")


def cases_of(school: School) -> QuerySet[Case]:
    """The cases of a school, newest first; ``last_at`` is when somebody last wrote."""
    written = Max("messages__written_at", filter=~Q(messages__voice=Voice.NOTE))
    theirs = Case.objects.filter(school=school).select_related("raised_by")
    return theirs.annotate(last_at=written).order_by("-raised_at", "-pk")


def open_case_of(school: School, kind: str) -> Case | None:
    """The newest case of that kind (its code, such as ``iris_connection``) that is not resolved.

    Raises KeyError for a kind that there is not.
    """
    asked = case_kinds.kind(kind)
    found = Case.objects.filter(school=school, kind=asked.kind, product=asked.product)
    return found.exclude(state=CaseState.RESOLVED).order_by("-raised_at", "-pk").first()


def open_mis_case_of(school: School) -> Case | None:
    """The newest open case in which a school asks for its first MIS, whichever that is."""
    asking = Case.objects.filter(school=school, kind__in=CASES_TO_CONNECT)
    return asking.exclude(state=CaseState.RESOLVED).order_by("-raised_at", "-pk").first()


def kind_for(product: str, *, kinds: Collection[str]) -> Kind | None:
    """The kind of case with which a school asks for something of that MIS; None where none is."""
    found = (each for each in case_kinds.KINDS if each.product == product and each.kind in kinds)
    return next(found, None)


def num_waiting_for(school: School) -> int:
    """How many cases wait for the school's answer."""
    return Case.objects.filter(school=school, state=CaseState.WITH_SCHOOL).count()


def desk_people() -> QuerySet[PortalUser]:
    """Everybody who works at the Service Desk, by name."""
    live = Membership.objects.filter(in_force(), role=Role.SERVICE_DESK)
    found = PortalUser.objects.filter(pk__in=live.values("user"), is_active=True)
    return found.order_by("first_name", "last_name", "pk")


def said_to_school(case: Case) -> list[Said]:
    """The conversation as the school may see it, oldest first."""
    return _said(case.messages.exclude(voice=Voice.NOTE))


def said_to_desk(case: Case) -> list[Said]:
    """The whole conversation, the desk's notes included."""
    return _said(case.messages.all())


def _said(messages: QuerySet[CaseMessage]) -> list[Said]:
    return [
        Said(each.voice, each.written_at, str(each.written_by), each.text)
        for each in messages.select_related("written_by").order_by("written_at", "pk")
    ]


def shown_fields(case: Case) -> list[dict[str, Any]]:
    """The typed fields as rows of a summary list; of a secret only what became of it."""
    asked = [each for each in kind_of(case).fields if each.code != "about"]  # the case's own name
    became = _became(case) if any(each.is_secret for each in asked) else _ERASED
    return [{"key": each.label, **_shown(case, each, became=became)} for each in asked]


def _shown(case: Case, asked: CaseField, *, became: _Became) -> dict[str, Any]:
    if asked.is_secret:
        now = _SEALED if asked.code in case.sealed else became
        return {"value": "", "tag": now.words, "tone": now.tone, "hint": now.hint}
    value = case.details.get(asked.code, "")
    if asked.choices is not None and value:
        value = words_of(asked.choices, value)
    return {"value": value or "Not given"}


@dataclass(frozen=True, slots=True)
class _Became:
    """What became of a secret."""

    words: str
    tone: str
    hint: str


_SEALED = _Became("Received, kept sealed", "good", "Nobody can read it, the Service Desk included.")
_WAITS = _Became(
    "Accepted, kept sealed",
    "wait",
    "It goes into the connection by itself once the school uses the MIS.",
)
_TAKEN = _Became("Taken over", "good", "It went straight into the connection, and is erased here.")
_ERASED = _Became("Erased", "neutral", "It was not needed any more, or has to be entered again.")


def _became(case: Case) -> _Became:
    """What became of secrets that are no longer in the case."""
    if case.waiting_credentials.filter(ended_at__isnull=True).exists():
        return _WAITS
    return _ERASED if case.taken_at is None else _TAKEN
