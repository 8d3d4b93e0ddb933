"""The queue of people who require matching: narrowed, ordered, and whoever comes next."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from matching.actions.deciding import match_person
from matching.models import MisPerson
from matching.queries.queue import (
    ORDERS,
    Wanted,
    by_likelihood,
    by_waiting,
    first_waiting,
    place_of,
    with_offers,
)
from tests.factories import CandidateFactory, MisPersonFactory
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask


def ids(*people: MisPerson) -> tuple[int, ...]:
    return tuple(each.pk for each in people)


def test_wishes_come_from_an_address_and_go_back_into_one() -> None:
    wanted = Wanted.of({"q": " ann ", "year_group": "9", "page": "3", "nonsense": "x"})
    assert wanted == Wanted(q="ann", year_group="9")
    assert wanted.query == "?q=ann&year_group=9"
    assert wanted.is_narrowed
    assert Wanted().query == ""
    assert not Wanted(sort="name").is_narrowed


def test_whoever_has_waited_longest_comes_first(cast: Cast) -> None:
    new = ask(cast.school_mis, legal_surname="Aa").person
    old = ask(
        cast.school_mis,
        legal_surname="Zz",
        first_seen_at=timezone.now() - timedelta(days=9),
    ).person
    ask(cast.school_mis, kind="staff")
    place = place_of(new, Wanted())
    assert (place.number, place.total, place.before, place.after) == (2, 2, old.pk, old.pk)
    assert place_of(old, Wanted()).later == ids(new)
    assert place_of(old, Wanted(sort="name")).number == 2
    assert place_of(old, Wanted(sort="-name")).number == 1
    assert place_of(old, Wanted(sort="-standing_since")).number == 2
    assert place_of(old, Wanted(sort="nonsense")).number == 1


def test_the_queue_is_as_narrow_as_the_list(cast: Cast) -> None:
    person = ask(cast.school_mis, legal_surname="Adams").person
    weak = MisPersonFactory(school_mis=cast.school_mis, year_group="4", reg_group="4A")
    CandidateFactory(mis_person=weak, score=46)
    for wanted, number in (
        (Wanted(q="adams"), 1),
        (Wanted(year_group="9", reg_group="9b"), 1),
        (Wanted(likely="likely"), 1),
        (Wanted(likely="weak"), 0),
        (Wanted(likely="possible"), 0),
        (Wanted(waited="7"), 0),
    ):
        place = place_of(person, wanted)
        assert place.number == number, wanted
    assert place_of(person, Wanted(likely="weak")).later == ids(weak)
    alone = place_of(person, Wanted(q="adams"))
    assert (alone.total, alone.before, alone.after) == (1, None, None)


def test_wishes_that_nobody_knows_leave_everybody(cast: Cast) -> None:
    person = ask(cast.school_mis).person
    people = with_offers(MisPerson.objects.all())
    assert list(by_waiting(by_likelihood(people, "x"), "y")) == [person]
    assert set(ORDERS) >= {"", "-reason", "name"}


def test_whoever_was_settled_meanwhile_is_passed_over(cast: Cast) -> None:
    first, second, third = (ask(cast.school_mis) for _ in range(3))
    place = place_of(first.person, Wanted())
    match_person(second.person, account=second.account, by=cast.colleague)
    assert first_waiting(place.later) == third.person.pk
    assert first_waiting(ids(second.person)) is None
