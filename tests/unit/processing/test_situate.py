"""Where everybody stands: the situations, one by one."""

from __future__ import annotations

from datetime import date, timedelta

from autoupdate.processing.facts import ExcludedPattern, KnownPerson, SchoolFacts
from autoupdate.processing.react import Situation
from autoupdate.processing.situate import Sighting, settle, sight
from autoupdate.records import PERSON_FIELDS, Kind
from matching.engine import MatchResult, Verdict
from tests.unit.processing.builders import (
    STUDENT,
    TODAY,
    export,
    facts,
    known,
    student,
    unlinked,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def only(school: SchoolFacts) -> Sighting:
    """The one sighting of a school."""
    (sighting,) = sight(school).sightings
    return sighting


def situation(person: KnownPerson, **changes: object) -> Situation | None:
    """The situation of a kept person whose record arrives with these changes."""
    return only(facts(person, current=export(student(**changes)))).situation  # type: ignore[arg-type]


class TestLinked:
    """People with a live link."""

    def test_unchanged_is_only_counted(self) -> None:
        sighted = sight(facts(known(STUDENT), current=export(STUDENT)))
        assert sighted.sightings == ()
        assert sighted.num_unchanged == {Kind.STUDENT: 1}

    def test_a_new_name_is_a_change(self) -> None:
        assert situation(known(STUDENT), legal_surname="Bello") is Situation.LINKED_CHANGED

    def test_a_hand_edit_of_the_account_is_a_change(self) -> None:
        edited = known(STUDENT)._replace(account_values=("Edited", *known(STUDENT).values[1:10]))
        assert situation(edited) is Situation.LINKED_CHANGED

    def test_a_hand_edit_of_the_place_is_a_change(self) -> None:
        edited = known(STUDENT)._replace(place_values=("5", "5A", "", None))
        assert situation(edited) is Situation.LINKED_CHANGED

    def test_another_schools_record_does_not_rewrite_the_account(self) -> None:
        elsewhere = known(STUDENT)._replace(
            is_leading=False, account_values=("Adá", *known(STUDENT).values[1:10])
        )
        assert sight(facts(elsewhere, current=export(STUDENT))).sightings == ()

    def test_what_the_account_does_not_show_is_a_change_of_the_record(self) -> None:
        assert situation(known(STUDENT), house="Red") is Situation.LINKED_RECORD_CHANGED

    def test_a_start_moves_somebody_from_future_to_current(self) -> None:
        person = known(STUDENT, in_current=False, in_future=True)
        assert situation(person) is Situation.LINKED_RECORD_CHANGED

    def test_without_association_they_are_held_again(self) -> None:
        person = known(STUDENT, association_id=None, place_values=None)
        assert situation(person) is Situation.LINKED_NOT_ASSOCIATED

    def test_a_leaving_date_counts_once_it_has_passed(self) -> None:
        passed = situation(known(STUDENT), leaves_on=YESTERDAY)
        assert passed is Situation.LINKED_LEAVING_DATE_PASSED
        assert situation(known(STUDENT), leaves_on=TODAY) is Situation.LINKED_RECORD_CHANGED

    def test_another_person_under_the_same_id_changes_nothing(self) -> None:
        changed = situation(
            known(STUDENT),
            legal_forename="Zoe",
            legal_surname="Smith",
            date_of_birth=date(2014, 1, 1),
        )
        assert changed is Situation.LINKED_IDENTITY_CHANGED

    def test_two_people_in_one_record_change_nothing(self) -> None:
        changed = situation(known(STUDENT), no_account_code="id_shared")
        assert changed is Situation.LINKED_AMBIGUOUS

    def test_a_blank_date_of_birth_is_missing_data_not_news(self) -> None:
        person = known(STUDENT)
        given = student(date_of_birth=None, no_account_code="birth_date_missing")
        assert sight(facts(person, current=export(given))).sightings == ()

    def test_a_vanished_column_blanks_nothing(self) -> None:
        columns = [name for name in PERSON_FIELDS if name not in ("reg_group", "title")]
        person = known(student(title="Miss"))
        seen = sight(facts(person, current=export(student(reg_group=""), known_fields=columns)))
        assert seen.sightings == ()

    def test_a_column_that_came_empty_blanks_what_may_be_blank(self) -> None:
        assert situation(known(STUDENT), reg_group="") is Situation.LINKED_CHANGED


class TestUnlinked:
    """People without a live link."""

    def test_somebody_new_is_undecided(self) -> None:
        sighted = sight(facts(current=export(STUDENT)))
        assert sighted.undecided == sighted.sightings
        assert sighted.undecided[0].situation is None

    def test_somebody_waiting_is_undecided_again(self) -> None:
        assert situation(unlinked(STUDENT, "requires_matching")) is None

    def test_incomplete(self) -> None:
        seen = only(facts(current=export(student(date_of_birth=None))))
        assert seen.situation is Situation.WITHOUT_DATE_OF_BIRTH

    def test_not_started_unless_future_people_are_accepted(self) -> None:
        later = export(student(starts_on=TOMORROW))
        assert only(facts(current=later)).situation is Situation.NOT_STARTED
        accepted = facts(current=later, accepts_future={Kind.STUDENT: True})
        assert only(accepted).situation is None

    def test_excluded(self) -> None:
        pattern = ExcludedPattern("", "ada", "okonkwo", None)
        seen = only(facts(current=export(STUDENT), excluded=(pattern,)))
        assert seen.situation is Situation.EXCLUDED

    def test_left_already(self) -> None:
        seen = only(facts(current=export(student(leaves_on=YESTERDAY))))
        assert seen.situation is Situation.UNLINKED_LEAVING_DATE_PASSED

    def test_returning_gets_the_same_account(self) -> None:
        seen = only(facts(unlinked(STUDENT, former_account_id=101), current=export(STUDENT)))
        assert (seen.situation, seen.account_id) == (Situation.RETURNING, 101)

    def test_somebody_else_under_an_old_id_does_not_return(self) -> None:
        other = student(legal_forename="Zoe", legal_surname="Smith", date_of_birth=date(2014, 1, 1))
        person = unlinked(STUDENT, former_account_id=101)
        assert only(facts(person, current=export(other))).situation is None

    def test_an_ambiguous_record_does_not_return(self) -> None:
        person = unlinked(STUDENT, former_account_id=101)
        given = export(student(no_account_code="id_shared"))
        assert only(facts(person, current=given)).situation is Situation.UNUSABLE

    def test_of_two_who_had_one_account_neither_simply_returns(self) -> None:
        people = [unlinked(student(mis_id), former_account_id=101) for mis_id in ("1", "2")]
        seen = sight(facts(*people, current=export(student("1"), student("2"))))
        assert [each.situation for each in seen.sightings] == [None, None]

    def test_a_kept_leaving_date_counts_while_its_column_is_missing(self) -> None:
        gone = unlinked(student(leaves_on=YESTERDAY))
        columns = [name for name in PERSON_FIELDS if name != "leaves_on"]
        seen = only(facts(gone, current=export(STUDENT, known_fields=columns)))
        assert seen.situation is Situation.UNLINKED_LEAVING_DATE_PASSED


class TestAbsent:
    """People who are in no arrived export."""

    def test_linked_and_gone(self) -> None:
        seen = only(facts(known(STUDENT), current=export()))
        assert (seen.situation, seen.account_id) == (Situation.LINKED_ABSENT, 101)

    def test_unlinked_and_gone(self) -> None:
        seen = only(facts(unlinked(STUDENT, "incomplete"), current=export()))
        assert seen.situation is Situation.UNLINKED_ABSENT

    def test_gone_before_is_no_news(self) -> None:
        gone = unlinked(STUDENT, in_current=False)
        assert sight(facts(gone, current=export())).sightings == ()

    def test_no_export_of_the_kind_means_no_judgement(self) -> None:
        assert sight(facts(known(STUDENT))).sightings == ()

    def test_other_kinds_are_not_touched(self) -> None:
        assert sight(facts(known(STUDENT), kind=Kind.STAFF, current=export())).sightings == ()

    def test_only_the_future_export_came(self) -> None:
        person = known(STUDENT)
        assert sight(facts(person, future=export())).sightings == ()

    def test_a_future_person_missing_from_the_future_export_has_gone(self) -> None:
        person = known(STUDENT, in_current=False, in_future=True)
        assert only(facts(person, future=export())).situation is Situation.LINKED_ABSENT

    def test_somebody_future_stays_while_only_the_current_export_comes(self) -> None:
        person = known(STUDENT, in_current=False, in_future=True)
        assert sight(facts(person, current=export())).sightings == ()


class TestBothExports:
    """The day of the change-over."""

    def test_in_both_they_are_one_person(self) -> None:
        seen = only(facts(current=export(STUDENT), future=export(STUDENT)))
        assert (seen.in_current, seen.in_future) == (True, True)

    def test_only_in_the_future(self) -> None:
        seen = only(facts(current=export(), future=export(STUDENT)))
        assert (seen.in_current, seen.in_future) == (False, True)

    def test_in_the_current_export_of_before(self) -> None:
        seen = only(facts(known(STUDENT), future=export(STUDENT)))
        assert (seen.in_current, seen.in_future) == (True, True)


class TestDatesThatHaveCome:
    """Nothing arrived for them, but a day has come."""

    def test_a_start(self) -> None:
        waiting = unlinked(student(starts_on=TODAY), "not_started")
        assert only(facts(waiting)).situation is None

    def test_not_yet(self) -> None:
        waiting = unlinked(student(starts_on=TOMORROW), "not_started")
        assert sight(facts(waiting)).sightings == ()

    def test_a_question_already_asked_is_not_asked_again(self) -> None:
        assert sight(facts(unlinked(STUDENT, "requires_matching"))).sightings == ()

    def test_a_leaving_date(self) -> None:
        leaving = known(student(leaves_on=YESTERDAY))
        assert only(facts(leaving)).situation is Situation.LINKED_LEAVING_DATE_PASSED


def answer(verdict: Verdict, account: str | None = None, rule: str = "none") -> MatchResult:
    """An engine's answer."""
    return MatchResult(record_key="", verdict=verdict, account_key=account, rule=rule)


class TestSettle:
    """What the engine's answers make of the undecided."""

    def test_certain_by_upn_and_by_names(self) -> None:
        sighted = sight(facts(current=export(student("1"), student("2"))))
        settled = settle(
            sighted,
            {
                (Kind.STUDENT, "1"): answer(Verdict.CERTAIN, "7", "upn"),
                (Kind.STUDENT, "2"): answer(Verdict.CERTAIN, "8", "names_and_date_of_birth"),
            },
        )
        assert [(each.situation, each.account_id) for each in settled] == [
            (Situation.CERTAIN_BY_UPN, 7),
            (Situation.CERTAIN_BY_NAMES, 8),
        ]

    def test_certain_by_likeness(self) -> None:
        sighted = sight(facts(current=export(student("1"))))
        found = {(Kind.STUDENT, "1"): answer(Verdict.CERTAIN, "7", "similar")}
        [settled] = settle(sighted, found)
        assert (settled.situation, settled.account_id) == (Situation.CERTAIN_BY_LIKENESS, 7)

    def test_ask_and_new(self) -> None:
        sighted = sight(facts(current=export(student("1"), student("2"))))
        settled = settle(
            sighted,
            {
                (Kind.STUDENT, "1"): answer(Verdict.ASK),
                (Kind.STUDENT, "2"): answer(Verdict.NEW),
            },
        )
        assert [each.situation for each in settled] == [Situation.SIMILAR, Situation.NEW]

    def test_a_new_id_for_the_same_account_is_no_leaver(self) -> None:
        sighted = sight(facts(known(student("1")), current=export(student("2"))))
        settled = settle(sighted, {(Kind.STUDENT, "2"): answer(Verdict.CERTAIN, "101", "upn")})
        assert {each.situation for each in settled} == {
            Situation.CERTAIN_BY_UPN,
            Situation.LINKED_ABSENT_REPLACED,
        }

    def test_a_leaver_stays_a_leaver(self) -> None:
        sighted = sight(facts(known(student("1")), current=export()))
        (settled,) = settle(sighted, {})
        assert settled.situation is Situation.LINKED_ABSENT
