"""The cast that every integration test draws on: who is who at one school, and an outsider."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import LocalAuthority, PortalUser, Role, School, SchoolMis
from tests.factories import LicenceKeyFactory, SchoolMisFactory, TrustFactory, user_with_role


@dataclass(frozen=True, slots=True)
class Cast:
    """One SIMS school with its people, and the head of a school of another local authority.

    ``colleague`` is a second Nominated Contact of the same school.
    """

    school: School
    school_mis: SchoolMis
    head: PortalUser
    head_proxy: PortalUser
    nominated_contact: PortalUser
    colleague: PortalUser
    la_user: PortalUser
    trust_user: PortalUser
    desk: PortalUser
    outsider: PortalUser
    outsider_school: School
    outsider_mis: SchoolMis

    @property
    def local_authority(self) -> LocalAuthority:
        """The local authority of the school."""
        return self.school.local_authority

    @property
    def anonymous(self) -> Client:
        """A browser in which nobody has signed in."""
        return Client()

    def client(self, user: PortalUser) -> Client:
        """A browser in which ``user`` has signed in."""
        browser = Client()
        browser.force_login(user)
        return browser

    def everybody(self) -> dict[str, PortalUser]:
        """Each signed-in member of the cast by name."""
        names = (
            "head",
            "head_proxy",
            "nominated_contact",
            "colleague",
            "la_user",
            "trust_user",
            "desk",
            "outsider",
        )
        return {name: getattr(self, name) for name in names}


def make_cast() -> Cast:
    """A cast in the database."""
    school_mis: SchoolMis = SchoolMisFactory(
        school__name="Ashmead Primary School", school__trust=TrustFactory()
    )
    outsider_mis: SchoolMis = SchoolMisFactory(school__name="Faraway School")
    school, outsider_school = school_mis.school, outsider_mis.school
    return Cast(
        school=school,
        school_mis=school_mis,
        head=user_with_role(Role.HEAD, school=school),
        head_proxy=user_with_role(Role.HEAD_PROXY, school=school),
        nominated_contact=user_with_role(Role.NOMINATED_CONTACT, school=school),
        colleague=user_with_role(Role.NOMINATED_CONTACT, school=school),
        la_user=user_with_role(Role.LA_USER, local_authority=school.local_authority),
        trust_user=user_with_role(Role.TRUST_USER, trust=school.trust),
        desk=user_with_role(Role.SERVICE_DESK),
        outsider=user_with_role(Role.HEAD, school=outsider_school),
        outsider_school=outsider_school,
        outsider_mis=outsider_mis,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """A fresh cast."""
    return make_cast()


@pytest.fixture
def licence_key(cast: Cast) -> str:
    """The licence key of the cast's school, as its AutoUpdate software would send it."""
    return str(LicenceKeyFactory(school=cast.school).plain)
