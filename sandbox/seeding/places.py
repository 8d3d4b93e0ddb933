"""The demonstration's authorities, schools and portal users as the portal's records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from accounts.models import LocalAuthority, Membership, PortalUser, Role, School, SchoolMis
from sandbox.demo import (
    APP_SECRET,
    AUTHORITIES,
    DEMO_SCHOOLS,
    PASSWORD,
    WITH_AN_APP,
    DemoSchool,
    Login,
    logins,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One school of the demonstration, in the script's words and as records.

    ``staff`` are its portal users by role; the Service Desk is among them everywhere.
    """

    demo: DemoSchool
    school: School
    staff: dict[Role, PortalUser]

    @property
    def school_mis(self) -> SchoolMis:
        """The MIS that it uses now. Raises SchoolMis.DoesNotExist where it has chosen none."""
        return SchoolMis.objects.select_related("school").get(school=self.school, ended_at=None)

    @property
    def head(self) -> PortalUser:
        """Who accepts reports here."""
        return self.staff[Role.HEAD]

    @property
    def contact(self) -> PortalUser:
        """Who works the queues here: the Nominated Contact where there is one."""
        return self.staff.get(Role.NOMINATED_CONTACT, self.head)

    @property
    def desk(self) -> PortalUser:
        """Who helps."""
        return self.staff[Role.SERVICE_DESK]


def make_places(*, at: datetime) -> dict[str, Place]:
    """Create authorities, schools, their MIS and everybody who signs in; school key → place."""
    authorities = {
        each.code: LocalAuthority.objects.create(code=each.code, name=each.name)
        for each in AUTHORITIES
    }
    schools = {key: _school(each, authorities, at) for key, each in DEMO_SCHOOLS.items()}
    staff: dict[str, dict[Role, PortalUser]] = {key: {} for key in schools}
    for login, user in _users(at=at):
        role = Role(login.role)
        Membership.objects.create(
            user=user,
            role=role,
            school=schools.get(login.school),
            local_authority=authorities.get(login.la),
        )
        reached = [login.school] if login.school else list(schools)
        for key in reached if role != Role.LA_USER else ():
            staff[key][role] = user
    return {key: Place(DEMO_SCHOOLS[key], schools[key], staff[key]) for key in schools}


def _school(demo: DemoSchool, authorities: dict[str, LocalAuthority], at: datetime) -> School:
    school = School.objects.create(
        local_authority=authorities[demo.la],
        establishment=demo.establishment,
        urn=demo.urn,
        name=demo.name,
        phase=demo.phase,
        uses_autotext=demo.uses_autotext,
    )
    if demo.mis:
        SchoolMis.objects.create(school=school, product=demo.mis, started_at=at)
    return school


def _users(*, at: datetime) -> list[tuple[Login, PortalUser]]:
    """Everybody who signs in, with an address that counts as verified; one has a second step."""
    password = make_password(PASSWORD)  # slow on purpose, and one for all
    users = []
    for login in logins():
        user = PortalUser.objects.create(
            username=login.username,
            email=login.email,
            first_name=login.forename,
            last_name=login.surname,
            password=password,
            date_joined=at,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if login.username == WITH_AN_APP:
            TOTP.activate(user, APP_SECRET)
        users.append((login, user))
    return users
