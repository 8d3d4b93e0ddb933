"""Releasing held removals."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AssociationEnd, AuditEvent
from autoupdate.actions.holds import release, release_all
from autoupdate.models import HeldRemoval, Hold, HoldState
from matching.bulk.links import end_links
from matching.models import LinkEnd, Standing
from tests.factories import (
    HeldRemovalFactory,
    HoldFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
)
from tests.integration.conftest import Cast


def hold_of(cast: Cast, *codes: str) -> tuple[Hold, list[HeldRemoval]]:
    """An open hold at the cast's school, one linked student held for each code."""
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    hold: Hold = HoldFactory(run=run, num_removals=len(codes))
    removals: list[HeldRemoval] = [HeldRemovalFactory(hold=hold, code=code) for code in codes]
    for each in removals:
        SchoolAssociationFactory(account=each.link.account, school=cast.school)
    return hold, removals


def test_releasing_all_does_what_the_night_would_have_done(cast: Cast) -> None:
    hold, [absent, dated] = hold_of(cast, "left_not_in_export", "left_leaving_date")
    released = release_all(hold, by=cast.head)

    hold.refresh_from_db()
    assert (hold.state, hold.state_by) == (HoldState.RELEASED, cast.head)
    assert {each.pk for each in released.done} == {absent.pk, dated.pk}
    assert released.num_unallocated == 2
    for removal, reason, is_present in (
        (absent, AssociationEnd.LEFT, False),
        (dated, AssociationEnd.LEAVING_DATE, True),
    ):
        removal.refresh_from_db()
        removal.link.refresh_from_db()
        removal.mis_person.refresh_from_db()
        account, person = removal.link.account, removal.mis_person
        account.refresh_from_db()
        assert removal.removed_at is not None
        assert removal.link.end_reason == reason.value
        assert account.associations.get().end_reason == reason
        assert account.unallocated_at is not None
        assert (person.standing, person.standing_code) == (Standing.LEFT, removal.code)
        assert person.in_current is is_present
        assert (person.absent_since is None) is is_present
    events = AuditEvent.objects.filter(action="removal.released")
    assert {each.account_id for each in events} == {absent.link.account_id, dated.link.account_id}


def test_releasing_some_leaves_the_others_held(cast: Cast) -> None:
    hold, [first, second] = hold_of(cast, "left_not_in_export", "left_not_in_export")
    release(hold, chosen=[first.pk], by=cast.desk)
    hold.refresh_from_db()
    second.link.refresh_from_db()
    assert hold.state == HoldState.OPEN
    assert second.link.ended_at is None

    release(hold, chosen=[first.pk, second.pk], by=cast.desk)
    hold.refresh_from_db()
    assert hold.state == HoldState.RELEASED
    assert AuditEvent.objects.filter(action="removal.released").count() == 2


def test_releasing_twice_removes_nobody_twice(cast: Cast) -> None:
    hold, _ = hold_of(cast, "left_not_in_export")
    release_all(hold, by=cast.head)
    again = release_all(hold, by=cast.head_proxy)
    assert (again.done, again.skipped) == ((), ())
    hold.refresh_from_db()
    assert hold.state_by == cast.head


def test_somebody_who_was_unlinked_meanwhile_is_skipped(cast: Cast) -> None:
    hold, [removal] = hold_of(cast, "left_not_in_export")
    end_links([(removal.link_id, LinkEnd.STAFF)], at=timezone.now())
    released = release_all(hold, by=cast.head)
    assert [each.pk for each in released.skipped] == [removal.pk]
    assert removal.link.account.associations.get().ended_at is None


def test_a_hold_that_a_later_night_replaced_is_refused(cast: Cast) -> None:
    hold, _ = hold_of(cast, "left_not_in_export")
    hold.state = HoldState.REPLACED
    hold.save()
    with pytest.raises(ActionRefused, match="newer night"):
        release_all(hold, by=cast.head)


def test_removals_of_another_hold_cannot_be_chosen(cast: Cast) -> None:
    hold, _ = hold_of(cast, "left_not_in_export")
    foreign = HeldRemovalFactory(code="left_not_in_export")
    assert release(hold, chosen=[foreign.pk], by=cast.head).done == ()
    foreign.link.refresh_from_db()
    assert foreign.link.ended_at is None


@pytest.mark.parametrize("who", ["nominated_contact", "la_user", "outsider"])
def test_releasing_needs_the_permission(cast: Cast, who: str) -> None:
    hold, _ = hold_of(cast, "left_not_in_export")
    with pytest.raises(PermissionDenied):
        release_all(hold, by=getattr(cast, who))
