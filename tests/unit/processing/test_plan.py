"""The plan, the table behind it, and the brake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from autoupdate.processing.brake import Limits, brake
from autoupdate.processing.families import families_of
from autoupdate.processing.plan import AccountFacts, PersonPlan, Plan, differences, make_plan
from autoupdate.processing.react import RESPONSES, Reaction, Situation, react
from autoupdate.processing.reasons import REASONS, Code, reason_for
from autoupdate.processing.situate import settle, sight
from autoupdate.records import ContactRecord, Kind
from matching.engine import MatchResult, Verdict
from tests.unit.processing.builders import STUDENT, TODAY, export, facts, known, student, unlinked

ACCOUNT = AccountFacts(7, known(STUDENT).values[:10])


def planned(
    school: Any, answers: Any = None, accounts: dict[int, AccountFacts] | None = None
) -> Plan:
    """The plan of a school."""
    sighted = sight(school)
    return make_plan(settle(sighted, answers or {}), accounts or {}, sighted.num_unchanged)


def only(plan: Plan) -> PersonPlan:
    """The one person of a plan."""
    (person,) = plan.people
    return person


def certain(account: int) -> dict[Any, MatchResult]:
    """The engine being certain of student 1."""
    return {
        (Kind.STUDENT, "1"): MatchResult(
            record_key="", verdict=Verdict.CERTAIN, account_key=str(account), rule="upn"
        )
    }


def test_every_situation_of_every_kind_has_a_response_and_every_code_a_reason() -> None:
    assert set(RESPONSES) == {(s, k) for s in Situation for k in Kind}
    assert set(REASONS) == set(Code)
    for code in Code:
        reason = reason_for(code, mis="SIMS")
        assert all((reason.label, reason.sentence, reason.remedy, reason.desk_note))
        assert "{" not in "".join((reason.label, reason.sentence, reason.remedy))
    assert react(Situation.NEW, Kind.STAFF).reaction is Reaction.CREATE


def test_an_undecided_person_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="promised"):
        make_plan(sight(facts(current=export(STUDENT))).sightings, {}, {})


def test_a_new_person_is_created_and_placed() -> None:
    answers = {(Kind.STUDENT, "1"): MatchResult(record_key="", verdict=Verdict.NEW)}
    person = only(planned(facts(current=export(STUDENT)), answers))
    assert person.reaction is Reaction.CREATE
    assert person.account_values == known(STUDENT).account_values
    assert person.place_values == ("6", "6B", "", None)
    assert (person.writes_person, person.sets_standing) == (True, True)


def test_an_update_names_before_and_after_but_never_a_upn() -> None:
    person = only(
        planned(
            facts(
                known(STUDENT),
                current=export(student(legal_surname="Bello", upn="B801200005001")),
            )
        )
    )
    assert person.changes == {"legal_surname": ("Okonkwo", "Bello"), "upn": ("", "")}
    assert person.account_values is not None
    assert person.account_values[1] == "Bello"
    assert person.place_values is None
    assert (person.writes_person, person.sets_standing) == (True, False)


def test_a_hand_edit_is_put_back_and_shown() -> None:
    edited = known(STUDENT)._replace(account_values=("Edited", *known(STUDENT).values[1:10]))
    person = only(planned(facts(edited, current=export(STUDENT))))
    assert person.changes == {"legal_forename": ("Edited", "Ada")}
    assert not person.writes_person


def test_somebody_not_leading_only_changes_their_place() -> None:
    person = only(
        planned(facts(known(STUDENT, is_leading=False), current=export(student(reg_group="6C"))))
    )
    assert person.account_values is None
    assert person.place_values == ("6", "6C", "", None)


def test_held_again_at_the_school() -> None:
    lost = known(STUDENT, association_id=None, place_values=None)
    person = only(planned(facts(lost, current=export(STUDENT))))
    assert (person.reaction, person.place_values) == (
        Reaction.REASSOCIATE,
        ("6", "6B", "", None),
    )


def test_linking_takes_over_an_account_that_nobody_leads() -> None:
    account = AccountFacts(7, ("Adah", *ACCOUNT.values[1:]))
    person = only(planned(facts(current=export(STUDENT)), certain(7), {7: account}))
    assert person.account_id == 7
    assert person.changes == {"legal_forename": ("Adah", "Ada")}
    assert person.account_values == ACCOUNT.values


def test_linking_leaves_an_account_alone_that_another_school_leads() -> None:
    account = AccountFacts(7, ("Adah", *ACCOUNT.values[1:]), 9, ("5", "", "", None), True)
    person = only(planned(facts(current=export(STUDENT)), certain(7), {7: account}))
    assert (person.account_values, dict(person.changes)) == (None, {})
    assert (person.association_id, person.place_values) == (9, ("6", "6B", "", None))


def test_a_returning_person_gets_the_same_account() -> None:
    school = facts(unlinked(STUDENT, former_account_id=7), current=export(STUDENT))
    person = only(planned(school, accounts={7: ACCOUNT}))
    assert (person.reaction, person.code, person.account_id) == (Reaction.LINK, Code.RETURNED, 7)


def test_somebody_frozen_is_not_even_written() -> None:
    given = student(legal_forename="Zoe", legal_surname="X", date_of_birth=date(2010, 1, 1))
    person = only(planned(facts(known(STUDENT), current=export(given))))
    assert person.reaction is Reaction.FREEZE
    assert (person.writes_person, person.sets_standing) == (False, False)


def test_somebody_waiting_for_the_same_reason_writes_nothing() -> None:
    waiting = unlinked(student(date_of_birth=None), "incomplete", standing_code="no_date_of_birth")
    person = only(planned(facts(waiting, current=export(student(date_of_birth=None)))))
    assert (person.writes_person, person.sets_standing) == (False, False)


def test_a_new_reason_for_waiting_is_written() -> None:
    waiting = unlinked(student(date_of_birth=None), "incomplete", standing_code="no_name")
    person = only(planned(facts(waiting, current=export(student(date_of_birth=None)))))
    assert person.sets_standing


def test_the_row_problem_is_kept_with_the_plan() -> None:
    given = student(date_of_birth=None, no_account_code="birth_date_unreadable")
    assert only(planned(facts(current=export(given)))).problem == "birth_date_unreadable"


def test_counts_have_the_unchanged_too() -> None:
    plan = planned(facts(known(STUDENT), current=export(STUDENT, student("2", date_of_birth=None))))
    assert plan.counts() == {"student": {"unchanged": 1, "no_date_of_birth": 1}}


def test_differences_are_texts() -> None:
    changes = differences(("a", "b", "c"), (None, date(2020, 1, 2), 1), ("x", None, 1))
    assert changes == {"a": ("", "x"), "b": ("2020-01-02", "")}


class TestBrake:
    """Unusually many removals wait for a person."""

    @staticmethod
    def leaving(number: int, *, of: int) -> Plan:
        people = [known(student(str(n), legal_surname=f"S{n}")) for n in range(1, of + 1)]
        stay = [student(str(n), legal_surname=f"S{n}") for n in range(number + 1, of + 1)]
        return planned(facts(*people, current=export(*stay)))

    def test_over_share_and_number_everybody_is_held(self) -> None:
        plan = self.leaving(6, of=20)
        braked = brake(plan, num_live={Kind.STUDENT: 20}, limits=Limits(0.1, 5))
        assert braked.num_held == {Kind.STUDENT: 6}
        assert {each.reaction for each in braked.people} == {Reaction.HOLD}
        assert not any(each.writes_person or each.sets_standing for each in braked.people)

    @pytest.mark.parametrize("limits", [Limits(0.5, 5), Limits(0.1, 6)])
    def test_both_limits_must_be_passed(self, limits: Limits) -> None:
        plan = self.leaving(6, of=20)
        assert brake(plan, num_live={Kind.STUDENT: 20}, limits=limits) is plan

    def test_other_people_go_on(self) -> None:
        people = [known(student(str(n), legal_surname=f"S{n}")) for n in range(1, 4)]
        new = student("9", date_of_birth=None)
        plan = planned(facts(*people, current=export(new)))
        braked = brake(plan, num_live={Kind.STUDENT: 3}, limits=Limits(0.1, 0))
        assert sorted(each.reaction for each in braked.people) == ["hold", "hold", "hold", "note"]

    def test_rows_that_name_nobody_hold_even_one_removal(self) -> None:
        plan = self.leaving(1, of=20)
        limits = Limits(0.1, 5)
        held = brake(plan, num_live={Kind.STUDENT: 20}, limits=limits, uncertain=[Kind.STUDENT])
        assert held.num_held == {Kind.STUDENT: 1}
        nobody = planned(facts(known(STUDENT), current=export(STUDENT)))
        assert brake(nobody, num_live={}, limits=limits, uncertain=[Kind.STUDENT]) is nobody


def test_exports_know_how_many_rows_named_nobody() -> None:
    school = facts(current=export(num_left_out=2), future=export(num_left_out=1))
    assert school.exports[Kind.STUDENT].num_left_out == 3
    assert school.exports[Kind.STUDENT].arrived
    assert not facts().exports[Kind.STUDENT].arrived


def test_a_leaving_date_to_come_does_nothing() -> None:
    soon = student(leaves_on=TODAY + timedelta(days=200))
    assert planned(facts(known(soon), current=export(soon))).people == ()


def test_a_contact_is_one_family_of_all_their_rows() -> None:
    rows = [
        ContactRecord("c1", "s1", "Hall", emails=("a@x.org",), relationship="Mother", priority=1),
        ContactRecord("c1", "s2", "Hall", emails=("a@x.org", "b@x.org"), relationship="Aunt"),
        ContactRecord("c1", "s1", "Hall", phones=("020",), relationship="Other"),
    ]
    (family,) = families_of(rows).values()
    assert family.emails == ("a@x.org", "b@x.org")
    assert family.phones == ("020",)
    assert {(each.mis_student_id, each.relationship) for each in family.ties} == {
        ("s1", "Mother"),
        ("s2", "Aunt"),
    }
