"""Trusts: which there are, who begins or ceases to see what when a school moves, why one cannot be
removed, what happened to one. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import PLACE_FIELDS, AuditEvent, Membership, PortalUser, School, Trust
from accounts.permissions import in_force, reaches

#: What the audit trail calls it: a deed about one trust, a school that moved, and what moved both.
MOVED: Final = "trust.school_moved"
JOINED, LEFT = "trust.schools_joined", "trust.schools_left"
#: Action → what happened to a trust, as a sentence.
SENTENCES: Final[Mapping[str, str]] = {
    "trust.added": "{by} added the trust",
    "trust.renamed": "{by} renamed it from {was} to {name}",
    "trust.removed": "{by} removed the trust",
    "trust.put_back": "{by} put the trust back",
    JOINED: "{by} put {schools} into the trust",
    LEFT: "{by} took {schools} out of the trust",
}
_MOST_NAMED: Final = 5


@dataclass(slots=True)
class Seeing:
    """Of one trust's users: who reaches schools through it alone, and who otherwise as well."""

    alone: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a trust; ``move`` can be taken back, None where nothing can."""

    at: Any
    title: str
    reason: str
    move: str | None


def live_trusts() -> QuerySet[Trust]:
    """The trusts there are, without those that were removed."""
    return Trust.objects.filter(removed_at__isnull=True)


def subject_of(trust: Trust) -> str:
    """What the audit trail calls it."""
    return f"trust:{trust.pk}"


def words_of(schools: Sequence[School | str]) -> str:
    """Their names in a sentence; of many only how many."""
    names = [str(each) for each in schools]
    if len(names) > _MOST_NAMED:
        return f"{len(names):,} schools"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "no school"


def seeing(trust: Trust, schools: Iterable[School]) -> Seeing:
    """Who of the trust's users today would reach all of the schools without it, and who not."""
    schools = list(schools)
    users = PortalUser.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(in_force(), trust=trust).values("user"),
    ).order_by("first_name", "last_name", "pk")
    others = Membership.objects.filter(in_force(), user__in=users).exclude(trust=trust)
    held: dict[int, list[Membership]] = {}
    for each in others.select_related(*PLACE_FIELDS):
        held.setdefault(each.user_id, []).append(each)
    found = Seeing()
    for user in users:
        otherwise = held.get(user.pk, [])
        keeps = all(any(reaches(each, school) for each in otherwise) for school in schools)
        (found.also if keeps else found.alone).append(str(user))
    return found


def consequences(schools: Sequence[School], to: Trust | None) -> list[str]:
    """What changes for whom when the schools (with their trusts) move, in sentences."""
    told: list[str] = []
    by_trust: dict[Trust, list[School]] = {}
    for each in schools:
        if each.trust is not None:
            by_trust.setdefault(each.trust, []).append(each)
    for trust, of_it in by_trust.items():
        told += _ceasing(trust, of_it)
    if to is not None:
        told += _beginning(to, schools)
    return [
        *told,
        "Nothing changes for the schools’ own people, their accounts, their MIS and their nights.",
        "The reason is kept in each school’s history. It can be taken back.",
    ]


def _ceasing(trust: Trust, schools: Sequence[School]) -> list[str]:
    them, found = words_of(schools), seeing(trust, schools)
    told = [f"{each} keeps seeing {them} through another role." for each in found.also]
    if found.alone:
        told.insert(0, f"No longer see the people of {them}: {', '.join(found.alone)} ({trust}).")
    return told or [f"{trust} has no users, so nobody ceases to see the people of {them}."]


def _beginning(trust: Trust, schools: Sequence[School]) -> list[str]:
    them, found = words_of(schools), seeing(trust, schools)
    told = [f"{each} sees {them} already through another role." for each in found.also]
    if found.alone:
        who = ", ".join(found.alone)
        told.insert(0, f"From now on see the people, results and cases of {them}: {who} ({trust}).")
    told = told or [f"{trust} has no users yet, so nobody begins to see the people of {them}."]
    num_invited = trust.invitations.filter(ended_at__isnull=True).count()
    if num_invited:
        told.append(f"So will whoever accepts an invitation to {trust}; {num_invited} wait.")
    return told


def hindrances(trust: Trust) -> list[str]:
    """Why the trust cannot be removed, in sentences; none: it can."""
    counted = (
        (trust.schools.count(), "school", "take it out", "take them out"),
        (
            Membership.objects.filter(in_force(), trust=trust).count(),
            "user",
            "end the role",
            "end their roles",
        ),
        (
            trust.invitations.filter(ended_at__isnull=True).count(),
            "open invitation",
            "take it back",
            "take them back",
        ),
    )
    return [
        f"It still has {num:,} {what}{'' if num == 1 else 's'}: {one if num == 1 else more} first."
        for num, what, one, more in counted
        if num
    ]


def happened(trust: Trust, *, most: int = 20) -> list[Happened]:
    """What happened to the trust, newest first, with what can still be taken back."""
    events = list(AuditEvent.objects.filter(subject=subject_of(trust))[:most])
    moves = [each.after["move"] for each in events if each.after and "move" in each.after]
    undoable = {move for move, found in standing(moves).items() if found}
    told = []
    for each in events:
        given = {"was": "", "name": "", "schools": ""} | (each.before or {}) | (each.after or {})
        given["schools"] = words_of(given["schools"] or [])
        move = given.get("move")
        title = SENTENCES[each.action].format(by=each.by_label, **given)
        told.append(Happened(each.at, title, each.reason, move if move in undoable else None))
    return told


def going_back(move: UUID | str) -> list[tuple[School, Trust | None]]:
    """The schools that are still where the move put them, and where each goes if it is taken back.

    A school whose trust was removed since has nowhere to go, and stays.
    """
    there = {each.pk: each for each in live_trusts()}
    found: list[tuple[School, Trust | None]] = []
    for event in standing([move])[str(move)]:
        was = (event.before or {}).get("trust")
        if event.school is not None and (was is None or was in there):
            found.append((event.school, None if was is None else there[was]))
    return found


def standing(moves: Sequence[UUID | str]) -> dict[str, list[AuditEvent]]:
    """Move → of which schools it still stands: they are where it put them. With the school."""
    subjects = [f"move:{each}" for each in moves]
    events = AuditEvent.objects.filter(action=MOVED, subject__in=subjects)
    found: dict[str, list[AuditEvent]] = {str(each): [] for each in moves}
    for each in events.select_related("school__local_authority", "school__trust").order_by("pk"):
        if each.school is not None and each.school.trust_id == (each.after or {}).get("trust"):
            found[each.subject.removeprefix("move:")].append(each)
    return found
