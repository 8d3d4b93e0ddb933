"""After a change of MIS: recognised by who they are, doubts kept, and nobody goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoupdate.processing.brake import Limits, brake
from autoupdate.processing.changeover import (
    Former,
    Recognised,
    is_another_schools,
    keep_everybody,
    name_pairs,
    recognise,
    remembered,
    restored,
    with_doubts,
)
from autoupdate.processing.facts import NUM_ACCOUNT, values_of
from autoupdate.processing.plan import AccountFacts, Plan, make_plan
from autoupdate.processing.react import Reaction, Situation
from autoupdate.processing.reasons import Code
from autoupdate.processing.situate import Sighting, settle, sight
from autoupdate.records import Kind, PersonRecord
from matching.engine import MatchResult, Verdict
from tests.unit.processing.builders import STUDENT, TODAY, export, facts, known, student

UPN, OTHER_UPN = "B801200005001", "Q801200005002"
ADA = student("1", upn=UPN)
BEN = student("2", legal_forename="Ben", legal_surname="Hale", date_of_birth=date(2014, 6, 5))


def former(record: PersonRecord, **changes: Any) -> Former:
    """The record as the former MIS had it, with account 100 and its id."""
    number = int(record.mis_id)
    return Former(number, record.kind, values_of(record), 100 + number)._replace(**changes)


def arrivals(*records: PersonRecord) -> tuple[Sighting, ...]:
    """The records as people whom the new MIS sends for the first time."""
    return sight(facts(current=export(*records))).undecided


def key(mis_id: str) -> tuple[Kind, str]:
    """A pupil's key."""
    return Kind.STUDENT, mis_id


class TestRecognising:
    """Who of the new MIS is who of the former one."""

    def test_the_same_names_and_date_of_birth_under_somebody_elses_id(self) -> None:
        found = recognise(arrivals(replace(BEN, mis_id="1")), [former(ADA), former(BEN)])
        assert found.answers[key("1")].account_key == "102"
        assert found.answers[key("1")].rule == "names_and_date_of_birth"
        assert found.answers[key("1")].candidates[0].key == "102"
        assert found.account_ids == {102}

    def test_the_same_upn_with_another_surname(self) -> None:
        married = replace(ADA, mis_id="77", legal_surname="Okonkwo-Hill")
        found = recognise(arrivals(married), [former(ADA)])
        assert found.answers[key("77")].rule == "upn"

    def test_ids_alone_say_nothing(self) -> None:
        stranger = student("1", legal_forename="Zoltan", date_of_birth=date(2012, 9, 9))
        assert recognise(arrivals(stranger), [former(BEN)._replace(person_id=1)]) == Recognised()

    def test_nothing_to_compare_is_nobody(self) -> None:
        assert recognise((), [former(ADA)]) == Recognised()
        assert recognise(arrivals(ADA), []) == Recognised()

    def test_of_two_namesakes_nobody_is_recognised(self) -> None:
        other = former(replace(BEN, mis_id="3"))
        assert recognise(arrivals(BEN), [former(BEN), other]).answers == {}

    def test_somebody_without_an_account_is_recognised_as_nobodys(self) -> None:
        assert recognise(arrivals(BEN), [former(BEN, account_id=None)]).answers == {}

    def test_an_account_that_is_taken_is_not_given_again(self) -> None:
        assert recognise(arrivals(BEN), [former(BEN)], busy=frozenset({102})).answers == {}

    def test_what_staff_ruled_out_for_the_same_person_stays_ruled_out(self) -> None:
        found = recognise(arrivals(BEN), [former(BEN, ruled_out=frozenset({500}))])
        assert found.ruled_out == {(key("2"), 500): 2}
        assert found.answers[key("2")].account_key == "102"

    def test_an_account_that_was_ruled_out_for_whoever_has_it_is_not_given(self) -> None:
        found = recognise(arrivals(BEN), [former(BEN, ruled_out=frozenset({102}))])
        assert found.answers == {}
        assert found.ruled_out == {(key("2"), 102): 2}

    def test_what_staff_ruled_out_for_one_of_two_is_doubted(self) -> None:
        pair = [
            former(BEN, ruled_out=frozenset({500})),
            former(replace(BEN, mis_id="3"), account_id=None),
        ]
        found = recognise(arrivals(BEN), pair)
        assert found.doubted == {(key("2"), 500)}
        assert found.ruled_out == {}

    def test_whom_staff_ruled_out_since_is_not_recognised(self) -> None:
        people = [former(BEN), former(ADA)]
        found = recognise(arrivals(BEN), people, rejected={(key("2"), 102), (key("2"), 999)})
        assert found.answers == {}


def certain(account: str) -> MatchResult:
    """The engine is sure."""
    return MatchResult("", Verdict.CERTAIN, account_key=account, rule="upn")


def test_only_an_answer_that_is_doubted_becomes_a_question() -> None:
    results = {
        key("1"): certain("100"),
        key("2"): certain("200"),
        key("3"): MatchResult("", Verdict.NEW),
    }
    found = with_doubts(results, {(key("1"), 100), (key("2"), 100)})
    assert found[key("1")].verdict is Verdict.ASK
    assert found[key("1")].account_key is None
    assert found[key("2")] == results[key("2")]
    assert found[key("3")] == results[key("3")]


class TestAnotherSchools:
    """A first export that cannot be this school's."""

    PEOPLE = tuple(
        student(str(n), legal_forename=f"Name{n}", date_of_birth=date(2010, 1, n))
        for n in range(1, 13)
    )

    def test_people_of_the_former_mis_are_familiar_however_they_are_written(self) -> None:
        shouted = [replace(each, legal_surname=each.legal_surname.upper()) for each in self.PEOPLE]
        assert not is_another_schools(export(*shouted), [former(each) for each in self.PEOPLE])

    def test_a_known_preferred_name_is_familiar(self) -> None:
        called = [
            replace(each, legal_forename="X", preferred_forename=each.legal_forename)
            for each in self.PEOPLE
        ]
        assert not is_another_schools(export(*called), [former(each) for each in self.PEOPLE])

    def test_hardly_anybody_familiar_is_another_schools(self) -> None:
        strangers = [replace(each, date_of_birth=date(1999, 1, 1)) for each in self.PEOPLE]
        assert is_another_schools(export(*strangers), [former(each) for each in self.PEOPLE])

    def test_too_few_with_a_date_of_birth_are_not_judged(self) -> None:
        undated = [replace(each, date_of_birth=None) for each in self.PEOPLE]
        assert not is_another_schools(export(*undated), [former(each) for each in self.PEOPLE])


def test_names_pair_legal_and_preferred_alike() -> None:
    details = {
        "legal_forename": "Robert",
        "preferred_forename": "Bob",
        "legal_surname": "O'Neill",
        "preferred_surname": "",
    }
    assert {forename for forename, _ in name_pairs(details)} == {"robert", "bob"}
    assert len({surname for _, surname in name_pairs(details)}) == 1
    nobody = dict.fromkeys(details, "")
    assert name_pairs(nobody) == {("", "")}


class TestRemembering:
    """What goes back when a change is taken back."""

    def test_a_field_is_remembered_as_it_was_before_the_first_writing(self) -> None:
        first = remembered({}, {"email": "a", "title": "Ms"}, {"email": "b", "title": "Ms"})
        second = remembered(first, {"email": "b"}, {"email": "c"})
        assert second == {"email": {"before": "a", "written": "c"}}

    def test_what_somebody_wrote_in_between_goes_back(self) -> None:
        first = remembered({}, {"email": "a"}, {"email": "b"})
        second = remembered(first, {"email": "by hand"}, {"email": "b"})
        assert second == {"email": {"before": "by hand", "written": "b"}}

    def test_only_what_is_still_as_written_goes_back(self) -> None:
        written = {
            "email": {"before": "a", "written": "b"},
            "title": {"before": "Ms", "written": "Dr"},
            "upn": {"before": "", "written": UPN},
        }
        back = restored(written, {"email": "b", "title": "Prof", "upn": ""})
        assert back.values == {"email": "a"}
        assert back.left_alone == ("title",)


def test_a_plan_keeps_everybody_and_counts_them_so() -> None:
    gone = sight(facts(known(STUDENT), current=export(student("5"))))
    plan = make_plan(
        settle(gone, {each.key: MatchResult("", Verdict.NEW) for each in gone.undecided}), {}, {}
    )
    kept = keep_everybody(plan)
    assert {each.key[1]: each.code for each in kept.people} == {
        "5": Code.CREATED,
        "1": Code.KEPT_FOR_CHANGE,
    }
    (person,) = [each for each in kept.people if each.key[1] == "1"]
    assert person.reaction is Reaction.HOLD
    assert not person.writes_person
    assert not person.sets_standing
    assert keep_everybody(kept) == kept


@pytest.mark.parametrize("reaction", Reaction)
def test_only_removals_are_held_back(reaction: Reaction) -> None:
    (sighting,) = sight(facts(current=export(STUDENT))).sightings
    plan = make_plan([sighting._replace(situation=Situation.NEW)], {}, {})
    plan = replace(plan, people=tuple(each._replace(reaction=reaction) for each in plan.people))
    (person,) = keep_everybody(plan).people
    assert person.reaction is (Reaction.HOLD if reaction is Reaction.REMOVE else reaction)


_NAMES = st.sampled_from(["Ada", "Ben", "Bob", "Robert", "Zoë", ""])
_BORN = st.sampled_from([None, date(2010, 1, 1), date(2012, 2, 29), date(2014, 6, 5)])


@st.composite
def populations(draw: st.DrawFn) -> list[PersonRecord]:
    """Any few pupils, each id once."""
    ids = draw(st.lists(st.sampled_from("123456"), unique=True, max_size=6))
    return [
        PersonRecord(
            kind=Kind.STUDENT,
            mis_id=each,
            legal_forename=draw(_NAMES),
            legal_surname=draw(_NAMES),
            date_of_birth=draw(_BORN),
            upn=draw(st.sampled_from(["", "", UPN, OTHER_UPN])),
            leaves_on=draw(st.sampled_from([None, None, date(2026, 1, 1), TODAY])),
            no_account_code=draw(st.sampled_from(["", "", "", "id_shared"])),
        )
        for each in ids
    ]


def plan_of_change(before: list[PersonRecord], *nights: list[PersonRecord]) -> list[Plan]:
    """The plans of the first nights after a change from one population to others."""
    formers = [former(each) for each in before]
    accounts = {
        each.account_id or 0: AccountFacts(each.account_id or 0, each.values[:NUM_ACCOUNT])
        for each in formers
    }
    kept: dict[Any, Any] = {}
    plans = []
    for records in nights:
        school = facts(*kept.values(), current=export(*records))
        sighted = sight(school)
        linked = frozenset(each.account_id for each in kept.values() if each.account_id)
        free = [each for each in formers if each.account_id not in linked]
        found = recognise(sighted.undecided, free, busy=linked)
        asked = {each.key: MatchResult("", Verdict.NEW) for each in sighted.undecided}
        settled = settle(sighted, {**asked, **found.answers})
        plan = make_plan(settled, accounts, sighted.num_unchanged)
        plans.append(brake(keep_everybody(plan), num_live={}, limits=Limits(0, 0)))
        kept |= _after(plan)
    return plans


def _after(plan: Plan) -> dict[Any, Any]:
    """Whoever the plan gave an account, as the next night knows them."""
    return {
        each.key: known(
            student(each.key[1]),
            values=each.values,
            account_id=each.account_id or 900 + int(each.key[1]),
            account_values=each.values[:NUM_ACCOUNT],
        )
        for each in plan.people
        if each.reaction in (Reaction.CREATE, Reaction.LINK)
    }


@pytest.mark.unmeasured
@settings(max_examples=2 * settings().max_examples)
@given(populations(), populations(), populations())
def test_for_any_populations_the_first_nights_remove_nobody_and_give_no_account_twice(
    before: list[PersonRecord], first: list[PersonRecord], second: list[PersonRecord]
) -> None:
    given_away: list[int] = []
    for plan in plan_of_change(before, first, second):
        assert all(each.reaction is not Reaction.REMOVE for each in plan.people)
        assert plan.num_held == {}
        given_away += [
            each.account_id or 0 for each in plan.people if each.reaction is Reaction.LINK
        ]
    assert len(given_away) == len(set(given_away))
