"""Factories of WHO IS WHO: MIS persons, links, candidates, decisions, excluded names."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.models import AccountKind
from matching.models import (
    Candidate,
    CandidateScope,
    Decision,
    ExcludedName,
    KeysRenewal,
    Link,
    LinkMade,
    MatchDecision,
    MisPerson,
    RejectedPair,
    Standing,
)
from tests.factories.accounts import (
    PortalUserFactory,
    SchoolFactory,
    SchoolMisFactory,
    UsoAccountFactory,
    letters,
)
from tests.factories.moments import now


class MisPersonFactory(DjangoModelFactory[MisPerson]):
    """A student in the last processed export who requires matching."""

    class Meta:
        model = MisPerson

    school_mis = factory.SubFactory(SchoolMisFactory)
    kind = AccountKind.STUDENT
    mis_id = factory.Sequence(lambda n: str(1000 + n))
    legal_forename = "Alex"
    legal_surname = factory.Sequence(lambda n: f"Person{letters(n)}")
    date_of_birth = date(2014, 5, 17)
    in_current = True
    in_future = False
    first_seen_at = factory.LazyFunction(now)
    standing = Standing.REQUIRES_MATCHING
    standing_code = "similar_exists"
    standing_since = factory.SelfAttribute("first_seen_at")


def _account_of_the_authority(path: str) -> factory.SubFactory:
    return factory.SubFactory(UsoAccountFactory, local_authority=factory.SelfAttribute(path))


class LinkFactory(DjangoModelFactory[Link]):
    """A live, leading link between a linked MIS person and an account of the same authority."""

    class Meta:
        model = Link

    mis_person = factory.SubFactory(
        MisPersonFactory, standing=Standing.LINKED, standing_code="linked"
    )
    school_mis = factory.SelfAttribute("mis_person.school_mis")
    account = _account_of_the_authority("..school_mis.school.local_authority")
    is_leading = True
    made = LinkMade.CREATED
    made_at = factory.LazyFunction(now)


class CandidateFactory(DjangoModelFactory[Candidate]):
    """An account at the same school that scores 80."""

    class Meta:
        model = Candidate

    mis_person = factory.SubFactory(MisPersonFactory)
    account = _account_of_the_authority("..mis_person.school_mis.school.local_authority")
    score = 80.0
    scope = CandidateScope.SCHOOL


class MatchDecisionFactory(DjangoModelFactory[MatchDecision]):
    """Somebody's decision that the two are not the same person."""

    class Meta:
        model = MatchDecision

    mis_person = factory.SubFactory(MisPersonFactory)
    account = _account_of_the_authority("..mis_person.school_mis.school.local_authority")
    decision = Decision.NOT_SAME_PERSON
    decided_by = factory.SubFactory(PortalUserFactory)


class RejectedPairFactory(DjangoModelFactory[RejectedPair]):
    """A standing "not the same person", with the decision behind it."""

    class Meta:
        model = RejectedPair

    decision = factory.SubFactory(MatchDecisionFactory)
    mis_person = factory.SelfAttribute("decision.mis_person")
    account = factory.SelfAttribute("decision.account")


class ExcludedNameFactory(DjangoModelFactory[ExcludedName]):
    """A name that should not be in USO, for both kinds."""

    class Meta:
        model = ExcludedName

    school = factory.SubFactory(SchoolFactory)
    forename = "Test"
    surname = factory.Sequence(lambda n: f"Pupil{letters(n)}")
    added_by = factory.SubFactory(PortalUserFactory)


class KeysRenewalFactory(DjangoModelFactory[KeysRenewal]):
    """A walk through all accounts that is not done."""

    class Meta:
        model = KeysRenewal

    version = factory.Sequence(lambda number: f"version {number}")
