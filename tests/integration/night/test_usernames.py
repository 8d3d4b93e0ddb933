"""Usernames: plain letters from any name, unique, stable for life, never given twice."""

from __future__ import annotations

import re

import pytest

from accounts.models import SchoolMis, UsoAccount
from tests.integration.night.conftest import Nights, found
from tests.integration.night.exports import send_students
from tests.integration.night.people import account_of, codes, crowd, row, usernames

LONG = "Oluwafunmilayomipe-Temiloluwaniyi-Adunni"


@pytest.mark.parametrize(
    ("forename", "surname", "username"),
    [
        ("Sinéad", "O'Neill", "soneill.301"),
        ("Łukasz", "Żółć", "lzolc.301"),
        ("Thị Mai", "Nguyễn", "tnguyen.301"),
        ("-", "Suharto", "suharto.301"),
        ("Suharto", "-", "suharto.301"),
        (LONG, "Lee", "olee.301"),
        ("Lee", LONG, "loluwafunmilayomipet.301"),
        ("李", "小龙", None),
        ("Дмитрий", "Иванов", None),
        ("محمد", "علي", None),
        ("Anna-Marie", "van der Berg", "avanderberg.301"),
        ("Zoë", "Müller-Lüdenscheidt", "zmullerludenscheidt.301"),
    ],
)
def test_any_name_gives_plain_letters_and_the_authoritys_number(
    forename: str, surname: str, username: str | None, school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**row("1", "x"), "forename": forename, "surname": surname})
    night()
    given = account_of(school_mis, "1").username
    assert re.fullmatch(r"[a-z]{1,20}\.301", given)
    assert username in (None, given)


def test_the_preferred_name_gives_the_username_and_a_blank_one_the_legal_name(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(
        school_mis,
        row("1", "William Smith", preferred="Bill"),
        row("2", "Edward Jones", preferred=""),
    )
    night()
    assert usernames() == {"bsmith.301", "ejones.301"}


def test_names_that_collide_are_numbered(school_mis: SchoolMis, night: Nights) -> None:
    send_students(
        school_mis,
        row("1", "Jo Smith", "01/02/2011"),
        row("2", "Jan Smith", "03/04/2012"),
        row("3", "Jill Smith", "05/06/2013"),
    )
    night()
    assert usernames() == {"jsmith.301", "jsmith2.301", "jsmith3.301"}


def test_numbers_go_on_in_other_schools_of_the_authority(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, row("1", "Jo Smith", "01/02/2011"))
    send_students(neighbour, row("1", "Jan Smith", "03/04/2012"))
    night()
    assert usernames() == {"jsmith.301", "jsmith2.301"}


def test_another_authority_counts_for_itself(
    school_mis: SchoolMis, faraway: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, row("1", "Jo Smith", "01/02/2011"))
    send_students(faraway, row("1", "Jan Smith", "03/04/2012"))
    night()
    assert usernames() == {"jsmith.301", "jsmith.916"}


def test_a_username_is_never_given_again(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, row("1", "Jo Smith", "01/02/2011"), *crowd(2))
    night()
    send_students(school_mis, *crowd(2))
    night()
    assert UsoAccount.objects.get(username="jsmith.301").unallocated_at is not None
    send_students(school_mis, *crowd(2), row("9", "Jan Smith", "03/04/2012"))
    night()
    assert account_of(school_mis, "9").username == "jsmith2.301"


def test_nobodys_username_changes_with_their_name(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, row("1", "Jo Smith"))
    night()
    send_students(school_mis, row("1", "Jo Featherstone"))
    [run] = night()
    assert codes(run) == {"1": "updated"}
    assert account_of(school_mis, "1").username == "jsmith.301"


def test_staff_and_pupils_share_the_numbers(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, row("1", "Jo Smith", "01/02/2011"))
    night()
    other = found(school_mis.school.local_authority)
    send_students(other, row("1", "Jan Smith", "03/04/2012"))
    night()
    assert usernames() == {"jsmith.301", "jsmith2.301"}


def test_a_number_cannot_be_mistaken_for_part_of_a_name(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, *(row(str(number), f"Jo Smith{number}") for number in range(1, 3)))
    night()
    assert all(re.fullmatch(r"[a-z]+\d*\.301", name) for name in usernames())
    assert len(usernames()) == UsoAccount.objects.count()
