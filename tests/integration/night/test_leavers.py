"""Who leaves, who only seems to, and when a person has to look first."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from accounts.models import Role, SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.actions.holds import release_all
from autoupdate.models import HeldRemoval, Hold
from matching.models import Link
from tests.factories import user_with_role
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import account_of, codes, crowd, person, row, schools_of, tally

ADA, BEN = row("1", "Ada Okonkwo"), row("2", "Ben Karimi")


def test_absent_now_and_there_before_means_left(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    account = account_of(school_mis, "1")
    send_students(school_mis, BEN)
    [run] = night()
    assert codes(run) == {"1": "left_not_in_export"}
    account.refresh_from_db()
    assert account.unallocated_at is not None
    ended = SchoolAssociation.objects.get(account=account)
    assert (ended.end_reason, ended.ended_at) == ("left", account.unallocated_at)
    ada = person(school_mis, "1")
    assert (ada.standing, ada.in_current, ada.absent_since) == (
        "left",
        False,
        account.unallocated_at,
    )


def test_an_account_made_by_hand_and_never_in_the_mis_is_left_alone(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Janet Plumb", kind="staff", born="1957-11-23")
    for _ in range(2):
        send_students(school_mis, ADA, BEN)
        send_staff(school_mis, row("7", "Grace Hall", "06/05/1980"))
        night()
    assert schools_of(account) == {school_mis.school.pk}
    held = SchoolAssociation.objects.get(account=account)
    assert (held.source, held.ended_at) == ("hand", None)


def test_an_account_made_by_hand_and_linked_since_leaves_like_any_other(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Ada Okonkwo")
    send_students(school_mis, ADA, BEN)
    night()
    assert account_of(school_mis, "1") == account
    send_students(school_mis, BEN)
    night()
    assert schools_of(account) == set()


def test_one_kinds_export_says_nothing_about_the_other_kind(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, BEN)
    send_staff(school_mis, row("7", "Grace Hall", "06/05/1980"))
    night()
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {}
    assert person(school_mis, "7", kind="staff").standing == "linked"


def test_who_comes_back_gets_the_same_account(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    before = account_of(school_mis, "1")
    send_students(school_mis, BEN)
    night()
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {"1": "returned"}
    after = account_of(school_mis, "1")
    assert (after.pk, after.username, after.unallocated_at) == (before.pk, before.username, None)
    assert after.latest_move == "moved"
    assert SchoolAssociation.objects.filter(account=after).count() == 2


def test_who_comes_back_with_a_new_mis_id_gets_the_same_account(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    before = account_of(school_mis, "1")
    send_students(school_mis, BEN)
    night()
    send_students(school_mis, {**ADA, "id": "91"}, BEN)
    [run] = night()
    assert codes(run) == {"91": "linked_by_names"}
    assert account_of(school_mis, "91") == before


def test_a_new_mis_id_for_somebody_who_stays_is_no_leaving(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    account = account_of(school_mis, "1")
    send_students(school_mis, {**ADA, "id": "91"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "mis_id_replaced", "91": "linked_by_names"}
    assert account_of(school_mis, "91") == account
    account.refresh_from_db()
    assert account.unallocated_at is None
    assert SchoolAssociation.objects.filter(account=account).count() == 1
    assert Link.objects.get(account=account, ended_at=None).is_leading


def test_a_whole_school_with_new_mis_ids_is_relinked_and_nobody_leaves(
    school_mis: SchoolMis, night: Nights
) -> None:
    people = crowd(40)
    send_students(school_mis, *people)
    night()
    before = set(UsoAccount.objects.values_list("pk", flat=True))
    send_students(school_mis, *({**each, "id": f"N{each['id']}"} for each in people))
    [run] = night()
    assert tally(run) == {"mis_id_replaced": 40, "linked_by_names": 40}
    assert set(UsoAccount.objects.values_list("pk", flat=True)) == before
    assert not UsoAccount.objects.filter(unallocated_at__isnull=False).exists()


def test_unusually_many_removals_wait_and_everything_else_goes_on(
    school_mis: SchoolMis, night: Nights
) -> None:
    people = crowd(40)
    send_students(school_mis, *people)
    night()
    stays = [{**people[0], "email": "new@school.example"}, *people[1:25]]
    send_students(school_mis, *stays, ADA)
    [run] = night()
    assert tally(run) == {"removal_held": 15, "updated": 1, "created": 1}
    assert not UsoAccount.objects.filter(unallocated_at__isnull=False).exists()
    hold = Hold.objects.get(state="open")
    assert (hold.num_removals, hold.num_live, hold.kind) == (15, 40, "student")
    assert HeldRemoval.objects.filter(hold=hold, code="left_not_in_export").count() == 15
    kept = person(school_mis, people[30]["id"])
    assert (kept.standing, kept.in_current) == ("linked", True)


@pytest.mark.parametrize(("num_gone", "num_held"), [(10, 0), (11, 11)])
def test_the_brake_needs_both_the_number_and_the_share(
    num_gone: int, num_held: int, school_mis: SchoolMis, night: Nights, settings: Settings
) -> None:
    settings.BRAKE_SHARE, settings.BRAKE_NUMBER = 0.1, 10
    people = crowd(40)
    send_students(school_mis, *people)
    night()
    send_students(school_mis, *people[num_gone:])
    [run] = night()
    assert tally(run)["removal_held"] == num_held


def test_held_removals_are_looked_at_anew_and_vanish_when_the_export_is_right_again(
    school_mis: SchoolMis, night: Nights
) -> None:
    people = crowd(40)
    send_students(school_mis, *people)
    night()
    send_students(school_mis, *people[15:])
    night()
    send_students(school_mis, *people[16:])
    [run] = night()
    assert tally(run) == {"removal_held": 16}
    assert [hold.state for hold in Hold.objects.order_by("pk")] == ["replaced", "open"]
    send_students(school_mis, *people)
    [run] = night()
    assert codes(run) == {}
    assert not Hold.objects.filter(state="open").exists()


def test_released_removals_are_as_the_night_would_have_made_them(
    school_mis: SchoolMis, night: Nights
) -> None:
    people = crowd(40)
    send_students(school_mis, *people)
    night()
    send_students(school_mis, *people[15:])
    night()
    hold = Hold.objects.get()
    with pytest.raises(PermissionDenied):
        release_all(hold, by=user_with_role(Role.NOMINATED_CONTACT, school=school_mis.school))
    released = release_all(hold, by=user_with_role(Role.HEAD, school=school_mis.school))
    assert (len(released.done), released.num_unallocated) == (15, 15)
    send_students(school_mis, *people[15:])
    [run] = night()
    assert codes(run) == {}


def test_a_row_that_names_nobody_may_be_anybody_so_removals_wait(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    send_students(school_mis, {**ADA, "id": ""}, BEN)
    [run] = night()
    assert codes(run) == {"1": "removal_held"}


def test_another_schools_file_is_refused_and_changes_nothing(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, *crowd(20))
    night()
    upload = send_students(school_mis, *crowd(20, first=7000))
    [run] = night()
    upload.refresh_from_db()
    assert (upload.state, upload.fault) == ("rejected", "another_school")
    assert codes(run) == {}
    assert UsoAccount.objects.count() == 20


def test_another_schools_file_does_not_hold_up_the_rest_of_the_night(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, *crowd(20))
    night()
    send_students(school_mis, *crowd(20, first=7000))
    send_staff(school_mis, row("7", "Grace Hall", "06/05/1980"))
    [run] = night()
    assert codes(run) == {"7": "created"}
