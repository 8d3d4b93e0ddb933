"""Factories of WHO: authorities, schools, portal users, USO accounts and their associations."""

from __future__ import annotations

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.models import (
    AccountKind,
    AccountOrigin,
    AssociationSource,
    Invitation,
    LocalAuthority,
    Membership,
    MisProduct,
    Phase,
    PortalUser,
    Role,
    RoleRequest,
    School,
    SchoolAssociation,
    SchoolMis,
    Trust,
    UsernameStem,
    UsoAccount,
)
from tests.factories.moments import now

PASSWORD = "correct horse battery staple"


def letters(number: int) -> str:
    """A number in letters (0 → a, 26 → ba), since usernames have none but a collision number."""
    text = ""
    while True:
        number, rest = divmod(number, 26)
        text = chr(ord("a") + rest) + text
        if not number:
            return text


class LocalAuthorityFactory(DjangoModelFactory[LocalAuthority]):
    """A local authority with a code of its own."""

    class Meta:
        model = LocalAuthority

    code = factory.Sequence(lambda n: f"{200 + n % 800}")
    name = factory.Sequence(lambda n: f"Borough {n}")


class TrustFactory(DjangoModelFactory[Trust]):
    """A trust without schools."""

    class Meta:
        model = Trust

    name = factory.Sequence(lambda n: f"Trust {n}")


class SchoolFactory(DjangoModelFactory[School]):
    """A primary school in an authority of its own."""

    class Meta:
        model = School

    local_authority = factory.SubFactory(LocalAuthorityFactory)
    establishment = factory.Sequence(lambda n: f"{2000 + n % 8000}")
    urn = factory.Sequence(lambda n: 100000 + n)
    name = factory.Sequence(lambda n: f"School {n}")
    phase = Phase.PRIMARY


class SchoolMisFactory(DjangoModelFactory[SchoolMis]):
    """A school's use of SIMS, still open."""

    class Meta:
        model = SchoolMis

    school = factory.SubFactory(SchoolFactory)
    product = MisProduct.SIMS
    started_at = factory.LazyFunction(now)


class PortalUserFactory(DjangoModelFactory[PortalUser]):
    """Somebody who can sign in with ``PASSWORD``, with no role anywhere."""

    class Meta:
        model = PortalUser
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda made: f"{made.username}@example.org")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Reader{n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A Headteacher's membership; other roles through ``user_with_role``."""

    class Meta:
        model = Membership

    user = factory.SubFactory(PortalUserFactory)
    role = Role.HEAD
    school = factory.SubFactory(SchoolFactory)


def user_with_role(
    role: Role,
    *,
    school: School | None = None,
    local_authority: LocalAuthority | None = None,
    trust: Trust | None = None,
) -> PortalUser:
    """A new portal user who holds ``role`` at the one place that is given, or everywhere."""
    user: PortalUser = PortalUserFactory(first_name=Role(role).label)
    place = {"school": school, "local_authority": local_authority, "trust": trust}
    MembershipFactory(user=user, role=role, **place)
    return user


class RoleRequestFactory(DjangoModelFactory[RoleRequest]):
    """Somebody asks to be a Nominated Contact, and waits."""

    class Meta:
        model = RoleRequest

    user = factory.SubFactory(PortalUserFactory)
    school = factory.SubFactory(SchoolFactory)
    role = Role.NOMINATED_CONTACT


class InvitationFactory(DjangoModelFactory[Invitation]):
    """Somebody is invited to be a Nominated Contact, and has not answered."""

    class Meta:
        model = Invitation

    school = factory.SubFactory(SchoolFactory)
    role = Role.NOMINATED_CONTACT
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    forename = "Ines"
    surname = factory.Sequence(lambda n: f"Invited{n}")
    invited_at = factory.LazyFunction(now)
    valid_until = factory.LazyAttribute(lambda made: made.invited_at + timedelta(days=14))


class UsoAccountFactory(DjangoModelFactory[UsoAccount]):
    """A student's account, made overnight, at no school yet."""

    class Meta:
        model = UsoAccount

    kind = AccountKind.STUDENT
    local_authority = factory.SubFactory(LocalAuthorityFactory)
    username = factory.LazyAttributeSequence(
        lambda made, n: f"pupil{letters(n)}.{made.local_authority.code}"
    )
    legal_forename = "Alex"
    legal_surname = factory.Sequence(lambda n: f"Account{letters(n)}")
    date_of_birth = date(2014, 5, 17)
    origin = AccountOrigin.NIGHT
    created_at = factory.LazyFunction(now)
    latest_move_at = factory.SelfAttribute("created_at")


class SchoolAssociationFactory(DjangoModelFactory[SchoolAssociation]):
    """An account held at a school of its own local authority, live."""

    class Meta:
        model = SchoolAssociation

    school = factory.SubFactory(SchoolFactory)
    account = factory.SubFactory(
        UsoAccountFactory, local_authority=factory.SelfAttribute("..school.local_authority")
    )
    source = AssociationSource.MIS
    started_at = factory.LazyFunction(now)


class UsernameStemFactory(DjangoModelFactory[UsernameStem]):
    """A stem of which no number was given yet."""

    class Meta:
        model = UsernameStem

    local_authority = factory.SubFactory(LocalAuthorityFactory)
    stem = factory.Sequence(lambda n: f"stem{letters(n)}")
