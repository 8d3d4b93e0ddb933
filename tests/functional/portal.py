"""A portal with a database of its own: seeded once, copied for each test that changes anything.

The server runs in a thread of the tests' process, so that a test may look at the same rows.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from tests import migrated
from tests.functional.people import sessions
from tests.functional.seeding import seed


@dataclass(slots=True)
class Portal:
    """``url`` without a slash at its end; ``keys``: username → key of a signed-in session."""

    name: str
    store: Path
    url: str = ""
    keys: dict[str, str] = field(default_factory=dict)

    def cookie(self, who: str) -> Any:
        """The cookie with which somebody of the cast is signed in."""
        return {"name": "sessionid", "value": self.keys[who], "url": self.url, "httpOnly": True}

    @property
    def _seeded(self) -> str:
        return f"{self.name}_seeded"

    @property
    def _seeded_store(self) -> Path:
        return self.store.with_name("seeded")

    def make(self) -> None:
        """Seed a new database and keep it aside."""
        self._sql(f'drop database if exists "{self.name}" with (force)')
        self._sql(f'create database "{self.name}" template "{migrated.template()}"')
        use(self.name)
        with override_settings(UPLOAD_STORE_DIR=self.store):
            seed()
            self.keys = sessions()
        connection.close()
        self._sql(f'drop database if exists "{self._seeded}" with (force)')
        self._sql(f'alter database "{self.name}" rename to "{self._seeded}"')
        shutil.copytree(self.store, self._seeded_store)
        self.restore()

    def restore(self) -> None:
        """Put the database and the file store back to what they were when they were seeded."""
        connection.close()
        self._sql(f'drop database if exists "{self.name}" with (force)')
        self._sql(f'create database "{self.name}" template "{self._seeded}"')
        shutil.rmtree(self.store)
        shutil.copytree(self._seeded_store, self.store)

    def drop(self) -> None:
        """Leave nothing behind."""
        connection.close()
        for name in (self.name, self._seeded):
            self._sql(f'drop database if exists "{name}" with (force)')

    def _sql(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def use(name: str) -> str:
    """Let Django, in every thread, speak to the database of that name; returns the one before."""
    connection.close()
    before: str = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    return before


class Server(LiveServer):
    """Django's own test server; unlike pytest-django's fixture it empties no tables."""

    def __init__(self) -> None:
        super().__init__("localhost")
        self._live_server_modified_settings.enable()

    def stop(self) -> None:
        """Stop, and forget the host."""
        super().stop()
        self._live_server_modified_settings.disable()


def things(school_id: int) -> dict[str, Any]:
    """What the addresses of the seeded school are about."""
    from accounts.models import PortalUser, UsoAccount
    from autoupdate.casework.waiting_mails import token_of
    from autoupdate.models import Case, Group, Hold, MisChange, ProcessingRun, Pull, Upload
    from matching.models import ExcludedName, MatchDecision, MisPerson

    people = MisPerson.objects.filter(school_mis__school=school_id)
    asked = people.filter(standing="requires_matching").order_by("pk")
    uploads = Upload.objects.filter(school_mis__school=school_id)
    runs = ProcessingRun.objects.filter(school=school_id, status="done")
    cases = Case.objects.filter(school=school_id)
    left = UsoAccount.objects.filter(unallocated_at__isnull=False)
    return {
        **_roles(school_id),
        "school_id": school_id,
        "kind": "student",
        "report": "staff",
        "change_id": MisChange.objects.filter(school=school_id).earliest("pk").pk,
        "sub_report": "students",
        "field": "house",
        "page": "confirm",
        "product": "arbor",
        "person_id": asked.values_list("pk", flat=True)[0],
        "name_id": ExcludedName.objects.earliest("pk").pk,
        "run_id": runs.order_by("pk")[1].pk,
        "hold_id": Hold.objects.earliest("pk").pk,
        "together": _together(school_id),
        "decision_id": MatchDecision.objects.earliest("pk").pk,
        "account_id": left.order_by("pk")[0].pk,
        "group_id": Group.objects.filter(school_mis__school=school_id).earliest("pk").pk,
        "case_id": cases.earliest("pk").pk,
        "pull_id": Pull.objects.filter(school=school_id).earliest("pk").pk,
        "way": "now",
        "token": token_of(
            reader_id=PortalUser.objects.get(username="contact").pk, school_id=school_id
        ),
        "slug": "no-account",
        "upload_id": uploads.filter(num_problems__gt=0, state="processed").order_by("pk")[0].pk,
    }


def _together(school_id: int) -> Any:
    """The number of what was decided together about people of the school; made if there is none."""
    from matching.models import MatchDecision, MisPerson
    from tests.factories import MatchDecisionFactory, RejectedPairFactory

    decided = MatchDecision.objects.filter(
        together__isnull=False, mis_person__school_mis__school=school_id
    ).first()
    if decided is None:
        linked = MisPerson.objects.filter(school_mis__school=school_id, standing="linked")
        decided = MatchDecisionFactory(mis_person=linked.earliest("pk"), together=uuid4())
        RejectedPairFactory(decision=decided)
    return decided.together


def _roles(school_id: int) -> dict[str, Any]:
    """What the addresses about roles are about; made where there is none yet."""
    from accounts.models import Invitation, Membership, RoleRequest, School
    from accounts.role_words import link_of
    from tests.factories import InvitationFactory, RoleRequestFactory

    school = School.objects.get(pk=school_id)
    authority = school.local_authority
    request = RoleRequest.objects.filter(school=school).first()
    invitation = Invitation.objects.filter(school=school).first()
    to_authority = Invitation.objects.filter(local_authority=authority).first()
    invitation = invitation or InvitationFactory(school=school)
    to_authority = to_authority or InvitationFactory(
        role="la_user", school=None, local_authority=authority
    )
    trust = school.trust
    to_trust = Invitation.objects.filter(trust=trust).first() or InvitationFactory(
        role="trust_user", school=None, trust=trust
    )
    held = Membership.objects.filter(school=school, role="nominated_contact")
    return {
        "membership_id": held.earliest("pk").pk,
        "la_membership_id": Membership.objects.filter(local_authority=authority).earliest("pk").pk,
        "trust_id": school.trust_id,
        "move": uuid4(),
        "trust_membership_id": Membership.objects.filter(trust=trust).earliest("pk").pk,
        "trust_invitation_id": to_trust.pk,
        "request_id": (request or RoleRequestFactory(school=school)).pk,
        "answer": "refuse",
        "role": "nominated_contact",
        "invitation_id": invitation.pk,
        "la_invitation_id": to_authority.pk,
        "link": link_of(invitation),
        "authority_id": authority.pk,
    }
