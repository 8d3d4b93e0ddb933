"""What staff decide outlasts the nights that follow: matched, created, ruled out, restored, not for
USO. Each test plays a real night before the decision and at least one after it."""

from __future__ import annotations

import pytest

from accounts.actions.restoring import restore
from accounts.models import AssociationSource, PortalUser, Role, SchoolMis, UsoAccount
from autoupdate.queries.results import unallocated
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.actions.excluding import Name, add, remove
from matching.actions.undoing import undo
from matching.models import Candidate, Standing
from tests.factories import user_with_role
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import account_of, codes, person, row, schools_of

JON = row("1", "Jon Hartley", "04/03/2015")
BEN = row("2", "Ben Karimi")


@pytest.fixture
def head(school_mis: SchoolMis) -> PortalUser:
    return user_with_role(Role.HEAD, school=school_mis.school)


@pytest.fixture
def similar(school_mis: SchoolMis, night: Nights) -> UsoAccount:
    """An account that is similar to Jon's record, after the night that asks about it."""
    account = hand_made(school_mis.school, "Jonathan Hartley", born="2015-04-03")
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run)["1"] == "requires_matching"
    assert Candidate.objects.get().account == account
    return account


def test_a_match_while_newer_data_wait_is_brought_into_line_by_the_next_night(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    send_students(school_mis, JON, BEN)
    match_person(person(school_mis, "1"), account=similar, by=head)
    similar.refresh_from_db()
    assert similar.legal_forename == "Jonathan"
    [run] = night()
    similar.refresh_from_db()
    assert codes(run) == {"1": "updated"}
    assert similar.legal_forename == "Jon"
    assert similar.associations.get().source == AssociationSource.MIS
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {}


def test_a_match_of_current_data_leaves_the_next_night_nothing_to_do(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    match_person(person(school_mis, "1"), account=similar, by=head)
    similar.refresh_from_db()
    assert similar.legal_forename == "Jon"
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {}


def test_a_match_that_was_taken_back_is_asked_about_again(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    jon = person(school_mis, "1")
    match_person(jon, account=similar, by=head)
    undo(jon.decisions.get(), by=head)
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {"1": "requires_matching"}
    assert Candidate.objects.get().account == similar
    assert schools_of(similar) == {school_mis.school.pk}


def test_a_created_account_stays_the_persons_own(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    account = create_new(person(school_mis, "1"), by=head)
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {}
    assert account_of(school_mis, "1") == account
    send_students(school_mis, BEN)
    night()
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run)["1"] == "returned"
    assert account_of(school_mis, "1") == account


def test_a_pair_that_was_ruled_out_is_never_offered_again(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    reject_pair(person(school_mis, "1"), account=similar, by=head)
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run)["1"] == "created"
    assert account_of(school_mis, "1") != similar


def test_a_name_on_the_list_is_left_out_until_it_is_off_again(
    school_mis: SchoolMis, night: Nights, head: PortalUser, similar: UsoAccount
) -> None:
    name = add(Name("JON", "hartley"), school=school_mis.school, by=head)
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {"1": "name_excluded"}
    assert person(school_mis, "1").standing == Standing.EXCLUDED
    remove(name, by=head)
    send_students(school_mis, JON, BEN)
    [run] = night()
    assert codes(run) == {"1": "requires_matching"}


def test_a_restored_account_stays_and_finds_its_person_again(
    school_mis: SchoolMis, night: Nights, head: PortalUser
) -> None:
    send_students(school_mis, JON, BEN)
    night()
    account = account_of(school_mis, "1")
    send_students(school_mis, BEN)
    night()
    assert [each.account for each in unallocated(school_mis.school)] == [account]
    restore([account.pk], school=school_mis.school, by=head)
    send_students(school_mis, BEN)
    night()
    assert schools_of(account) == {school_mis.school.pk}
    send_students(school_mis, JON, BEN)
    night()
    assert account_of(school_mis, "1") == account
    held = account.associations.get(ended_at__isnull=True)
    assert held.source == AssociationSource.MIS
