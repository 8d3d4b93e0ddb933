"""New accounts for many people at once: those only for whom nothing speaks for any candidate.

One transaction for the school: everybody who can get an account gets one, each with a decision and
an audit event of their own; whoever cannot is left out with a sentence that says why. Matching many
at once is not offered: what is certain, a night links by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.models import AccountKind, PortalUser, School, UsoAccount
from accounts.permissions import Permission, check
from matching.actions import questions
from matching.actions.deciding import create_new
from matching.likelihood import is_weak, likelihood
from matching.models import Candidate, MisPerson

#: As many as a page of the list shows.
MOST = 50


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who gets no account, and why: a full sentence that names them."""

    person: MisPerson
    why: str


@dataclass(frozen=True, slots=True)
class Created:
    """Somebody with their new account."""

    person: MisPerson
    account: UsoAccount


@dataclass(frozen=True, slots=True)
class Asked:
    """Who would get an account, each with the candidates they are not, and who would not."""

    willing: tuple[tuple[MisPerson, tuple[Candidate, ...]], ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of everybody who was asked for. ``together`` takes them back together."""

    created: tuple[Created, ...]
    left_out: tuple[LeftOut, ...]
    together: UUID | None = None


def ask_for_many(people_ids: Collection[int], *, school: School, kind: AccountKind) -> Asked:
    """What ``create_for_many`` would do, for the page that asks first. It changes nothing.

    Ids of people of other schools, or of another kind, are not looked at.
    """
    willing, left_out = [], []
    for person in _people(people_ids, school=school, kind=kind):
        try:
            willing.append((person, _require_creatable(person)))
        except ActionRefused as refused:
            left_out.append(LeftOut(person, refused.message))
    return Asked(tuple(willing), tuple(left_out))


@transaction.atomic
def create_for_many(
    people_ids: Collection[int], *, school: School, kind: AccountKind, by: PortalUser
) -> Made:
    """Create an account for everybody of ``people_ids`` for whom nothing speaks for a candidate.

    Asking twice creates nothing twice: whoever was decided about meanwhile is left out, with who
    did what. Raises PermissionDenied, or ActionRefused while the school is busy.
    """
    check(by, Permission.DECIDE_MATCHES, school)
    lock_school(school.pk)
    asked = ask_for_many(people_ids, school=school, kind=kind)
    left_out, created = list(asked.left_out), []
    are_many = len(asked.willing) > 1
    reason = f"One of {len(asked.willing)} created together" if are_many else ""
    together = uuid4() if are_many else None
    for person, _ in asked.willing:
        try:
            account = create_new(person, by=by, reason=reason, together=together)
        except ActionRefused as refused:
            left_out.append(LeftOut(person, refused.message))
        else:
            created.append(Created(person, account))
    return Made(tuple(created), tuple(left_out), together)


def _people(people_ids: Iterable[int], *, school: School, kind: AccountKind) -> Iterable[MisPerson]:
    people = MisPerson.objects.filter(
        pk__in=set(people_ids),
        kind=kind,
        school_mis__school=school,
        school_mis__ended_at__isnull=True,
    )
    people = people.select_related("school_mis__school__local_authority")
    return people.prefetch_related("candidates__account").order_by(
        "legal_surname", "legal_forename", "pk"
    )


def _require_creatable(person: MisPerson) -> tuple[Candidate, ...]:
    """The candidates, none of which has anything that speaks for it; ActionRefused otherwise."""
    questions.require_question(person)
    questions.require_identity(person)
    candidates = tuple(person.candidates.all())
    strong = next((each for each in candidates if not _is_weak(each)), None)
    if strong is not None:
        words, _ = likelihood(strong.score)
        raise ActionRefused(
            f"{person} may well have an account already: {strong.account} "
            f"({words.lower()}). Look at the two side by side, then decide."
        )
    return candidates


def _is_weak(candidate: Candidate) -> bool:
    """Whether nothing speaks for it: an unlikely one, and not one with the same UPN."""
    has_upn = any(
        each["field"] == "upn" and each["agreement"] == "same" for each in candidate.reasons
    )
    return is_weak(candidate.score) and not has_upn
