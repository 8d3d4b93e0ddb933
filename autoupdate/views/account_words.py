"""An account in words: who it is, where it is held, where its data come from, what happened.

It only words what it is given; it reads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from accounts.dates import uk_date
from accounts.models import AuditEvent, LatestMove, SchoolAssociation, UsoAccount
from accounts.words import PEOPLE, masked_upn, place_words, with_legal_name
from autoupdate.models import Outcome, ProcessingRun
from autoupdate.processing.reasons import Code, reason_for
from autoupdate.queries.history import what
from autoupdate.queries.outcomes import TONES, changes_of
from matching.models import Link

#: Audit action → (tone, icon) in the history; others are neutral.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "account.restored": ("good", "check"),
    "account.restore_undone": ("warn", "minus"),
    "account.requested": ("good", "plus"),
    "account.held_by_hand": ("good", "check"),
    "account.request_undone": ("warn", "minus"),
    "account.kept": ("good", "check"),
    "account.not_kept": ("neutral", "minus"),
    "account.ended_in_review": ("warn", "minus"),
    "account.association_ended": ("warn", "minus"),
    "account.name_corrected": ("info", "person"),
    "account.name_released": ("neutral", "info"),
    "match.made": ("good", "link"),
    "match.account_created": ("good", "plus"),
    "match.undone": ("warn", "minus"),
    "match.rejected": ("neutral", "cross"),
    "match.rejection_undone": ("neutral", "question"),
    "removal.released": ("warn", "minus"),
    "mis_change.person_left": ("warn", "minus"),
    "mis_change.account_kept": ("good", "check"),
    "mis_change.account_stayed": ("neutral", "info"),
    "mis_change.account_unallocated": ("warn", "minus"),
}
_ICONS: Final[Mapping[str, str]] = {
    "good": "check",
    "info": "info",
    "warn": "minus",
    "bad": "warning",
    "wait": "clock",
    "neutral": "info",
}


def latest_move(account: UsoAccount) -> str:
    """What "Latest move or create" shows: the word and the day."""
    return f"{LatestMove(account.latest_move).label} {uk_date(account.latest_move_at)}"


def summary(account: UsoAccount) -> list[dict[str, Any]]:
    """Who it is, for the summary list; what is not known is left out."""
    told = {
        "Username": account.username,
        "Who": PEOPLE[account.kind][0].capitalize(),
        "Forename": with_legal_name(account.legal_forename, account.preferred_forename),
        "Surname": with_legal_name(account.legal_surname, account.preferred_surname),
        "Former surname": account.former_surname,
        "Middle names": account.middle_names,
        "Title": account.title,
        "Date of birth": uk_date(account.date_of_birth) if account.date_of_birth else "",
        "UPN": masked_upn(account.upn),
        "E-mail address": account.email,
        "Local authority": str(account.local_authority),
        "Origin": f"{account.get_origin_display()}, {uk_date(account.created_at)}",
        "Latest move or create": latest_move(account),
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def starts_later(place: SchoolAssociation) -> bool:
    """Whether the account is held for somebody who has not started yet."""
    starts_on = place.starts_on
    return place.ended_at is None and starts_on is not None and starts_on > timezone.localdate()


def place_row(place: SchoolAssociation) -> dict[str, Any]:
    """One school that holds or held the account."""
    until = f" to {uk_date(place.ended_at)}" if place.ended_at else ""
    since = f"since {uk_date(place.started_at)}"
    return {
        "school": place.school.name,
        "is_live": place.ended_at is None,
        "when": f"{uk_date(place.started_at)}{until}" if until else since,
        "place": place_words(place),
        "starts": f"Starts on {uk_date(place.starts_on)}" if starts_later(place) else "",
        "source": place.get_source_display(),
        "end": place.get_end_reason_display(),
    }


def link_row(link: Link) -> dict[str, Any]:
    """One MIS record that is or was this account."""
    person, school = link.mis_person, link.school_mis.school
    by = f" by {link.made_by}" if link.made_by else ""
    ended = f", {uk_date(link.ended_at)}" if link.ended_at else ""
    return {
        "mis": f"{link.school_mis.get_product_display()} at {school.name}",
        "person": person.display_name,
        "mis_id": person.mis_id,
        "url": reverse("matching:person", args=[school.pk, person.pk]),
        "is_live": link.ended_at is None,
        "made": f"{link.get_made_display()}, {uk_date(link.made_at)}{by}",
        "end": f"{link.get_end_reason_display()}{ended}",
        "is_leading": link.is_leading and link.ended_at is None,
    }


def happened(at: datetime, row: AuditEvent | Outcome) -> dict[str, Any]:
    """One thing that happened, for the timeline."""
    return _event(at, row) if isinstance(row, AuditEvent) else _outcome(at, row)


def _event(at: datetime, event: AuditEvent) -> dict[str, Any]:
    tone, icon = LOOKS.get(event.action, ("neutral", "info"))
    where = f"At {event.school}. " if event.school else ""
    return {
        "at": at,
        "title": what(event.action),
        "by": event.by_label,
        "text": f"{where}{event.reason}".strip(),
        "tone": tone,
        "icon": icon,
    }


def _outcome(at: datetime, outcome: Outcome) -> dict[str, Any]:
    run = outcome.run
    reason = reason_for(outcome.code, mis=run.school_mis.get_product_display())
    tone = TONES[Code(outcome.code)]
    return {
        "at": at,
        "title": reason.label,
        "by": _of_run(run),
        "text": " ".join([reason.sentence, *(f"{each}." for each in changes_of(outcome))]),
        "tone": tone,
        "icon": _ICONS[tone],
        "url": reverse("matching:person", args=[run.school_id, outcome.mis_person_id]),
    }


def _of_run(run: ProcessingRun) -> str:
    when = f"the night of {uk_date(run.night.night_on)}" if run.night else "processing on demand"
    return f"{when}, {run.school.name}"
