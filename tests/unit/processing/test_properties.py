"""Properties of every plan: it never raises, a second time changes nothing, the present stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoupdate.processing.facts import (
    NUM_ACCOUNT,
    KnownPerson,
    PersonKey,
    SchoolFacts,
    values_of,
)
from autoupdate.processing.plan import AccountFacts, PersonPlan, Plan, make_plan
from autoupdate.processing.react import Reaction
from autoupdate.processing.situate import settle, sight
from autoupdate.records import PERSON_FIELDS, Kind, ParsedExport, PersonRecord
from matching.engine import MatchResult, Verdict
from tests.unit.processing.builders import TODAY, export, facts

pytestmark = pytest.mark.unmeasured

_DATES = st.sampled_from(
    [None, date(2010, 1, 1), date(2012, 2, 29), date(2026, 11, 22), TODAY, date(2027, 1, 1)]
)
_NAMES = st.sampled_from(["", "Ada", "Zoe", "Łukasz", "O'Neill", "…"])
_VERDICTS = st.sampled_from(["new", "ask", "certain"])


@st.composite
def records(draw: st.DrawFn, mis_id: str) -> PersonRecord:
    """Any student at all under one id."""
    return PersonRecord(
        kind=Kind.STUDENT,
        mis_id=mis_id,
        legal_forename=draw(_NAMES),
        legal_surname=draw(_NAMES),
        date_of_birth=draw(_DATES),
        reg_group=draw(st.sampled_from(["", "7A", "7B"])),
        starts_on=draw(_DATES),
        leaves_on=draw(_DATES),
        no_account_code=draw(st.sampled_from(["", "", "id_shared", "name_too_long"])),
    )


@st.composite
def exports(draw: st.DrawFn) -> ParsedExport[PersonRecord]:
    """Any export, each id at most once, any columns."""
    ids = draw(st.lists(st.sampled_from("123456"), unique=True))
    columns = draw(st.sets(st.sampled_from(PERSON_FIELDS), min_size=12))
    return export(*(draw(records(each)) for each in ids), known_fields=columns)


maybe_exports = st.one_of(st.none(), exports())


def plan_for(school: SchoolFacts, verdicts: dict[str, str]) -> Plan:
    """The plan, with an engine that answers as told; certain ones get accounts of their own."""
    sighted = sight(school)
    answers, accounts = {}, {}
    for each in sighted.undecided:
        verdict = Verdict(verdicts.get(each.key[1], "new"))
        account_id = 900 + int(each.key[1])
        certain = verdict is Verdict.CERTAIN
        answers[each.key] = MatchResult(
            record_key="",
            verdict=verdict,
            account_key=str(account_id) if certain else None,
            rule="upn" if certain else "none",
        )
        accounts[account_id] = AccountFacts(account_id, each.values[:NUM_ACCOUNT])
    for person in school.known.values():
        if person.former_account_id is not None:
            accounts[person.former_account_id] = AccountFacts(
                person.former_account_id, person.values[:NUM_ACCOUNT]
            )
    return make_plan(settle(sighted, answers), accounts, sighted.num_unchanged)


def applied(school: SchoolFacts, plan: Plan) -> SchoolFacts:
    """The school as it is after the plan: a model of what the database does."""
    known = dict(school.known)
    for each in plan.people:
        known[each.key] = _after(known.get(each.key), each)
    return replace(school, known=known)


def _after(before: KnownPerson | None, plan: PersonPlan) -> KnownPerson:
    person = before or _fresh(plan.key)
    if plan.writes_person:
        person = person._replace(
            values=plan.values, in_current=plan.in_current, in_future=plan.in_future
        )
    if plan.sets_standing:
        person = person._replace(standing=plan.standing, standing_code=plan.code.value)
    if plan.reaction in (Reaction.CREATE, Reaction.LINK):
        account_id = plan.account_id or 100 + int(plan.key[1])
        person = person._replace(
            link_id=1,
            is_leading=True,
            account_id=account_id,
            account_values=plan.account_values or plan.values[:NUM_ACCOUNT],
            association_id=1,
            former_account_id=None,
        )
    elif plan.account_values is not None:
        person = person._replace(account_values=plan.account_values)
    if plan.place_values is not None:
        person = person._replace(place_values=plan.place_values, association_id=1)
    if plan.reaction is Reaction.REMOVE:
        person = _fresh(plan.key)._replace(
            values=person.values,
            in_current=person.in_current,
            in_future=person.in_future,
            standing=person.standing,
            standing_code=person.standing_code,
            former_account_id=person.account_id,
        )
    return person


def _fresh(key: PersonKey) -> KnownPerson:
    blank = values_of(PersonRecord(Kind.STUDENT, key[1], "", ""))
    return KnownPerson(int(key[1]), key[0], key[1], blank, False, False, "", "")


schools = st.tuples(
    maybe_exports,
    maybe_exports,
    maybe_exports,
    maybe_exports,
    st.dictionaries(st.sampled_from("123456"), _VERDICTS),
)


@settings(max_examples=3 * settings().max_examples)
@given(schools)
def test_applying_twice_equals_once_and_the_present_stay(case: tuple[Any, ...]) -> None:
    before_current, before_future, current, future, verdicts = case
    earlier = facts(current=before_current, future=before_future)
    start = applied(earlier, plan_for(earlier, verdicts))
    tonight = facts(*start.known.values(), current=current, future=future)
    plan = plan_for(tonight, verdicts)
    _nobody_present_is_removed(plan, tonight)
    after = applied(tonight, plan)
    again = plan_for(after, verdicts)
    assert [each for each in again.people if _writes(each)] == []


def _nobody_present_is_removed(plan: Plan, school: SchoolFacts) -> None:
    kind_exports = school.exports[Kind.STUDENT]
    present = {
        record.mis_id: record
        for each in (kind_exports.future, kind_exports.current)
        if each is not None
        for record in each.records
    }
    for each in plan.people:
        if each.reaction is Reaction.REMOVE and each.key[1] in present:
            leaves_on = each.values[PERSON_FIELDS.index("leaves_on")]
            assert leaves_on is not None
            assert leaves_on < TODAY


def _writes(plan: PersonPlan) -> bool:
    return (
        plan.writes_person
        or plan.sets_standing
        or plan.account_values is not None
        or plan.place_values is not None
        or plan.reaction in (Reaction.CREATE, Reaction.LINK, Reaction.REMOVE, Reaction.END_LINK)
    )
