"""Scenes that the tests of decisions share: a person who requires matching, with candidates."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import SchoolMis, UsoAccount
from matching.models import Candidate, MisPerson
from tests.factories import CandidateFactory, MisPersonFactory, SchoolAssociationFactory

REASONS = [{"field": "forename", "agreement": "close", "why": "Jon is short for Jonathan"}]


@dataclass(frozen=True, slots=True)
class Question:
    """A person, the account that is theirs as far as the test goes, and another one."""

    person: MisPerson
    account: UsoAccount
    other: UsoAccount

    @property
    def offered(self) -> set[int]:
        """The accounts that are offered to the person now."""
        return set(self.person.candidates.values_list("account_id", flat=True))


def ask(school_mis: SchoolMis, **details: object) -> Question:
    """Somebody with two candidates, both held by hand at the school."""
    person: MisPerson = MisPersonFactory(
        school_mis=school_mis,
        standing_code="requires_matching",
        year_group="9",
        reg_group="9B",
        **details,
    )
    best: Candidate = CandidateFactory(mis_person=person, score=82.5, reasons=REASONS)
    other: Candidate = CandidateFactory(mis_person=person, score=61.0)
    for candidate in (best, other):
        SchoolAssociationFactory(account=candidate.account, school=school_mis.school, source="hand")
    return Question(person, best.account, other.account)
