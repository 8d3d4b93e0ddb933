"""The accounts that are offered to a MIS person, with where each is held. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.dates import uk_date
from accounts.models import (
    AssociationEnd,
    PortalUser,
    School,
    SchoolAssociation,
    UsoAccount,
)
from accounts.permissions import AUTHORITY_ROLES, Permission, can, roles_at
from matching.models import Candidate, CandidateScope, MisPerson


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate with where its account is held now, its place at the person's school first.

    ``is_open``: whoever looks may see all of the account anyway, by their role at a school that
    holds it, or over the authority of one that no school holds. ``let_go_at``: when staff of the
    person's school let go of the account, unless it holds it now.
    """

    candidate: Candidate
    places: Sequence[SchoolAssociation]
    is_open: bool = False
    let_go_at: datetime | None = None

    @property
    def account(self) -> UsoAccount:
        """The account that is offered."""
        return self.candidate.account

    @property
    def is_ours(self) -> bool:
        """Whether the person's own school holds the account."""
        return self.candidate.scope == CandidateScope.SCHOOL

    @property
    def where(self) -> str:
        """Where the account is held now, in words."""
        if self.places:
            return ", ".join(each.school.name for each in self.places)
        since = self.account.unallocated_at
        return f"At no school since {uk_date(since)}" if since else "At no school"

    @property
    def year_group(self) -> str:
        """The year of the account where it is held."""
        return next((each.year_group for each in self.places if each.year_group), "")


def offers_of(person: MisPerson, *, school: School, by: PortalUser) -> list[Offer]:
    """The person's candidates, best first, with where each account is held. Two queries."""
    return offered(list(person.candidates.select_related("account")), school=school, by=by)


def offered(candidates: Sequence[Candidate], *, school: School, by: PortalUser) -> list[Offer]:
    """The candidates with where each account is held. One query."""
    places = SchoolAssociation.objects.filter(
        Q(ended_at__isnull=True) | Q(school=school, end_reason=AssociationEnd.STAFF),
        account__in=[each.account_id for each in candidates],
    ).select_related("school")
    live = [each for each in places if each.ended_at is None]
    held = sorted(live, key=lambda each: (each.school_id != school.pk, each.school.name))
    ended = {(each.account_id, each.ended_at) for each in places if each.ended_at is not None}
    found = []
    for candidate in candidates:
        here = [each for each in held if each.account_id == candidate.account_id]
        is_open = _is_open(candidate.account, here, school=school, by=by)
        is_ours = any(each.school_id == school.pk for each in here)
        let_go = [at for account_id, at in ended if account_id == candidate.account_id]
        let_go_at = None if is_ours else max(let_go, default=None)
        found.append(Offer(candidate, here, is_open, let_go_at))
    return found


def _is_open(
    account: UsoAccount, places: Sequence[SchoolAssociation], *, school: School, by: PortalUser
) -> bool:
    if places:
        return any(can(by, Permission.SEE_ACCOUNTS, each.school) for each in places)
    is_of_the_authority = account.local_authority_id == school.local_authority_id
    return is_of_the_authority and not AUTHORITY_ROLES.isdisjoint(roles_at(by, school))
