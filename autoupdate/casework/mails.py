"""To whom a mail about a case goes, and in what words.

A mail names the school, the case's number and what sort of case it is. It holds nothing that
anybody typed: neither secrets nor anybody's name could be in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.conf import settings
from django.urls import reverse

from autoupdate.casework.kinds import kind_stored
from autoupdate.models.cases import Case, MailOccasion


class Side(StrEnum):
    """Who is written to."""

    SCHOOL = "school"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class MailWords:
    """To which side a mail goes; its first sentence knows ``{case}`` and ``{school}``."""

    to: Side
    sentence: str


WORDS: Mapping[MailOccasion, MailWords] = MappingProxyType(
    {
        MailOccasion.RAISED: MailWords(Side.DESK, "{school} has raised {case}."),
        MailOccasion.RAISED_FOR: MailWords(
            Side.SCHOOL, "The Service Desk has raised {case} for {school}, which asked for it."
        ),
        MailOccasion.SCHOOL_WROTE: MailWords(Side.DESK, "{school} has written in {case}."),
        MailOccasion.SCHOOL_CLOSED: MailWords(Side.DESK, "{school} has closed {case}."),
        MailOccasion.ASSIGNED: MailWords(
            Side.DESK, "You have been asked to look after {case} of {school}."
        ),
        MailOccasion.DESK_WROTE: MailWords(
            Side.SCHOOL, "The Service Desk has answered {case} of {school}."
        ),
        MailOccasion.RESOLVED: MailWords(
            Side.SCHOOL, "The Service Desk has resolved {case} of {school}."
        ),
    }
)
_PAGES: Mapping[Side, str] = MappingProxyType(
    {Side.SCHOOL: "autoupdate:case", Side.DESK: "autoupdate:desk_case"}
)


def subject(case: Case) -> str:
    """``USO AutoUpdate: case 12, Connect IRIS``; what was typed as a subject is left out."""
    about = kind_stored(case.kind, case.product).subject
    return ", ".join(filter(None, (f"USO AutoUpdate: case {case.pk}", about)))


def sentence(case: Case, occasion: MailOccasion) -> str:
    """What happened."""
    about = kind_stored(case.kind, case.product).subject
    named = f"case {case.pk} ({about})" if about else f"case {case.pk}"
    return WORDS[occasion].sentence.format(case=named, school=case.school)


def link(case: Case, to: Side) -> str:
    """The absolute address of the case, as that side opens it."""
    about = {"case_id": case.pk} | ({"school_id": case.school_id} if to is Side.SCHOOL else {})
    return settings.PORTAL_URL.rstrip("/") + reverse(_PAGES[to], kwargs=about)
