"""Accounts that the engine did not offer to a MIS person, found by name or username, and why not.

Looked for where the engine looks: at the person's school, in its local authority, and among the
authority's unallocated accounts. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.bulk.accounts import DETAILS
from accounts.dates import uk_date
from accounts.models import SchoolAssociation, UsoAccount
from accounts.queries.names import has_words
from matching.engine import DEFAULT, Person, Scope
from matching.engine.compare import compare_fully
from matching.engine.explain import explain
from matching.engine.normalise import profile
from matching.engine.weigh import points, weigh
from matching.keys import person_of
from matching.models import Candidate, Decision, Link, LinkEnd, MisPerson, RejectedPair
from matching.queries.told import told_of

#: So many are compared, those with the same date of birth first; so many are shown.
MOST_COMPARED, MOST_SHOWN = 60, 6
#: A shorter word would find half the authority.
LEAST_LETTERS = 2


class Reason(StrEnum):
    """Why an account was not offered."""

    OFFERED = "offered"  # it is: go back
    TAKEN = "taken"  # somebody of the MIS has it
    RULED_OUT = "ruled_out"
    TAKEN_BACK = "taken_back"  # made for the person, then taken back
    LONG_GONE = "long_gone"
    LITTLE = "little"
    RIVAL = "rival"


#: With such an account the person cannot be matched.
HINDERS: Final = frozenset({Reason.OFFERED, Reason.TAKEN, Reason.RULED_OUT})


@dataclass(frozen=True, slots=True)
class Found:
    """An account compared with the person: a candidate that is never saved, and why it is none."""

    candidate: Candidate
    reason: Reason
    sentence: str

    @property
    def may_match(self) -> bool:
        """Whether staff may match the person with it all the same."""
        return self.reason not in HINDERS


def within_reach(person: MisPerson) -> QuerySet[Any]:
    """The accounts of the person's kind that may be looked for, with ``is_ours``."""
    school = person.school_mis.school
    ours = SchoolAssociation.objects.filter(
        account=OuterRef("pk"), school=school, ended_at__isnull=True
    )
    known: QuerySet[Any] = UsoAccount.objects.filter(kind=person.kind).annotate(
        is_ours=Exists(ours)
    )
    return known.filter(Q(is_ours=True) | Q(local_authority=school.local_authority_id))


def find_by_words(person: MisPerson, text: str) -> list[Found]:
    """Those whose names or username have all the words, the likeliest first."""
    words = has_words(text, also=("username",))
    return _compared(person, within_reach(person).filter(words)) if text.strip() else []


def find_by_upn(person: MisPerson) -> list[Found]:
    """Those with the person's own UPN: nobody types one, so none gets into an address."""
    same = within_reach(person).filter(upn=person.upn)
    return _compared(person, same) if person.upn else []


def find_one(person: MisPerson, account_id: int) -> Found | None:
    """The account of that id, None where it is out of reach."""
    found = _compared(person, within_reach(person).filter(pk=account_id))
    return found[0] if found else None


def _compared(person: MisPerson, accounts: QuerySet[Any]) -> list[Found]:
    born = person.date_of_birth
    is_near = Case(
        *([When(date_of_birth=born, then=Value(0))] if born else []),
        When(legal_surname__iexact=person.legal_surname, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = accounts.order_by(is_near, "legal_surname", "legal_forename", "pk")
    compared = list(ranked[:MOST_COMPARED])
    before = _upns_before([each.pk for each in compared])
    candidates = [_candidate(person, each, before.get(each.pk, ())) for each in compared]
    candidates.sort(key=lambda each: (-each.score, each.account_id))
    return _with_reasons(person, candidates[:MOST_SHOWN])


def _upns_before(account_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The UPNs that MISs ever gave of the accounts' people, as the engine takes them."""
    links = Link.objects.filter(account__in=account_ids).exclude(end_reason=LinkEnd.STAFF)
    found: dict[int, tuple[str, ...]] = {}
    for account_id, upn, former in links.values_list(
        "account_id", "mis_person__upn", "mis_person__former_upns"
    ):
        found[account_id] = (*found.get(account_id, ()), *(former or ()), upn)
    return found


def _candidate(person: MisPerson, account: Any, upns: tuple[str, ...]) -> Candidate:
    """The two compared to the end, also where the engine would not have gone on. ``upns``: those
    that were the account's before."""
    record, other = _of_record(person), _of_account(account, upns)
    comparison = compare_fully(profile(record), profile(other))
    score = points(weigh(comparison, scope=other.scope))
    reasons = [
        {"field": each.field, "agreement": each.agreement.value, "why": each.why}
        for each in explain(comparison, people=(record, other))
    ]
    return Candidate(
        mis_person=person,
        account=account,
        score=round(score, 1),
        scope=other.scope.value,
        reasons=reasons,
    )


def _of_record(person: MisPerson) -> Person:
    details = {name: getattr(person, name) for name in (*DETAILS, "year_group")}
    record = person_of("record", person.kind, details)
    return replace(record, former_upns=tuple(person.former_upns or ()))


def _of_account(account: Any, upns: tuple[str, ...]) -> Person:
    details = {name: getattr(account, name) for name in DETAILS}
    scope = Scope.LOCAL if account.unallocated_at is None else Scope.RECENT
    where = Scope.SCHOOL if account.is_ours else scope
    other = person_of("account", account.kind, details, scope=where)
    return replace(other, former_upns=upns)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the reasons are made of, read once for all accounts found."""

    person: MisPerson
    offered: Collection[int]
    holders: Mapping[int, MisPerson]
    pairs: Mapping[int, RejectedPair]


def _with_reasons(person: MisPerson, candidates: list[Candidate]) -> list[Found]:
    ids = [each.account_id for each in candidates]
    links = Link.objects.filter(
        account__in=ids, school_mis=person.school_mis_id, ended_at__isnull=True
    ).select_related("mis_person")
    pairs = RejectedPair.objects.filter(mis_person=person, account__in=ids)
    known = _Known(
        person,
        frozenset(person.candidates.values_list("account_id", flat=True)),
        {each.account_id: each.mis_person for each in links},
        {each.account_id: each for each in pairs.select_related("decision")},
    )
    return [_with_reason(each, known) for each in candidates]


def _with_reason(candidate: Candidate, known: _Known) -> Found:
    reason = next(reason for reason, holds in _REASONS.items() if holds(candidate, known))
    return Found(candidate, reason, _SENTENCES[reason](candidate, known))


def _is_taken_back(candidate: Candidate, known: _Known) -> bool:
    pair = known.pairs.get(candidate.account_id)
    return pair is not None and pair.decision.decision == Decision.CREATE_UNDONE


def _is_long_gone(candidate: Candidate, known: _Known) -> bool:
    at = candidate.account.unallocated_at
    recent = timezone.now() - timedelta(days=settings.RECENTLY_UNALLOCATED_DAYS)
    return at is not None and at < recent


def _mis(known: _Known) -> str:
    return known.person.school_mis.get_product_display()


#: Reason → whether it holds, the weightiest first; the last one always does.
_REASONS: Final[Mapping[Reason, Callable[[Candidate, _Known], bool]]] = {
    Reason.TAKEN: lambda candidate, known: candidate.account_id in known.holders,
    Reason.TAKEN_BACK: _is_taken_back,
    Reason.RULED_OUT: lambda candidate, known: candidate.account_id in known.pairs,
    Reason.OFFERED: lambda candidate, known: candidate.account_id in known.offered,
    Reason.LONG_GONE: _is_long_gone,
    Reason.LITTLE: lambda candidate, _: candidate.score < DEFAULT.ask,
    Reason.RIVAL: lambda candidate, _: True,
}
_SENTENCES: Final[Mapping[Reason, Callable[[Candidate, _Known], str]]] = {
    Reason.TAKEN: lambda candidate, known: (
        f"It belongs to {known.holders[candidate.account_id]}, who is in {_mis(known)}."
    ),
    Reason.TAKEN_BACK: lambda candidate, known: (
        f"{told_of(known.pairs[candidate.account_id])} It is not offered again by itself."
    ),
    Reason.RULED_OUT: lambda candidate, known: (
        f"{told_of(known.pairs[candidate.account_id])} Take that back first."
    ),
    Reason.OFFERED: lambda candidate, known: f"It is on offer: go back to {known.person}.",
    Reason.LONG_GONE: lambda candidate, _: (
        f"At no school since {uk_date(candidate.account.unallocated_at)}: too long to be offered "
        "by itself."
    ),
    Reason.LITTLE: lambda candidate, _: "Too little agrees for it to be offered.",
    Reason.RIVAL: lambda candidate, known: (
        f"It fits somebody else in {_mis(known)} better, or it came up after the last run."
    ),
}
