"""The demonstration's authorities, trusts, schools and portal users as the portal's records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from accounts.models import LocalAuthority, Membership, PortalUser, Role, School, SchoolMis, Trust
from sandbox.demo import (
    APP_SECRET,
    AUTHORITIES,
    DEMO_SCHOOLS,
    PASSWORD,
    TRUSTS,
    WITH_AN_APP,
    DemoSchool,
    DemoTrust,
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
    """Create authorities, trusts, schools, their MIS and whoever signs in; school key → place."""
    authorities = {
        each.code: LocalAuthority.objects.create(code=each.code, name=each.name)
        for each in AUTHORITIES
    }
    schools = {key: _school(each, authorities, at) for key, each in DEMO_SCHOOLS.items()}
    trusts = {each.key: _trust(each, schools) for each in TRUSTS}
    staff: dict[str, dict[Role, PortalUser]] = {key: {} for key in schools}
    for login, user in _users(at=at):
        role = Role(login.role)
        Membership.objects.create(
            user=user,
            role=role,
            school=schools.get(login.school),
            local_authority=authorities.get(login.la),
            trust=trusts.get(login.trust),
        )
        everywhere = list(schools) if role == Role.SERVICE_DESK else []
        for key in [login.school] if login.school else everywhere:
            staff[key][role] = user
    return {key: Place(DEMO_SCHOOLS[key], schools[key], staff[key]) for key in schools}


def _trust(demo: DemoTrust, schools: dict[str, School]) -> Trust:
    trust = Trust.objects.create(name=demo.name)
    for key in demo.schools:
        schools[key].trust = trust
        schools[key].save(update_fields=["trust"])
    return trust


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
