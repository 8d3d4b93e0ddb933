"""Confirming a change: the missing leave as leavers do, the kept and the doubtful stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.actions.restoring import restore
from accounts.models import AssociationSource, AuditEvent, Role, SchoolMis, UsoAccount
from autoupdate.actions.confirming_change import confirm_change
from autoupdate.actions.keeping import keep, stop_keeping
from autoupdate.actions.taking_change_back import take_back
from autoupdate.connectors import registry
from autoupdate.connectors.base import Delivery
from autoupdate.models import ChangeState, LicenceKey, MisChange, MisConnection
from autoupdate.queries import changes
from autoupdate.queries.changes import Spared
from matching.actions.deciding import match_person
from matching.models import Link, LinkEnd, MisPerson, Standing
from tests.factories import (
    LicenceKeyFactory,
    MisConnectionFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    user_with_role,
)
from tests.integration.changes.conftest import Scene, live_link
from tests.integration.changes.test_first_night import last_run
from tests.integration.night.exports import send_students
from tests.integration.night.people import (
    UPN,
    account_of,
    codes,
    crowd,
    person,
    row,
    schools_of,
    tally,
)

ADA = row("1", "Ada Okonkwo", upn=UPN)
BEN = row("2", "Ben Hale", "05/06/2014")
CARA = row("3", "Cara Quist", "07/08/2013")
ADA_NOW = row("9", "Ada Okonkwo", upn=UPN)
GRACE = {"id": "1", "forename": "Grace", "surname": "Hall", "dob": "06/05/1980", "role": "Teacher"}


@pytest.fixture
def moved(scene: Scene) -> Scene:
    """Ada was re-linked; Ben and Cara are missing."""
    scene.live(ADA, BEN, CARA)
    scene.move()
    scene.first_night(ADA_NOW)
    return scene


def test_the_missing_leave_and_the_former_links_end(moved: Scene) -> None:
    ben, ada = account_of(moved.before, "2"), account_of(moved.before, "1")
    done = confirm_change(moved.made, by=moved.head)
    assert (done.num_left, done.num_unallocated, done.num_stayed) == (2, 2, 0)
    ben.refresh_from_db()
    assert ben.unallocated_at is not None
    assert ben.associations.get().end_reason == "left"
    ends = dict(Link.objects.filter(school_mis=moved.before).values_list("account", "end_reason"))
    assert ends[ben.pk] == LinkEnd.LEFT
    assert ends[ada.pk] == LinkEnd.MIS_CHANGED
    assert person(moved.before, "2").standing == Standing.LEFT
    change = moved.made
    assert (change.state, change.settled_by) == (ChangeState.CONFIRMED, moved.head)
    assert change.summary == {"left": 2, "unallocated": 2, "stayed": 0}
    assert schools_of(ada) == {moved.school.pk}
    assert AuditEvent.objects.filter(action="mis_change.person_left").count() == 2
    assert AuditEvent.objects.filter(action="mis_change.confirmed").count() == 1


def test_whoever_left_is_restored_as_any_leaver(moved: Scene) -> None:
    ben = account_of(moved.before, "2")
    confirm_change(moved.made, by=moved.head)
    restore([ben.pk], school=moved.school, by=moved.head)
    assert schools_of(ben) == {moved.school.pk}


def test_whoever_comes_late_returns_to_the_account_they_had(moved: Scene) -> None:
    ben = account_of(moved.before, "2")
    confirm_change(moved.made, by=moved.head)
    moved.first_night(ADA_NOW, row("20", "Ben Hale", "05/06/2014"))
    assert account_of(moved.after, "20") == ben
    assert schools_of(ben) == {moved.school.pk}


def test_afterwards_a_night_removes_again(moved: Scene) -> None:
    moved.first_night(ADA_NOW, row("20", "Ben Hale", "05/06/2014"))
    confirm_change(moved.made, by=moved.head)
    moved.first_night(row("20", "Ben Hale", "05/06/2014"))
    assert codes(last_run()) == {"9": "left_not_in_export"}


def test_the_kept_stay_by_hand_for_the_reason_given(moved: Scene) -> None:
    ben = account_of(moved.before, "2")
    keep(moved.made, account_ids=[ben.pk], reason=" Long-term ill ", by=moved.head)
    done = confirm_change(moved.made, by=moved.head)
    assert (done.num_left, done.num_stayed) == (1, 1)
    association = ben.associations.get()
    assert (association.ended_at, association.source) == (None, AssociationSource.HAND)
    assert Link.objects.get(account=ben).end_reason == LinkEnd.MIS_CHANGED
    event = AuditEvent.objects.get(action="mis_change.account_stayed")
    assert (event.account, event.reason) == (ben, "Long-term ill")


def test_keeping_can_be_taken_back_and_needs_a_reason(moved: Scene) -> None:
    ben = account_of(moved.before, "2")
    with pytest.raises(ActionRefused, match="Say why"):
        keep(moved.made, account_ids=[ben.pk], reason=" ", by=moved.head)
    assert len(keep(moved.made, account_ids=[ben.pk], reason="Ill", by=moved.head)) == 1
    assert keep(moved.made, account_ids=[ben.pk], reason="Again", by=moved.head) == []
    assert stop_keeping(moved.made, account_ids=[ben.pk], by=moved.head) == 1
    assert stop_keeping(moved.made, account_ids=[ben.pk], by=moved.head) == 0
    assert changes.missing(moved.made).kept == {}


def test_nobody_is_kept_who_is_not_missing(moved: Scene) -> None:
    ada = account_of(moved.before, "1")
    assert keep(moved.made, account_ids=[ada.pk], reason="Why not", by=moved.head) == []


def test_whoever_may_be_somebody_who_requires_matching_is_spared(scene: Scene) -> None:
    scene.live(row("1", "Olivia Okafor"), row("2", "Nia Vex", "01/02/2013"))
    olivia = account_of(scene.before, "1")
    scene.move()
    scene.first_night(row("50", "Oliwia Okafor"), row("51", "Nia Vex", "01/02/2013"))
    assert person(scene.after, "50").standing == Standing.REQUIRES_MATCHING
    assert changes.missing(scene.made).spared == {olivia.pk: Spared.ASKED_ABOUT}
    confirm_change(scene.made, by=scene.head)
    assert schools_of(olivia) == {scene.school.pk}
    match_person(person(scene.after, "50"), account=olivia, by=scene.head)
    assert live_link(scene.after, olivia) is not None


def test_a_match_before_the_confirmation_makes_somebody_no_longer_missing(scene: Scene) -> None:
    scene.live(row("1", "Olivia Okafor"))
    olivia = account_of(scene.before, "1")
    scene.move()
    scene.first_night(row("50", "Oliwia Okafor"))
    match_person(person(scene.after, "50"), account=olivia, by=scene.head)
    new = live_link(scene.after, olivia)
    assert new is not None
    assert new.is_leading
    assert changes.counts_of(scene.made) == changes.Counts(1, 0, 0, 0)


def test_whoever_is_there_without_an_account_is_spared(scene: Scene) -> None:
    scene.live(BEN, ADA)
    ben = account_of(scene.before, "2")
    scene.move()
    scene.first_night(ADA_NOW, row("50", "Ben Hale", ""))
    assert person(scene.after, "50").standing == Standing.INCOMPLETE
    assert changes.missing(scene.made).spared == {ben.pk: Spared.SAME_NAME}


def test_whoever_has_not_started_is_spared(moved: Scene) -> None:
    ben = account_of(moved.before, "2")
    MisPerson.objects.filter(school_mis=moved.before, mis_id="2").update(
        in_current=False, in_future=True
    )
    found = changes.missing(moved.made)
    assert found.spared == {ben.pk: Spared.NOT_STARTED}
    assert ben.pk not in {each.account_id for each in found.going}


def test_a_kind_that_the_new_mis_has_not_sent_is_not_missing(scene: Scene) -> None:
    scene.live(ADA, BEN, staff=(GRACE,))
    grace = account_of(scene.before, "1", kind="staff")
    scene.move()
    scene.first_night(ADA_NOW)
    found = changes.missing(scene.made)
    assert [each.account for each in found.unheard] == [grace]
    assert changes.counts_of(scene.made).missing == 1
    done = confirm_change(scene.made, by=scene.head)
    assert (done.num_left, done.num_stayed) == (1, 1)
    assert schools_of(grace) == {scene.school.pk}
    assert (
        "has not sent anybody" in AuditEvent.objects.get(action="mis_change.account_stayed").reason
    )
    scene.first_night(ADA_NOW, staff=(GRACE | {"id": "77"},))
    assert account_of(scene.after, "77", kind="staff") == grace


def test_many_missing_are_unusual(scene: Scene, settings: Settings) -> None:
    settings.BRAKE_NUMBER, settings.BRAKE_SHARE = 3, 0.2
    people = crowd(10)
    scene.live(*people)
    scene.move()
    scene.first_night(*people[:5])
    assert changes.missing(scene.made).is_unusual
    assert tally(last_run()) == {"linked_by_names": 5}


def test_nothing_is_confirmed_before_a_night_has_looked(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    with pytest.raises(ActionRefused, match="No night has looked"):
        confirm_change(scene.made, by=scene.head)


def test_nothing_is_confirmed_while_data_are_processed(moved: Scene) -> None:
    send_students(moved.after, ADA_NOW)
    ProcessingRunFactory(school_mis=moved.after)
    with pytest.raises(ActionRefused, match="try again"):
        confirm_change(moved.made, by=moved.head)


def test_what_is_settled_is_settled(moved: Scene) -> None:
    confirm_change(moved.made, by=moved.head)
    for again in (confirm_change, take_back):
        with pytest.raises(ActionRefused, match="confirmed by"):
            again(moved.made, by=moved.desk)


@pytest.mark.parametrize("role", [Role.NOMINATED_CONTACT, Role.LA_USER])
def test_others_may_not_settle_it(moved: Scene, role: Role) -> None:
    where = (
        {"local_authority": moved.school.local_authority}
        if role is Role.LA_USER
        else {"school": moved.school}
    )
    other = user_with_role(role, **where)
    for deed in (confirm_change, take_back):
        with pytest.raises(PermissionDenied):
            deed(moved.made, by=other)
    with pytest.raises(PermissionDenied):
        keep(moved.made, account_ids=[1], reason="x", by=other)


def test_what_the_nights_wrote_over_is_forgotten(moved: Scene) -> None:
    moved.first_night(ADA_NOW | {"email": "ada@example.org"}, row("30", "Nia Vex", "01/02/2013"))
    assert moved.made.accounts.filter(was_created=False).exists()
    confirm_change(moved.made, by=moved.head)
    assert [each.written for each in moved.made.accounts.all()] == [{}]


def test_what_reached_the_former_mis_is_forgotten(moved: Scene) -> None:
    MisConnectionFactory(school_mis=moved.before, endpoint="https://vendor.example/api")
    confirm_change(moved.made, by=moved.head)
    connection = MisConnection.objects.get(school_mis=moved.before)
    assert (connection.endpoint, connection.sealed) == ("", "")


def test_the_licence_key_lives_while_the_new_mis_needs_it(moved: Scene) -> None:
    key = LicenceKeyFactory(school=moved.school)
    confirm_change(moved.made, by=moved.head)
    key.refresh_from_db()
    assert key.revoked_at is None


@pytest.mark.parametrize("has_key", [True, False])
def test_the_licence_key_is_revoked_once_nothing_sends_with_it(
    moved: Scene, monkeypatch: pytest.MonkeyPatch, has_key: bool
) -> None:
    fetched = replace(registry.get("sims_connected"), delivery=Delivery.PULL)
    known = {"sims": registry.get("sims"), "sims_connected": fetched}
    monkeypatch.setattr(registry, "get", known.__getitem__)
    if has_key:
        LicenceKeyFactory(school=moved.school)
    confirm_change(moved.made, by=moved.head)
    assert not LicenceKey.objects.filter(school=moved.school, revoked_at=None).exists()


def test_an_account_that_another_school_holds_is_not_unallocated(
    moved: Scene, neighbour: SchoolMis
) -> None:
    ben = account_of(moved.before, "2")
    SchoolAssociationFactory(account=ben, school=neighbour.school)
    done = confirm_change(moved.made, by=moved.head)
    assert (done.num_left, done.num_unallocated) == (2, 1)
    ben.refresh_from_db()
    assert ben.unallocated_at is None


def test_the_former_mis_was_last_heard_when_its_last_file_came(moved: Scene) -> None:
    seen = changes.last_seen(moved.made)
    assert timezone.now() - seen["student"] < timedelta(hours=1)
    assert "staff" not in seen


def test_accounts_are_never_deleted(moved: Scene) -> None:
    number = UsoAccount.objects.count()
    confirm_change(moved.made, by=moved.head)
    assert UsoAccount.objects.count() == number
    assert MisChange.objects.count() == 1
