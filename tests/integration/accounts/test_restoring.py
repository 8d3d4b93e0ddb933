"""Restoring unallocated accounts, one and many, and taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.restoring import restore, undo_restore
from accounts.models import (
    AssociationEnd,
    AssociationSource,
    AuditEvent,
    LatestMove,
    School,
    SchoolAssociation,
    UsoAccount,
)
from tests.factories import SchoolAssociationFactory
from tests.integration.conftest import Cast


def left_account(school: School, **details: object) -> UsoAccount:
    """An account whose only association, at ``school``, the process has ended."""
    ended = timezone.now() - timedelta(days=2)
    association: SchoolAssociation = SchoolAssociationFactory(
        school=school,
        account__unallocated_at=ended,
        started_at=ended - timedelta(days=200),
        ended_at=ended,
        end_reason=AssociationEnd.LEFT,
        year_group="9",
        reg_group="9B",
        **details,
    )
    return association.account


def live(account: UsoAccount) -> list[SchoolAssociation]:
    return list(account.associations.filter(ended_at__isnull=True))


def test_restores_with_the_place_the_account_had(cast: Cast) -> None:
    account = left_account(cast.school)
    changed = restore([account.pk], school=cast.school, by=cast.nominated_contact, reason="Back")

    account.refresh_from_db()
    [association] = live(account)
    assert [each.pk for each in changed.done] == [account.pk]
    assert changed.skipped == ()
    assert association.source == AssociationSource.HAND
    assert (association.year_group, association.reg_group) == ("9", "9B")
    assert account.unallocated_at is None
    assert account.latest_move == LatestMove.MOVED
    event = AuditEvent.objects.get(action="account.restored")
    assert event.account == account
    assert event.by == cast.nominated_contact
    assert event.reason == "Back"
    assert event.before is not None
    assert event.before["unallocated_at"]
    assert event.after == {"association": association.pk}


def test_restoring_twice_is_harmless(cast: Cast) -> None:
    account = left_account(cast.school)
    restore([account.pk], school=cast.school, by=cast.head)
    again = restore([account.pk], school=cast.school, by=cast.colleague)

    assert again.done == ()
    assert [each.pk for each in again.skipped] == [account.pk]
    assert len(live(account)) == 1
    assert AuditEvent.objects.filter(action="account.restored").count() == 1


def test_restores_many_with_one_statement_each_for_the_audit_alone(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    accounts = [left_account(cast.school) for _ in range(12)]
    with django_assert_max_num_queries(15 + len(accounts)):
        changed = restore([each.pk for each in accounts], school=cast.school, by=cast.desk)
    assert len(changed.done) == 12


def test_leaves_alone_what_another_school_held(cast: Cast) -> None:
    theirs = left_account(cast.outsider_school)
    changed = restore([theirs.pk], school=cast.school, by=cast.head)
    assert (changed.done, changed.skipped) == ((), ())
    assert not live(theirs)


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_needs_the_permission(cast: Cast, who: str) -> None:
    account = left_account(cast.school)
    with pytest.raises(PermissionDenied):
        restore([account.pk], school=cast.school, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        undo_restore([account.pk], school=cast.school, by=getattr(cast, who))


def test_an_undo_ends_what_the_restore_started(cast: Cast) -> None:
    account = left_account(cast.school)
    restore([account.pk], school=cast.school, by=cast.head)
    changed = undo_restore([account.pk], school=cast.school, by=cast.head)

    account.refresh_from_db()
    assert [each.pk for each in changed.done] == [account.pk]
    assert not live(account)
    assert account.unallocated_at is not None
    assert account.associations.filter(end_reason=AssociationEnd.STAFF).count() == 1
    event = AuditEvent.objects.get(action="account.restore_undone")
    assert event.after == {"unallocated": True}

    again = undo_restore([account.pk], school=cast.school, by=cast.head)
    assert again.done == ()


def test_an_undo_leaves_what_the_mis_has_taken_over(cast: Cast) -> None:
    account = left_account(cast.school)
    restore([account.pk], school=cast.school, by=cast.head)
    account.associations.filter(ended_at__isnull=True).update(source=AssociationSource.MIS)

    changed = undo_restore([account.pk], school=cast.school, by=cast.head)
    assert [each.pk for each in changed.skipped] == [account.pk]
    assert len(live(account)) == 1


def test_a_restored_account_can_be_restored_after_an_undo(cast: Cast) -> None:
    account = left_account(cast.school)
    for _ in range(2):
        restore([account.pk], school=cast.school, by=cast.head)
        undo_restore([account.pk], school=cast.school, by=cast.head)
    restore([account.pk], school=cast.school, by=cast.head)
    assert len(live(account)) == 1
