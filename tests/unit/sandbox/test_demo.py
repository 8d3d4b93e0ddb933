"""The demonstration's cast: everybody the pages need, on any day of the year."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.demo import (
    DEMO_SCHOOLS,
    FILTERED_EVENING,
    NUM_EVENINGS,
    TRUSTS,
    day_of,
    logins,
    school_on,
)
from sandbox.demo_decisions import DECIDED, DECISIONS, RESTORED
from sandbox.demo_people import (
    EVERYBODY,
    FIRST_SCRIPTED_ID,
    ROWS,
    seed_accounts,
    seed_excluded_names,
    stories,
)
from sandbox.sims.reporter import export

DAYS = [date(2026, 11, 23), date(2027, 1, 2), date(2027, 8, 31), date(2027, 9, 2)]


@pytest.mark.parametrize("today", DAYS)
def test_the_evenings_are_yesterday_and_before(today: date) -> None:
    assert (today - day_of(NUM_EVENINGS, today=today)).days == 1
    assert school_on("oakfield", 1, today=today).today == day_of(1, today=today)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("key", [key for key, each in DEMO_SCHOOLS.items() if each.has_data])
def test_every_school_with_data_has_its_size_and_its_people(key: str, today: date) -> None:
    first, second = (school_on(key, evening, today=today) for evening in (1, 2))
    expected = DEMO_SCHOOLS[key].num_people
    assert expected <= first.num_people <= expected + 1  # a lent teacher
    if key != FILTERED_EVENING[0]:
        assert abs(second.num_people - first.num_people) < first.num_people * 0.05
    for school in (first, second):
        ids = [student.mis_id for student in school.students]
        ids += [contact.mis_id for contact in school.contacts]
        ids += [member.mis_id for member in school.staff]
        assert len(set(ids)) == len(ids)
        export(school, "students")


def test_the_filtered_evening_lacks_many_pupils_and_the_next_has_them_again() -> None:
    key, evening = FILTERED_EVENING
    numbers = [
        len(school_on(key, number, today=DAYS[0]).students)
        for number in (evening - 1, evening, evening + 1)
    ]
    assert numbers[1] < numbers[0] * 0.75
    assert numbers[2] > numbers[0] * 0.95


def test_a_teacher_works_at_two_schools_on_both_evenings() -> None:
    for evening in (1, 2):
        people = [
            {
                (one.legal_surname, one.date_of_birth)
                for one in school_on(key, evening, today=DAYS[0]).staff
            }
            for key in ("oakfield", "riverside")
        ]
        assert people[0] & people[1]


def test_scripted_people_come_and_go() -> None:
    first = _scripted("oakfield", 1)
    second = _scripted("oakfield", 2)
    assert "Callum Reid" in first - second
    assert "Aoife Brennan" in second - first
    assert "Yusuf Abdi" in first - second
    assert "Yusuf Abdi" in _scripted("st-brigids", 2)
    assert {"Emma Clarke"} == {name for name in first if name.startswith("Emma")}
    assert {"Emma Hartley"} == {name for name in second if name.startswith("Emma")}


def test_scripted_pupils_are_in_a_class() -> None:
    school = school_on("riverside", 1, today=DAYS[0])
    placed = {one for each in school.classes for one in each.student_ids}
    scripted = {one.mis_id for one in school.students if one.mis_id >= FIRST_SCRIPTED_ID}
    assert scripted <= placed


def test_seeded_accounts_fit_the_people_they_are_like() -> None:
    first_day = day_of(1, today=DAYS[0])
    accounts = {account.legal_forename: account for account in seed_accounts(first_day=first_day)}
    school = school_on("oakfield", 2, today=DAYS[0])
    pupils = {(one.legal_forename, one.legal_surname): one for one in school.students}
    assert accounts["Rob"].date_of_birth == pupils["Bob", "Ashdown"].date_of_birth
    assert accounts["Md"].date_of_birth == pupils["Muhammad", "Rahman"].date_of_birth
    assert accounts["Aoife"].upn == pupils["Aoife", "Brennan"].upn != ""
    assert accounts["Aoife"].unallocated_on is not None
    assert accounts["Janet"].unallocated_on is None
    assert all(account.date_of_birth for account in accounts.values())


def test_every_name_in_the_script_belongs_to_a_school_of_the_cast() -> None:
    codes = {entry.code for entry in EVERYBODY}
    assert {entry.school for entry in EVERYBODY} <= DEMO_SCHOOLS.keys()
    assert {row.school for row in ROWS} <= DEMO_SCHOOLS.keys()
    assert {row.like for row in ROWS if row.like} <= codes
    assert {name.school for name in seed_excluded_names()} <= DEMO_SCHOOLS.keys()
    assert len(list(stories())) == len(EVERYBODY) + len(ROWS)


def test_every_decision_is_about_somebody_scripted() -> None:
    assert {each.code for each in DECISIONS} == {entry.code for entry in DECIDED}
    places = {(row.school, row.surname) for row in ROWS if row.unallocated_for is not None}
    assert {(school, surname) for school, surname, _ in RESTORED} <= places


def test_there_is_somebody_of_every_role_and_an_outsider() -> None:
    people = logins()
    assert {login.role for login in people} == {
        "head",
        "head_proxy",
        "nominated_contact",
        "la_user",
        "trust_user",
        "service_desk",
    }
    assert len({login.username for login in people}) == len(people)
    assert any(login.school and DEMO_SCHOOLS[login.school].la == "991" for login in people)
    assert next(login for login in people if login.role == "la_user").place == "Northbrook"
    (trust,) = TRUSTS
    assert len({DEMO_SCHOOLS[key].la for key in trust.schools}) == 2, "Across authorities."
    assert next(login for login in people if login.trust == trust.key).place == trust.name
    assert all(login.email.endswith(".example") for login in people)


def test_schools_have_numbers_of_their_own() -> None:
    numbers = {(school.la, school.establishment) for school in DEMO_SCHOOLS.values()}
    assert len(numbers) == len(DEMO_SCHOOLS)
    assert len({school.urn for school in DEMO_SCHOOLS.values()}) == len(DEMO_SCHOOLS)


def _scripted(key: str, evening: int) -> set[str]:
    school = school_on(key, evening, today=DAYS[0])
    people = [(one.mis_id, one.legal_forename, one.legal_surname) for one in school.students]
    people += [(one.mis_id, one.legal_forename, one.legal_surname) for one in school.staff]
    return {f"{forename} {surname}" for mis_id, forename, surname in people if mis_id >= 900_001}
