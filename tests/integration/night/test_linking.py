"""Who is linked to which account, in the guides' order: link, UPN, names and date of birth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.models import Outcome
from autoupdate.queries.outcomes import changes_of
from matching.models import Candidate, Link
from tests.factories import (
    LinkFactory,
    MatchDecisionFactory,
    RejectedPairFactory,
    SchoolAssociationFactory,
    SchoolMisFactory,
    UsoAccountFactory,
)
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import (
    OTHER_UPN,
    UPN,
    account_of,
    codes,
    person,
    row,
    schools_of,
)

ADA = row("1", "Ada Okonkwo")


def test_the_same_upn_finds_the_account_in_another_local_authority(
    school_mis: SchoolMis, faraway: SchoolMis, night: Nights
) -> None:
    send_students(faraway, {**ADA, "upn": UPN})
    night()
    send_students(faraway, row("9", "Some Other"))
    send_students(school_mis, {**ADA, "id": "51", "upn": UPN})
    night()
    account = account_of(school_mis, "51")
    assert account.username == "aokonkwo.916"
    assert schools_of(account) == {school_mis.school.pk}
    assert Link.objects.get(account=account, ended_at=None).made == "upn"
    assert account.latest_move == "moved"


def test_a_upn_that_the_rest_contradicts_links_nobody(
    school_mis: SchoolMis, faraway: SchoolMis, night: Nights
) -> None:
    send_students(faraway, {**ADA, "upn": UPN})
    night()
    send_students(school_mis, row("51", "Bertram Quill", "30/11/2010", upn=UPN))
    [run] = night()
    assert codes(run)["51"] != "linked_by_upn"


def test_a_upn_that_two_pupils_share_links_neither(
    school_mis: SchoolMis, faraway: SchoolMis, night: Nights
) -> None:
    send_students(faraway, {**ADA, "upn": UPN})
    night()
    send_students(
        school_mis,
        row("51", "Kofi Mensah", "19/07/2013", upn=UPN),
        row("52", "Esi Boateng", "11/02/2013", upn=UPN),
    )
    [run] = night()
    assert codes(run) == {"51": "created", "52": "created"}


def test_the_same_names_and_birth_date_find_the_account_at_a_local_school(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(neighbour, ADA)
    night()
    send_students(school_mis, {**ADA, "id": "51"})
    [run] = night()
    assert codes(run) == {"51": "linked_by_names"}
    assert account_of(school_mis, "51") == account_of(neighbour, "1")


def test_who_is_written_differently_and_can_be_nobody_else_is_linked(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Rob Ashdown")
    send_students(school_mis, row("1", "Robert Ashdown"))
    [run] = night()
    assert codes(run) == {"1": "linked_by_likeness"}
    assert account_of(school_mis, "1") == account
    link = Link.objects.get(account=account, ended_at=None)
    assert link.made == "likeness"
    said = {reason["field"]: reason for reason in link.reasons}
    assert said["forename"]["agreement"] == "close"
    assert said["forename"]["why"] == "Rob is short for Robert"
    outcome = Outcome.objects.get(run=run)
    assert outcome.detail["rule"] == "similar"
    assert "Forename: Rob is short for Robert" in changes_of(outcome)
    assert outcome.detail["scope"] == "school"
    assert changes_of(outcome)[-1] == "Found at this school; nothing else comes near"


def test_a_name_that_may_be_a_twins_links_nobody(school_mis: SchoolMis, night: Nights) -> None:
    hand_made(school_mis.school, "Olivia Ashdown")
    send_students(school_mis, row("1", "Oliwia Ashdown"))
    [run] = night()
    assert codes(run) == {"1": "requires_matching"}


def test_names_and_birth_date_do_not_reach_beyond_the_local_authority(
    school_mis: SchoolMis, faraway: SchoolMis, night: Nights
) -> None:
    send_students(faraway, ADA)
    night()
    send_students(school_mis, {**ADA, "id": "51"})
    [run] = night()
    assert codes(run) == {"51": "created"}
    assert account_of(school_mis, "51") != account_of(faraway, "1")


@pytest.mark.parametrize("at_the_neighbours", [False, True])
def test_somebody_similar_at_this_or_a_local_school_requires_matching(
    at_the_neighbours: bool, school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    where = neighbour if at_the_neighbours else school_mis
    account = hand_made(where.school, "Rob Ashdown")
    send_students(school_mis, row("1", "Bob Ashdown"))
    [run] = night()
    assert codes(run) == {"1": "requires_matching"}
    assert person(school_mis, "1").standing == "requires_matching"
    candidate = Candidate.objects.get(mis_person__mis_id="1")
    assert candidate.account == account
    assert candidate.scope == ("local" if at_the_neighbours else "school")
    assert candidate.reasons
    assert UsoAccount.objects.count() == 1


def test_an_open_question_is_asked_once_and_answered_by_itself_when_nobody_is_similar_any_more(
    school_mis: SchoolMis, night: Nights
) -> None:
    hand_made(school_mis.school, "Rob Ashdown")
    send_students(school_mis, row("1", "Bob Ashdown"))
    night()
    asked = Candidate.objects.get()
    send_students(school_mis, row("1", "Bob Ashdown"))
    night()
    assert Candidate.objects.get().pk == asked.pk
    send_students(school_mis, row("1", "Zebedee Quill", "01/01/2012"))
    [run] = night()
    assert codes(run) == {"1": "created"}
    assert not Candidate.objects.exists()


def test_a_pair_that_staff_ruled_out_is_neither_offered_nor_linked(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Rob Ashdown")
    send_students(school_mis, row("1", "Bob Ashdown"))
    night()
    decision = MatchDecisionFactory(mis_person=person(school_mis, "1"), account=account)
    RejectedPairFactory(decision=decision)
    send_students(school_mis, row("1", "Rob Ashdown"))
    [run] = night()
    assert codes(run) == {"1": "created"}
    assert account_of(school_mis, "1") != account


def test_an_account_made_by_hand_links_when_the_mis_brings_the_same_details(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Priya Nair", kind="staff", born="1991-05-17")
    send_staff(school_mis, row("7", "Priya Nair", "17/05/1991", role="Teacher"))
    [run] = night()
    assert codes(run) == {"7": "linked_by_names"}
    assert account_of(school_mis, "7", kind="staff") == account
    held = SchoolAssociation.objects.get(account=account)
    assert (held.source, held.job_title) == ("mis", "Teacher")


def test_a_pupil_never_gets_a_teachers_account(school_mis: SchoolMis, night: Nights) -> None:
    hand_made(school_mis.school, "Priya Nair", kind="staff", born="2008-05-17")
    send_students(school_mis, row("1", "Priya Nair", "17/05/2008"))
    [run] = night()
    assert codes(run) == {"1": "created"}


def test_two_people_who_could_have_one_account_are_both_asked_about(
    school_mis: SchoolMis, night: Nights
) -> None:
    hand_made(school_mis.school, "Ada Okonkwo")
    send_students(school_mis, ADA, {**ADA, "id": "2"})
    [run] = night()
    assert set(codes(run).values()) == {"requires_matching"}


def test_an_account_unallocated_long_ago_is_not_found_by_its_names(
    school_mis: SchoolMis, night: Nights, settings: Settings
) -> None:
    settings.RECENTLY_UNALLOCATED_DAYS = 30
    account = hand_made(school_mis.school, "Ada Okonkwo")
    long_ago = timezone.now() - timedelta(days=31)
    SchoolAssociation.objects.filter(account=account).update(
        started_at=long_ago, ended_at=long_ago, end_reason="staff"
    )
    UsoAccount.objects.filter(pk=account.pk).update(unallocated_at=long_ago)
    send_students(school_mis, ADA)
    [run] = night()
    assert codes(run) == {"1": "created"}


def test_a_recently_unallocated_account_comes_back_by_its_upn(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(neighbour, {**ADA, "upn": UPN}, row("2", "Ben Karimi", upn=OTHER_UPN))
    night()
    send_students(neighbour, row("2", "Ben Karimi", upn=OTHER_UPN))
    night()
    assert not UsoAccount.objects.get(upn=UPN).is_allocated
    send_students(school_mis, {**ADA, "id": "51", "upn": UPN})
    [run] = night()
    assert codes(run) == {"51": "linked_by_upn"}
    account = UsoAccount.objects.get(upn=UPN)
    assert account.is_allocated
    assert schools_of(account) == {school_mis.school.pk}


def test_an_account_that_another_mis_record_of_the_school_has_is_nobody_elses(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA)
    night()
    send_students(school_mis, ADA, {**ADA, "id": "2"})
    [run] = night()
    assert codes(run)["2"] == "created"
    assert account_of(school_mis, "1") != account_of(school_mis, "2")


def test_a_link_made_elsewhere_does_not_hinder(school_mis: SchoolMis, night: Nights) -> None:
    account = UsoAccountFactory(
        local_authority=school_mis.school.local_authority, username="someoneelse.301"
    )
    SchoolAssociationFactory(account=account, school=school_mis.school)
    LinkFactory(account=account, mis_person__school_mis=school_mis)
    send_students(school_mis, ADA)
    night()
    assert account_of(school_mis, "1").username == "aokonkwo.301"


def test_a_hand_made_account_without_kept_keys_is_known_by_its_details(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = hand_made(school_mis.school, "Ada Okonkwo")
    UsoAccount.objects.filter(pk=account.pk).update(blocking_keys=[])
    send_students(school_mis, row("1", "Ada Okonkwo", "04/03/2015"))
    night()
    assert account_of(school_mis, "1").pk == account.pk


def test_numbers_that_an_account_was_known_by_before_are_told_with_the_question(
    school_mis: SchoolMis, night: Nights
) -> None:
    """A UPN that another MIS record of the account had, and the id in an earlier time of this MIS;
    but none of a link that staff ended, nor an id of another school's."""
    account = hand_made(school_mis.school, "Rob Ashdown", upn=OTHER_UPN)
    twin = hand_made(school_mis.school, "Robin Ashdown")
    ended = timezone.now()
    earlier = SchoolMisFactory(school=school_mis.school, started_at=ended, ended_at=ended)
    before = {"made_at": ended, "ended_at": ended}
    known = {"mis_person__mis_id": "1", "mis_person__upn": UPN}
    LinkFactory(
        account=account, mis_person__school_mis=earlier, end_reason="mis_changed", **before, **known
    )
    LinkFactory(account=twin, end_reason="left", **before, mis_person__mis_id="1")
    LinkFactory(account=twin, end_reason="staff", **before, **known)
    send_students(school_mis, row("1", "Bob Ashdown", upn=UPN))
    night()
    told = {
        each.account_id: {one["field"]: one for one in each.reasons}
        for each in Candidate.objects.filter(mis_person=person(school_mis, "1"))
    }
    assert told[account.pk]["upn"]["why"] == "the UPN of one is a former UPN of the other"
    assert told[account.pk]["mis_id"]["agreement"] == "same"
    assert told[twin.pk]["upn"]["agreement"] == "missing"
    assert "mis_id" not in told[twin.pk]
