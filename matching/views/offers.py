"""The accounts that are offered to a MIS person, with where each is held. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.dates import uk_date
from accounts.models import School, SchoolAssociation, UsoAccount
from matching.models import Candidate, CandidateScope, MisPerson


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate with where its account is held now, its place at the person's school first."""

    candidate: Candidate
    places: Sequence[SchoolAssociation]

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


def offers_of(person: MisPerson, *, school: School) -> list[Offer]:
    """The person's candidates, best first, with where each account is held. Two queries."""
    candidates = list(person.candidates.select_related("account"))
    places = SchoolAssociation.objects.filter(
        account__in=[each.account_id for each in candidates], ended_at__isnull=True
    ).select_related("school")
    held = sorted(places, key=lambda each: (each.school_id != school.pk, each.school.name))
    return [
        Offer(candidate, [each for each in held if each.account_id == candidate.account_id])
        for candidate in candidates
    ]
