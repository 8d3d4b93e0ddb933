"""Letting an account go by hand: from one school, or from all that somebody may act for."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.ending import end_here, unallocate
from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, UsoAccount
from tests.factories import (
    SchoolAssociationFactory,
    SchoolFactory,
)
from tests.integration.conftest import Cast


@pytest.fixture
def account(cast: Cast) -> UsoAccount:
    """An account that two schools hold."""
    held: UsoAccount = SchoolAssociationFactory(school=cast.school).account
    SchoolAssociationFactory(account=held, school=cast.outsider_school)
    return held


def held_by(account: UsoAccount) -> set[int]:
    return set(account.associations.filter(ended_at=None).values_list("school", flat=True))


def test_one_school_lets_go_and_another_keeps_it(cast: Cast, account: UsoAccount) -> None:
    gone = end_here(account, school=cast.school, by=cast.nominated_contact, reason=" Moved away ")
    assert (gone.schools, gone.is_unallocated) == ((cast.school,), False)
    assert held_by(account) == {cast.outsider_school.pk}
    event = AuditEvent.objects.get(action="account.association_ended")
    assert (event.school, event.account, event.reason) == (cast.school, account, "Moved away")
    assert event.before is not None
    assert event.after == {"unallocated": False}
    again = end_here(account, school=cast.school, by=cast.head, reason="Again")
    assert again.schools == ()


def test_unallocating_reaches_as_far_as_the_person(cast: Cast, account: UsoAccount) -> None:
    gone = unallocate(account, school=cast.school, by=cast.head, reason="Duplicate")
    assert gone.schools == (cast.school,)
    SchoolAssociationFactory(account=account, school=cast.school)
    SchoolAssociationFactory(account=account, school=SchoolFactory())
    gone = unallocate(account, school=cast.school, by=cast.desk, reason="Duplicate")
    assert len(gone.schools) == 3
    assert gone.is_unallocated
    account.refresh_from_db()
    assert account.unallocated_at is not None


def test_needs_the_permission_and_a_reason(cast: Cast, account: UsoAccount) -> None:
    for end in (end_here, unallocate):
        for who in (cast.la_user, cast.outsider):
            with pytest.raises(PermissionDenied):
                end(account, school=cast.school, by=who, reason="x")
        with pytest.raises(ActionRefused, match="Say why"):
            end(account, school=cast.school, by=cast.head, reason="  ")
    assert len(held_by(account)) == 2
