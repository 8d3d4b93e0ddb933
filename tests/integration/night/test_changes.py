"""What a new description changes, and what it must never change: unknown is not blank."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.models import Outcome
from autoupdate.queries.outcomes import changes_of
from matching.models import Link
from tests.factories import ExcludedNameFactory, FieldOptOutFactory
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_students
from tests.integration.night.people import (
    OTHER_UPN,
    UPN,
    Row,
    account_of,
    codes,
    person,
    row,
    schools_of,
)

ADA = row(
    "1", "Ada Okonkwo", upn=UPN, year="Year  6", reg="6B", email="ada@school.example", leaves=""
)
BEN = row("2", "Ben Karimi")


@pytest.fixture
def _linked(school_mis: SchoolMis, night: Nights) -> None:
    """Ada and Ben have accounts since last night."""
    send_students(school_mis, ADA, BEN)
    night()


pytestmark = pytest.mark.usefixtures("_linked")


def test_what_the_mis_changes_the_account_changes(school_mis: SchoolMis, night: Nights) -> None:
    send_students(
        school_mis,
        {**ADA, "surname": "Okonkwo-Bell", "reg": "6C", "email": "a@school.example"},
        BEN,
    )
    [run] = night()
    assert codes(run) == {"1": "updated"}
    account = account_of(school_mis, "1")
    assert (account.legal_surname, account.email) == ("Okonkwo-Bell", "a@school.example")
    assert account.username == "aokonkwo.301"
    assert SchoolAssociation.objects.get(account=account).reg_group == "6C"
    assert Outcome.objects.get(run=run).detail["changes"] == {
        "legal_surname": ["Okonkwo", "Okonkwo-Bell"],
        "reg_group": ["6B", "6C"],
        "email": ["ada@school.example", "a@school.example"],
    }


def test_a_new_upn_is_shown_to_have_changed_but_not_copied(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "upn": OTHER_UPN}, BEN)
    [run] = night()
    assert account_of(school_mis, "1").upn == OTHER_UPN
    assert Outcome.objects.get(run=run).detail["changes"] == {"upn": ["", ""]}


def test_a_changed_name_is_found_by_its_new_keys(school_mis: SchoolMis, night: Nights) -> None:
    before = account_of(school_mis, "1").blocking_keys
    send_students(school_mis, {**ADA, "surname": "Featherstone"}, BEN)
    night()
    assert account_of(school_mis, "1").blocking_keys != before


def test_a_vanished_optional_column_blanks_nothing(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, _without(ADA, "upn", "email", "reg", "year", "leaves"), BEN)
    [run] = night()
    assert codes(run) == {}
    account = account_of(school_mis, "1")
    assert (account.upn, account.email) == (UPN, "ada@school.example")
    assert SchoolAssociation.objects.get(account=account).reg_group == "6B"


def test_a_field_opted_out_is_as_good_as_vanished(school_mis: SchoolMis, night: Nights) -> None:
    FieldOptOutFactory(school=school_mis.school, sub_report="students", field="email")
    send_students(school_mis, {**ADA, "email": "new@school.example"}, BEN)
    [run] = night()
    assert codes(run) == {}
    assert account_of(school_mis, "1").email == "ada@school.example"


def test_a_column_that_comes_blank_does_blank(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, {**ADA, "email": "", "reg": ""}, {**BEN, "email": "b@s.example"})
    night()
    account = account_of(school_mis, "1")
    assert account.email == ""
    assert SchoolAssociation.objects.get(account=account).reg_group == ""


@pytest.mark.parametrize("lost", ["dob", "upn", "forename", "surname"])
def test_a_blank_in_what_tells_people_apart_never_blanks(
    lost: str, school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, lost: ""}, {**BEN, "upn": OTHER_UPN})
    night()
    account = account_of(school_mis, "1")
    assert account.date_of_birth == date(2015, 3, 4)
    assert account.upn == UPN
    assert (account.legal_forename, account.legal_surname) == ("Ada", "Okonkwo")
    assert schools_of(account) == {school_mis.school.pk}


def test_one_id_for_two_people_changes_neither_and_removes_nobody(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, {**ADA, "forename": "Zoe", "surname": "Quill"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "record_ambiguous"}
    ada = person(school_mis, "1")
    assert (ada.legal_forename, ada.standing, ada.in_current) == ("Ada", "linked", True)
    assert account_of(school_mis, "1").legal_forename == "Ada"


def test_rows_that_give_two_birth_dates_change_nothing(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, {**ADA, "dob": "05/03/2015"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "record_ambiguous"}
    assert account_of(school_mis, "1").date_of_birth == date(2015, 3, 4)


def test_another_person_under_the_same_id_is_not_written_over_the_account(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, row("1", "Zoe Quill", "11/12/2014"), BEN)
    [run] = night()
    assert codes(run) == {"1": "identity_changed"}
    account = account_of(school_mis, "1")
    assert (account.legal_forename, account.legal_surname) == ("Ada", "Okonkwo")


def test_a_corrected_birth_date_is_taken(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, {**ADA, "dob": "04/03/2014"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "updated"}
    assert account_of(school_mis, "1").date_of_birth == date(2014, 3, 4)


def test_a_hand_edit_is_put_back_to_what_the_mis_says(school_mis: SchoolMis, night: Nights) -> None:
    UsoAccount.objects.filter(legal_surname="Okonkwo").update(legal_surname="Edited")
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {"1": "updated"}
    assert account_of(school_mis, "1").legal_surname == "Okonkwo"


def let_go(account: UsoAccount, *, reason: str) -> None:
    held = SchoolAssociation.objects.get(account=account)
    held.ended_at, held.end_reason = held.started_at, reason
    held.save()
    UsoAccount.objects.filter(pk=account.pk).update(unallocated_at=held.started_at)


def test_an_association_that_was_lost_is_held_again(school_mis: SchoolMis, night: Nights) -> None:
    account = account_of(school_mis, "1")
    let_go(account, reason="left")
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {"1": "association_restored"}
    account.refresh_from_db()
    assert account.unallocated_at is None
    assert schools_of(account) == {school_mis.school.pk}


def test_what_only_the_mis_record_shows_is_noted_without_touching_the_account(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "leaves": "31/08/2027"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "mis_record_updated"}
    assert person(school_mis, "1").leaves_on == date(2027, 8, 31)


@pytest.mark.parametrize(
    "name",
    [
        {"forename": "zoë", "surname": "QUILL"},
        {"forename": "Zoe", "surname": "Quill", "kind": "student"},
        {"forename": "Zoe", "surname": "Quill", "date_of_birth": date(2014, 12, 11)},
    ],
)
def test_a_name_that_should_not_be_in_uso_gets_no_account(
    name: dict[str, object], school_mis: SchoolMis, night: Nights
) -> None:
    ExcludedNameFactory(school=school_mis.school, **name)
    send_students(school_mis, ADA, BEN, row("3", "Zoe Quill", "11/12/2014"))
    [run] = night()
    assert codes(run) == {"3": "name_excluded"}
    assert person(school_mis, "3").standing == "excluded"


@pytest.mark.parametrize(
    "name",
    [
        {"forename": "Zoe", "surname": "Quill", "kind": "staff"},
        {"forename": "Zoe", "surname": "Quill", "date_of_birth": date(2013, 12, 11)},
        {"forename": "Zoe", "surname": "Quilley"},
    ],
)
def test_a_name_that_is_not_quite_on_the_list_gets_an_account(
    name: dict[str, object], school_mis: SchoolMis, night: Nights
) -> None:
    ExcludedNameFactory(school=school_mis.school, **name)
    send_students(school_mis, ADA, BEN, row("3", "Zoe Quill", "11/12/2014"))
    [run] = night()
    assert codes(run) == {"3": "created"}


def test_an_excluded_name_takes_nobodys_account_away(school_mis: SchoolMis, night: Nights) -> None:
    ExcludedNameFactory(school=school_mis.school, forename="Ada", surname="Okonkwo")
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {}
    assert Link.objects.filter(mis_person__mis_id="1", ended_at=None).exists()


def _without(details: Row, *names: str) -> Row:
    return {name: value for name, value in details.items() if name not in names}


def test_whom_staff_let_go_stays_so_until_the_mis_lets_go_too(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = account_of(school_mis, "1")
    let_go(account, reason="staff")
    send_students(school_mis, ADA, BEN)
    [run] = night()
    assert codes(run) == {}
    send_students(school_mis, {**ADA, "forename": "Adah"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "let_go_by_staff"}
    account.refresh_from_db()
    assert account.legal_forename != "Adah"
    assert schools_of(account) == set()
    send_students(school_mis, BEN)
    assert codes(night()[0]) == {"1": "left_not_in_export"}
    send_students(school_mis, ADA, BEN)
    assert codes(night()[0]) == {"1": "returned"}
    assert schools_of(account) == {school_mis.school.pk}


def test_a_corrected_name_is_kept_while_all_else_follows_the_mis(
    school_mis: SchoolMis, night: Nights
) -> None:
    UsoAccount.objects.filter(pk=account_of(school_mis, "1").pk).update(
        preferred_forename="Addy", keeps_name=True
    )
    send_students(school_mis, ADA, BEN)
    assert codes(night()[0]) == {}
    send_students(school_mis, {**ADA, "preferred": "Adelaide"}, BEN)
    [run] = night()
    assert codes(run) == {"1": "mis_record_updated"}
    [outcome] = run.outcomes.all()
    assert outcome.detail == {"kept": ["preferred_forename"]}
    assert changes_of(outcome) == [
        "Preferred forename: changed in the MIS, kept as it was corrected by hand"
    ]
    send_students(school_mis, {**ADA, "preferred": "Adelaide", "surname": "Lovelace-King"}, BEN)
    assert codes(night()[0]) == {"1": "updated"}
    account = account_of(school_mis, "1")
    assert (account.preferred_forename, account.legal_surname) == ("Addy", "Lovelace-King")
    UsoAccount.objects.filter(pk=account.pk).update(keeps_name=False)
    send_students(school_mis, {**ADA, "preferred": "Adelaide"}, BEN)
    assert codes(night()[0]) == {"1": "updated"}
    assert account_of(school_mis, "1").preferred_forename == "Adelaide"
