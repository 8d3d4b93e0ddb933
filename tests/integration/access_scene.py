"""Something of everything at the cast's school, for whoever knocks at every door.

A module that takes its fixtures has one cast for all its tests, rolled back after the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import PortalUser
from accounts.role_words import link_of
from autoupdate.casework.waiting_mails import token_of
from matching.models import MisPerson
from tests.access import ANONYMOUS, CAST
from tests.factories import (
    CaseFactory,
    CaseMessageFactory,
    ExcludedNameFactory,
    FieldOptOutFactory,
    GroupMembershipFactory,
    HeldRemovalFactory,
    HoldFactory,
    InvitationFactory,
    LicenceKeyFactory,
    LinkFactory,
    MatchDecisionFactory,
    MisChangeFactory,
    OutcomeFactory,
    PortalUserFactory,
    ProcessingRunFactory,
    PullFactory,
    RejectedPairFactory,
    RoleRequestFactory,
    SchoolAssociationFactory,
    SchoolMisFactory,
    StudentContactFactory,
    UploadFactory,
    UploadProblemFactory,
    accept_reports,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.conftest import Cast, make_cast
from tests.integration.matching.scenes import Question, ask


def everybody(cast: Cast) -> dict[str, PortalUser | None]:
    """Name in ``tests.access`` → who that is; None for whoever has not signed in."""
    people: dict[str, PortalUser | None] = dict(cast.everybody())
    people["nobody"] = PortalUserFactory(first_name="Without a role")
    people[ANONYMOUS] = None
    assert set(people) == {*CAST, ANONYMOUS}
    return people


def set_up(cast: Cast) -> dict[str, Any]:
    """Fill the school; returns what each address of it is about."""
    accept_reports(cast.school_mis, "staff", "students", "contacts", "groups", by=cast.head)
    run = ProcessingRunFactory(
        school_mis=cast.school_mis, done=True, counts={"student": {"created": 1, "unchanged": 9}}
    )
    OutcomeFactory(run=run, code="created")
    hold = HoldFactory(run=run)
    removal = HeldRemovalFactory(hold=hold, code="left_not_in_export")
    SchoolAssociationFactory(account=removal.link.account, school=cast.school)
    question = ask(cast.school_mis)
    left_account(cast.school)
    upload = UploadFactory(school_mis=cast.school_mis, num_problems=1, state="ready")
    UploadProblemFactory(upload=upload)
    FieldOptOutFactory(school=cast.school, sub_report="students", field="house")
    case = CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    CaseMessageFactory(case=case, written_by=cast.head)
    CaseFactory(school=cast.school, raised_by=cast.head, resolved=True)
    long_ago = timezone.now() - timedelta(days=90)
    before = SchoolMisFactory(
        school=cast.school, product="sims_connected", started_at=long_ago, ended_at=timezone.now()
    )
    change = MisChangeFactory(before=before, after=cast.school_mis, first_run=run)
    gone = LinkFactory(mis_person__school_mis=before)
    SchoolAssociationFactory(account=gone.account, school=cast.school)
    return {
        **(_roles(cast) | _school_life(question.person) | _decided(question)),
        "school_id": cast.school.pk,
        "kind": "student",
        "change_id": change.pk,
        "report": "staff",
        "sub_report": "students",
        "field": "house",
        "page": "confirm",
        "product": "sims_connected",
        "person_id": question.person.pk,
        "name_id": ExcludedNameFactory(school=cast.school).pk,
        "run_id": run.pk,
        "hold_id": hold.pk,
        "account_id": question.account.pk,
        "upload_id": upload.pk,
        "pull_id": PullFactory(school=cast.school, done=True).pk,
        "case_id": case.pk,
        "way": "now",
        "token": token_of(reader_id=cast.head.pk, school_id=cast.school.pk),
        "slug": "no-account",
    }


def _decided(question: Question) -> dict[str, Any]:
    """A decision that stands, one of several that were made together."""
    decision = MatchDecisionFactory(
        mis_person=question.person, account=question.other, together=uuid4()
    )
    RejectedPairFactory(decision=decision)
    return {"decision_id": decision.pk, "together": decision.together}


def _school_life(pupil: MisPerson) -> dict[str, Any]:
    """A pupil's group and contact."""
    StudentContactFactory(contact__school_mis=pupil.school_mis, student=pupil)
    member = GroupMembershipFactory(group__school_mis=pupil.school_mis, mis_person=pupil)
    return {"group_id": member.group_id}


def _roles(cast: Cast) -> dict[str, Any]:
    """What the addresses about roles are about."""
    authority = cast.local_authority
    invitation = InvitationFactory(school=cast.school, invited_by=cast.head)
    to_authority = InvitationFactory(role="la_user", school=None, local_authority=authority)
    trust = cast.school.trust
    assert trust is not None
    to_trust = InvitationFactory(role="trust_user", school=None, trust=trust)
    return {
        "membership_id": cast.colleague.memberships.get().pk,
        "trust_id": trust.pk,
        "move": uuid4(),
        "trust_membership_id": cast.trust_user.memberships.get().pk,
        "trust_invitation_id": to_trust.pk,
        "la_membership_id": cast.la_user.memberships.get().pk,
        "request_id": RoleRequestFactory(school=cast.school).pk,
        "answer": "grant",
        "role": "nominated_contact",
        "invitation_id": invitation.pk,
        "la_invitation_id": to_authority.pk,
        "link": link_of(invitation),
        "authority_id": authority.pk,
    }


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast, what the addresses of its school are about, and who has signed in.

    ``sessions``: name in ``tests.access`` → key of their session, "" for whoever has none.
    """

    cast: Cast
    about: dict[str, Any]
    sessions: dict[str, str]

    def browser(self, who: str) -> Client:
        """A browser of its own, in which they have signed in once for all."""
        client = Client(raise_request_exception=True)
        if key := self.sessions[who]:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client


def _session(user: PortalUser | None) -> str:
    if user is None:
        return ""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """A full school, which has a licence key; what a test changes is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        LicenceKeyFactory(school=cast.school)
        about = set_up(cast)
        yield Scene(cast, about, {who: _session(user) for who, user in everybody(cast).items()})
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cast(scene: Scene) -> Cast:
    return scene.cast


@pytest.fixture(scope="module")
def about(scene: Scene) -> dict[str, Any]:
    return scene.about
