"""Who signs in at the pages under test, and with which session."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Membership, PortalUser, Role, School
from tests.factories import PortalUserFactory
from tests.factories.accounts import PASSWORD
from tests.signing_in import note

__all__ = ["CAST", "PASSWORD", "make_people", "sessions"]

#: Username → role, and where: at the school, in its authority or trust, everywhere, far or nowhere.
CAST: Final[dict[str, tuple[Role | None, str]]] = {
    "head": (Role.HEAD, "school"),
    "head_proxy": (Role.HEAD_PROXY, "school"),
    "contact": (Role.NOMINATED_CONTACT, "school"),
    "la_user": (Role.LA_USER, "authority"),
    "trust_user": (Role.TRUST_USER, "trust"),
    "desk": (Role.SERVICE_DESK, "everywhere"),
    "far_head": (Role.HEAD, "far"),
    "nobody": (None, "nowhere"),
}


def make_people(*, school: School, far: School) -> None:
    """Make everybody of the cast."""
    for username, (role, where) in CAST.items():
        user: PortalUser = PortalUserFactory(
            username=username, first_name=username.replace("_", " ").title(), last_name="Tester"
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if role is not None:
            Membership.objects.create(
                user=user,
                role=role,
                school={"school": school, "far": far}.get(where),
                local_authority=school.local_authority if where == "authority" else None,
                trust=school.trust if where == "trust" else None,
            )


def sessions() -> dict[str, str]:
    """A signed-in session's key for each of the cast; its second step stays fresh all day."""
    keys = {}
    for username in CAST:
        client = Client()
        user = PortalUser.objects.get(username=username)
        client.force_login(user)
        note(client, user, "password", "mfa", ago=-timedelta(days=1))
        keys[username] = client.cookies["sessionid"].value
    return keys
