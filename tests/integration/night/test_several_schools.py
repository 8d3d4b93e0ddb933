"""One person at several schools: one account, several associations, and one record that leads."""

from __future__ import annotations

from accounts.models import SchoolAssociation, SchoolMis, UsoAccount
from matching.models import Link
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.people import UPN, account_of, codes, crowd, row, schools_of

GRACE = row("7", "Grace Hall", "06/05/1980", role="Teacher")
#: The same person as the other school's MIS has her.
THERE = {**GRACE, "id": "70", "role": "Music Teacher"}
SAM = row("8", "Sam Peel", "07/06/1985", role="Teacher")
ADA = row("1", "Ada Okonkwo", year="Year  6", upn=UPN)


def both(school_mis: SchoolMis, neighbour: SchoolMis, night: Nights) -> UsoAccount:
    """Grace works at the first school, and from the second night on at the other too."""
    send_staff(school_mis, GRACE, SAM)
    night()
    send_staff(neighbour, THERE)
    night()
    return account_of(school_mis, "7", kind="staff")


def test_a_teacher_at_two_schools_has_one_account(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    account = both(school_mis, neighbour, night)
    assert account_of(neighbour, "70", kind="staff") == account
    assert schools_of(account) == {school_mis.school.pk, neighbour.school.pk}
    titles = SchoolAssociation.objects.filter(account=account).order_by("started_at")
    assert list(titles.values_list("job_title", flat=True)) == ["Teacher", "Music Teacher"]


def test_leaving_one_school_leaves_the_other(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    account = both(school_mis, neighbour, night)
    send_staff(school_mis, SAM)
    [run] = night()
    assert codes(run) == {"7": "left_not_in_export"}
    account.refresh_from_db()
    assert account.unallocated_at is None
    assert schools_of(account) == {neighbour.school.pk}


def test_leaving_both_unallocates(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    account = both(school_mis, neighbour, night)
    send_staff(school_mis, SAM)
    send_staff(neighbour, {**SAM, "id": "80"})
    night()
    account.refresh_from_db()
    assert account.unallocated_at is not None
    assert schools_of(account) == set()


def test_the_record_that_came_first_describes_the_account(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    account = both(school_mis, neighbour, night)
    leads = dict(Link.objects.values_list("mis_person__mis_id", "is_leading"))
    assert (leads["7"], leads["70"]) == (True, False)
    send_staff(neighbour, {**THERE, "surname": "Hall-Peters"})
    [run] = night()
    assert codes(run) == {"70": "mis_record_updated"}
    account.refresh_from_db()
    assert account.legal_surname == "Hall"


def test_two_schools_that_spell_a_name_differently_write_nothing_in_turns(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    both(school_mis, neighbour, night)
    theirs = {**THERE, "surname": "Hall-Peters"}
    send_staff(neighbour, theirs)
    night()
    for _ in range(2):
        send_staff(school_mis, GRACE, SAM)
        send_staff(neighbour, theirs)
        assert [codes(run) for run in night()] == [{}, {}]


def test_when_the_leading_record_goes_the_other_takes_over(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    account = both(school_mis, neighbour, night)
    send_staff(school_mis, SAM)
    night()
    assert Link.objects.get(account=account, ended_at=None).is_leading
    send_staff(neighbour, {**THERE, "surname": "Hall-Peters"})
    [run] = night()
    assert codes(run) == {"70": "updated"}
    account.refresh_from_db()
    assert account.legal_surname == "Hall-Peters"
    assert account.username == "ghall.301"


def test_a_pupil_who_moves_keeps_account_and_username(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, *crowd(3))
    night()
    before = account_of(school_mis, "1")
    send_students(school_mis, *crowd(3))
    send_students(neighbour, {**ADA, "id": "51"})
    night()
    after = account_of(neighbour, "51")
    assert (after.pk, after.username) == (before.pk, "aokonkwo.301")
    assert schools_of(after) == {neighbour.school.pk}
    assert after.unallocated_at is None


def test_who_is_at_both_schools_for_one_night_loses_only_the_old_one(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, *crowd(3))
    night()
    send_students(neighbour, {**ADA, "id": "51"})
    night()
    account = account_of(neighbour, "51")
    assert len(schools_of(account)) == 2
    send_students(school_mis, *crowd(3))
    night()
    assert schools_of(account) == {neighbour.school.pk}


def test_people_and_links_of_another_school_are_never_ended(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, *crowd(3))
    send_students(neighbour, *crowd(3, first=900))
    night()
    send_students(neighbour, *crowd(2, first=900))
    [run] = night()
    assert codes(run) == {"902": "left_not_in_export"}
    assert Link.objects.filter(mis_person__school_mis=school_mis, ended_at=None).count() == 4
