"""An account made by hand: who is similar is looked at first; one is made, or taken, or neither."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, SchoolAssociation, UsoAccount
from matching.actions.requesting import (
    UNDO_FOR,
    hold_account,
    request_account,
    undo_request,
    undoable,
)
from matching.queries.alike import Wanted, alike
from tests.factories import (
    MisPersonFactory,
    SchoolAssociationFactory,
    SchoolFactory,
    UsoAccountFactory,
)
from tests.integration.conftest import Cast
from tests.integration.matching.requested import BORN, wanted, with_keys


def ask(cast: Cast, whom: Wanted, *, seen: Any = ()) -> UsoAccount:
    return request_account(
        whom, school=cast.school, by=cast.nominated_contact, reason="New.", seen=seen
    )


def ada(cast: Cast, *, forename: str = "Ada", **where: Any) -> UsoAccount:
    """An account of hers, found by its keys."""
    account = UsoAccountFactory(
        local_authority=cast.local_authority,
        legal_forename=forename,
        legal_surname="Okonkwo",
        date_of_birth=BORN,
        **where,
    )
    return with_keys(account)


def test_an_account_is_made_as_the_night_makes_one(cast: Cast) -> None:
    starts = timezone.localdate() + timedelta(days=30)
    account = ask(cast, wanted(preferred_forename="Adi", reg_group="5B", starts_on=starts))
    assert account.username == f"aokonkwo.{cast.local_authority.code}"
    assert (account.origin, account.kind, account.latest_move) == ("hand", "student", "created")
    assert account.blocking_keys
    place = account.associations.get()
    assert (place.source, place.year_group, place.reg_group) == ("hand", "5", "5B")
    assert place.starts_on == starts
    event = AuditEvent.objects.get(action="account.requested")
    assert (event.account, event.reason, event.by) == (account, "New.", cast.nominated_contact)


def test_whoever_is_similar_must_have_been_seen(cast: Cast) -> None:
    account = ada(cast)
    with pytest.raises(ActionRefused, match="is similar and was not there when you looked"):
        ask(cast, wanted())
    assert UsoAccount.objects.count() == 1
    ask(cast, wanted(), seen={f"account:{account.pk}"})
    assert UsoAccount.objects.count() == 2


def test_asking_twice_makes_one_account(cast: Cast) -> None:
    ask(cast, wanted())
    with pytest.raises(ActionRefused):
        ask(cast, wanted())


def test_who_is_similar(cast: Cast) -> None:
    ours = ada(cast)
    SchoolAssociationFactory(account=ours, school=cast.school, year_group="5")
    recent = ada(cast, forename="Adaline", unallocated_at=timezone.now() - timedelta(days=3))
    ada(cast, unallocated_at=timezone.now() - timedelta(days=4000))
    ada(cast, kind="staff")
    person = MisPersonFactory(
        school_mis=cast.school_mis,
        legal_forename="Ada",
        legal_surname="Okonkwo",
        date_of_birth=None,
        standing="incomplete",
    )
    MisPersonFactory(school_mis=cast.school_mis, standing="linked", legal_surname="Okonkwo")
    found = alike(wanted(), school=cast.school)
    assert ours in [each for each, _ in found.accounts]
    assert recent not in [each for each, _ in found.accounts]  # one is certain already
    assert [each for each, _ in found.people] == [person]
    assert found.names[f"person:{person.pk}"] == "Ada Okonkwo"
    assert not alike(
        wanted("Quentin", "Zzyzx", date_of_birth=timezone.localdate()), school=cast.school
    )


def test_an_account_of_another_school_is_taken_and_let_go_again(cast: Cast) -> None:
    account = ada(cast, unallocated_at=timezone.now() - timedelta(days=3))
    held = hold_account(
        account.pk, wanted=wanted(), school=cast.school, by=cast.head, reason="Came back."
    )
    held.refresh_from_db()
    assert (held.unallocated_at, held.latest_move) == (None, "moved")
    assert held.associations.get().source == "hand"
    assert set(undoable([account.pk], school=cast.school)) == {account.pk}
    back = undo_request(account.pk, school=cast.school, by=cast.head)
    assert back.unallocated_at is not None
    undo_request(account.pk, school=cast.school, by=cast.head)  # asking twice is harmless
    assert AuditEvent.objects.filter(action="account.request_undone").count() == 1


def test_an_account_that_is_here_is_left_as_it_is(cast: Cast) -> None:
    account = ada(cast)
    SchoolAssociationFactory(account=account, school=cast.school)
    hold_account(account.pk, wanted=wanted(), school=cast.school, by=cast.head, reason="x")
    assert account.associations.count() == 1
    assert not AuditEvent.objects.exists()


def test_only_somebody_similar_can_be_taken(cast: Cast) -> None:
    stranger = SchoolAssociationFactory(school=SchoolFactory()).account
    with pytest.raises(ActionRefused, match="is not similar to Ada Okonkwo"):
        hold_account(stranger.pk, wanted=wanted(), school=cast.school, by=cast.head, reason="x")


def test_an_undo_is_for_a_day_and_not_for_whom_the_mis_has_named(cast: Cast) -> None:
    account = ask(cast, wanted())
    live = SchoolAssociation.objects.filter(account=account)
    live.update(source="mis")
    with pytest.raises(ActionRefused, match="MIS has named Ada Okonkwo since"):
        undo_request(account.pk, school=cast.school, by=cast.head)
    live.update(source="hand", started_at=timezone.now() - UNDO_FOR)
    with pytest.raises(ActionRefused, match="Review Non-MIS Accounts"):
        undo_request(account.pk, school=cast.school, by=cast.head)
    assert live.get().ended_at is None


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_others_ask_for_nobody(cast: Cast, who: str) -> None:
    by = cast.everybody()[who]
    account = ada(cast)
    with pytest.raises(PermissionDenied):
        request_account(wanted(), school=cast.school, by=by, reason="x", seen=())
    with pytest.raises(PermissionDenied):
        hold_account(account.pk, wanted=wanted(), school=cast.school, by=by, reason="x")
    with pytest.raises(PermissionDenied):
        undo_request(account.pk, school=cast.school, by=by)
