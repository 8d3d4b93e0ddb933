"""Names that should not be in USO: on the list, off the list, and whom they concern."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent, School
from matching.actions.excluding import Name, add, remove
from matching.engine.normalise import fold
from matching.models import Candidate, ExcludedName, MisPerson, Standing
from matching.queries.excluded import concerned, live_names, present_people
from tests.factories import ExcludedNameFactory, MisPersonFactory, SchoolFactory, SchoolMisFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def standing_of(person: MisPerson) -> tuple[str, str]:
    person.refresh_from_db()
    return person.standing, person.standing_code


def test_a_name_takes_effect_at_once_on_those_who_wait(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_forename="Zoë", legal_surname="O’Neill")
    linked = MisPersonFactory(
        school_mis=cast.school_mis,
        legal_forename="Zoe",
        legal_surname="ONeill",
        standing=Standing.LINKED,
    )
    added = add(
        Name("zoe", "o'neill", reason="Moved abroad"), school=cast.school, by=cast.nominated_contact
    )

    assert standing_of(question.person) == (Standing.EXCLUDED, "name_excluded")
    assert question.offered == set()
    assert standing_of(linked)[0] == Standing.LINKED
    assert (added.added_by, added.reason) == (cast.nominated_contact, "Moved abroad")
    event = AuditEvent.objects.get(action="excluded_name.added")
    assert event.after is not None
    assert event.after["surname"] == "o'neill"


def test_a_name_that_is_on_the_list_stays_as_it_is(cast: Cast) -> None:
    first = add(Name("Test", "Pupil", kind="student"), school=cast.school, by=cast.head)
    again = add(Name("TEST", "pupil", kind="student"), school=cast.school, by=cast.colleague)
    both = add(Name("Test", "Pupil"), school=cast.school, by=cast.head)
    assert first == again
    assert first != both
    assert ExcludedName.objects.count() == 2


def test_taking_a_name_off_the_list_puts_people_back(cast: Cast) -> None:
    question = ask(cast.school_mis)
    before = set(Candidate.objects.values_list("mis_person", "account", "score"))
    person = question.person
    added = add(Name(person.legal_forename, person.legal_surname), school=cast.school, by=cast.head)

    assert [each.pk for each in remove(added, by=cast.colleague)] == [person.pk]
    added.refresh_from_db()
    assert added.removed_by == cast.colleague
    assert standing_of(person) == (Standing.REQUIRES_MATCHING, "requires_matching")
    assert set(Candidate.objects.values_list("mis_person", "account", "score")) == before
    assert AuditEvent.objects.filter(action="excluded_name.removed").count() == 1

    assert remove(added, by=cast.head) == []
    assert AuditEvent.objects.filter(action="excluded_name.removed").count() == 1


def test_another_name_that_concerns_them_keeps_people_out(cast: Cast) -> None:
    person = ask(cast.school_mis).person
    name = Name(person.legal_forename, person.legal_surname)
    added = add(name, school=cast.school, by=cast.head)
    ExcludedNameFactory(
        school=cast.school, kind="student", forename=name.forename, surname=name.surname
    )
    assert remove(added, by=cast.head) == []
    assert standing_of(person)[0] == Standing.EXCLUDED


def test_whom_a_night_excluded_waits_for_the_next_one(cast: Cast) -> None:
    person = MisPersonFactory(
        school_mis=cast.school_mis, standing=Standing.EXCLUDED, standing_code="name_excluded"
    )
    name = ExcludedNameFactory(
        school=cast.school, forename=person.legal_forename, surname=person.legal_surname
    )
    assert remove(name, by=cast.head) == []
    assert standing_of(person)[0] == Standing.EXCLUDED


def test_a_school_without_a_mis_can_keep_a_list(cast: Cast) -> None:
    school: School = SchoolFactory(local_authority=cast.local_authority)
    added = add(Name("Test", "Pupil"), school=school, by=cast.desk)
    assert live_names(school.pk) == [added]


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_the_list_needs_the_permission(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    name = ExcludedNameFactory(school=cast.school)
    with pytest.raises(PermissionDenied):
        add(Name("Test", "Pupil"), school=cast.school, by=by)
    with pytest.raises(PermissionDenied):
        remove(name, by=by)


@pytest.mark.parametrize(
    ("details", "is_concerned"),
    [
        ({}, True),
        ({"kind": "student"}, True),
        ({"kind": "staff"}, False),
        ({"date_of_birth": date(2014, 5, 17)}, True),
        ({"date_of_birth": date(2014, 5, 18)}, False),
        ({"forename": "SASHA"}, True),
        ({"forename": "Al"}, False),
        ({"surname": "Someone"}, False),
    ],
)
def test_whom_a_name_concerns(cast: Cast, details: dict[str, object], is_concerned: bool) -> None:
    person = MisPersonFactory(
        school_mis=cast.school_mis,
        legal_forename="Alex",
        legal_surname="Grey",
        preferred_forename="Sasha",
    )
    given = {"school": cast.school, "forename": "alex", "surname": "GREY", **details}
    name = ExcludedNameFactory(**given)
    found = concerned([name], present_people(cast.school_mis))
    assert found.get(name.pk, []) == ([person] if is_concerned else [])


def test_nobody_is_looked_for_where_the_list_is_empty(cast: Cast) -> None:
    MisPersonFactory(school_mis=cast.school_mis)
    assert not concerned([], present_people(cast.school_mis))


@pytest.mark.django_db
def test_people_who_left_are_not_looked_at() -> None:
    school_mis = SchoolMisFactory()
    MisPersonFactory(
        school_mis=school_mis, in_current=False, absent_since=school_mis.started_at, standing="left"
    )
    assert present_people(school_mis) == []


def test_names_in_other_scripts_are_compared_as_they_are() -> None:
    assert fold("李") == fold("李")
    assert fold("李") != fold("王")
    assert fold("") == ""
