"""The places of a whole base: authorities, trusts, schools, what they use and who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone

from accounts.models import (
    LocalAuthority,
    Membership,
    PortalUser,
    Role,
    School,
    SchoolMis,
    Trust,
)
from autoupdate.licence_keys import GROUP_LENGTH, SIGNS
from autoupdate.models import Case, LicenceKey, ReportAcceptance

#: About as many as London has.
NUM_AUTHORITIES: Final = 33
#: Every third school is in a trust; so many of them are in one.
_IN_A_TRUST: Final = 10
#: Every third school accepts all of these, the others the first two.
ALL_REPORTS: Final = ("staff", "students", "contacts", "groups")
_THIRD: Final = 3
#: Who has a role at every school, besides those who are measured.
_ROLES: Final = (Role.HEAD, Role.NOMINATED_CONTACT)


def reports_of(at: int) -> Sequence[str]:
    """What the school accepts that was added as number ``at``."""
    return ALL_REPORTS if at % _THIRD == 0 else ALL_REPORTS[:2]


def add_schools(number: int) -> list[SchoolMis]:
    """So many schools, in as many authorities as there are, each with SIMS, a key and people."""
    first = School.objects.count()
    schools = [_school(first + at) for at in range(number)]
    _put_into_trusts(schools)
    School.objects.bulk_create(schools)
    now = timezone.now()
    in_use = [
        SchoolMis(school=each, product="sims", started_at=now - timedelta(days=400))
        for each in schools
    ]
    SchoolMis.objects.bulk_create(in_use)
    head = person(Role.HEAD, school=schools[0])
    ReportAcceptance.objects.bulk_create(
        ReportAcceptance(school_mis=each, report=report, accepted_by=head)
        for at, each in enumerate(in_use)
        for report in reports_of(at)
    )
    _add_keys(schools)
    _add_people(schools)
    Case.objects.bulk_create(
        Case(school=each, kind="other", raised_by=head, subject="A question", raised_at=now)
        for each in schools[::3]
    )
    return in_use


def _school(at: int) -> School:
    code = 201 + at % NUM_AUTHORITIES
    authority, _ = LocalAuthority.objects.get_or_create(
        code=str(code), defaults={"name": f"Borough {code}"}
    )
    number = 2000 + at // NUM_AUTHORITIES
    return School(
        local_authority=authority,
        establishment=str(number),
        urn=100_000 + at,
        name=f"{_NAMES[at % len(_NAMES)]} {_SORTS[at % len(_SORTS)]} {number}",
    )


_NAMES: Final = ("Ashmead", "Oakfield", "St Mary’s", "Hillcrest", "Northbrook", "Riverside", "Elm")
_SORTS: Final = ("Primary School", "Academy", "High School", "Infant School")


def _put_into_trusts(schools: Sequence[School]) -> None:
    joining = schools[::_THIRD]
    first = Trust.objects.count()
    trusts = [Trust(name=f"Trust {first + at}") for at in range(-(-len(joining) // _IN_A_TRUST))]
    Trust.objects.bulk_create(trusts)
    for at, each in enumerate(joining):
        each.trust = trusts[at // _IN_A_TRUST]


def _add_keys(schools: Sequence[School]) -> None:
    """A key each, of which only the ending can be read."""
    LicenceKey.objects.bulk_create(
        LicenceKey(school=each, digest=f"{each.pk:064x}", encrypted="-", ending=ending(each.pk))
        for each in schools
    )


def ending(number: int) -> str:
    """The last signs of a school's key, another for each number below a million."""
    signs = ""
    for _ in range(GROUP_LENGTH):
        number, at = divmod(number, len(SIGNS))
        signs = SIGNS[at] + signs
    return signs


def _add_people(schools: Sequence[School]) -> None:
    names = [(f"{role.value}{each.pk}", role, each) for each in schools for role in _ROLES]
    users = [PortalUser(username=name, email=f"{name}@benchmark.example") for name, _, _ in names]
    PortalUser.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(user=user, role=role, school=school)
        for user, (_, role, school) in zip(users, names, strict=True)
    )


def person(
    role: Role,
    *,
    school: School | None = None,
    authority: LocalAuthority | None = None,
    trust: Trust | None = None,
) -> PortalUser:
    """Somebody new with this role."""
    name = f"benchmark{PortalUser.objects.count()}"
    user = PortalUser.objects.create(username=name, email=f"{name}@benchmark.example")
    Membership.objects.create(
        user=user, role=role, school=school, local_authority=authority, trust=trust
    )
    return user
