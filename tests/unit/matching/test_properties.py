"""What holds for any people at all: the promises that no example can prove."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import (
    Agreement,
    MatchResult,
    Person,
    Scope,
    Verdict,
    ascii_letters,
    blocking_keys,
    match,
)
from matching.engine.normalise import permanent_upn
from tests.unit.matching.people import (
    Both,
    numbered,
    only,
    people,
    people_of_any_text,
    records_and_accounts,
)

pytestmark = pytest.mark.unmeasured
both = records_and_accounts()


@given(both, st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(people_of_both: Both, shuffle: Any) -> None:
    some, others = people_of_both
    expected = match(some, others)
    mixed, mixed_others = list(some), list(others)
    shuffle.shuffle(mixed)
    shuffle.shuffle(mixed_others)
    assert match(mixed, mixed_others) == expected


@given(both)
def test_an_account_goes_to_one_record_at_most(people_of_both: Both) -> None:
    some, others = people_of_both
    linked = [each.account_key for each in match(some, others).values() if each.account_key]
    assert len(linked) == len(set(linked))


@given(both)
def test_only_a_upn_or_names_and_birth_are_certain(people_of_both: Both) -> None:
    some, others = people_of_both
    by_key = {each.key: each for each in (*some, *others)}
    for result in match(some, others).values():
        assert (result.verdict is Verdict.CERTAIN) == (result.account_key is not None)
        if result.account_key:
            record, found = by_key[result.record_key], by_key[result.account_key]
            assert record.kind == found.kind
            if result.rule == "upn":
                assert permanent_upn(record) == permanent_upn(found) != ""
            else:
                assert result.rule == "similar" or record.date_of_birth == found.date_of_birth
                assert found.scope is not Scope.ELSEWHERE


@given(both)
def test_results_are_well_formed(people_of_both: Both) -> None:
    some, others = people_of_both
    results = match(some, others)
    assert list(results) == [each.key for each in some]
    for result in results.values():
        scores = [candidate.score for candidate in result.candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert len(scores) <= 10
        assert result.score == (scores[0] if scores else 0.0)
        assert (result.verdict is Verdict.NEW) == (not scores) == (result.rule == "none")


@given(both, st.data())
def test_a_rejected_pair_never_comes_back(people_of_both: Both, data: st.DataObject) -> None:
    some, others = people_of_both
    pairs = [(one.key, other.key) for one in some for other in others]
    rejected = data.draw(st.lists(st.sampled_from(pairs))) if pairs else []
    for result in match(some, others, rejected=rejected).values():
        for candidate in result.candidates:
            assert (result.record_key, candidate.key) not in rejected


STRANGER = Person(
    key="stranger",
    kind="student",
    legal_forename="Xiphoid",
    legal_surname="Wqvortlund",
    date_of_birth=date(1987, 12, 28),
)


@given(both)
def test_an_unrelated_account_changes_nothing(people_of_both: Both) -> None:
    some, others = people_of_both
    assert match(some, [*others, STRANGER]) == match(some, others)


@given(both, people())
def test_another_account_never_makes_a_link_wrong(people_of_both: Both, extra: Person) -> None:
    """A further account may turn a link into a question, or be the link itself. Nobody is linked
    to one of the other accounts because of it."""
    some, others = people_of_both
    before = match(some, others)
    for key, result in match(some, [*others, replace(extra, key="extra")]).items():
        if result.account_key not in {None, "extra"}:
            assert result.account_key == before[key].account_key


BLANKS: dict[str, dict[str, Any]] = {
    "forename": {"legal_forename": "", "preferred_forename": ""},
    "surname": {"legal_surname": "", "preferred_surname": "", "former_surname": ""},
    "date_of_birth": {"date_of_birth": None},
    "upn": {"upn": "", "former_upns": ()},
    "mis_id": {"mis_ids": ()},
    "middle_names": {"middle_names": ""},
    "year_group": {"year_group": ""},
}


@given(both, st.sampled_from(sorted(BLANKS)), st.booleans())
def test_a_missing_field_never_raises_the_score(
    people_of_both: Both, field: str, blank_the_account: bool
) -> None:
    """What agreed, fully or nearly, counts for less once it is missing. (What differed no longer
    counts against: missing is neither agreement nor disagreement.)"""
    if not all(people_of_both):
        return
    record, other = people_of_both[0][0], people_of_both[1][-1]
    full = only(record, other)
    agreements = {
        reason.field: reason.agreement
        for candidate in full.candidates
        for reason in candidate.reasons
    }
    if agreements.get(field) in {None, Agreement.DIFFERS}:
        return
    blanked_record, blanked_other = record, other
    if blank_the_account:
        blanked_other = replace(other, **BLANKS[field])
    else:
        blanked_record = replace(record, **BLANKS[field])
    assert only(blanked_record, blanked_other).score <= full.score


@given(people(), people())
def test_either_may_be_the_record(one: Person, other: Person) -> None:
    one, other = (
        replace(one, key="x", scope=Scope.LOCAL),
        replace(other, key="y", scope=Scope.LOCAL),
    )
    there, back = only(one, other), only(other, one)
    assert _without_keys(there) == _without_keys(back)


def _without_keys(result: MatchResult) -> tuple[object, ...]:
    reasons = [each.reasons for each in result.candidates]
    return result.verdict, result.rule, result.score, result.margin, reasons


@given(st.lists(people_of_any_text(), max_size=6))
def test_no_unicode_makes_it_raise(anybody: list[Person]) -> None:
    found = match(numbered("r", anybody), numbered("a", anybody[1:]))
    assert len(found) == len(anybody)


@given(people_of_any_text())
def test_anybody_is_certainly_themselves(anybody: Person) -> None:
    """Whatever the alphabet, if there is a forename and a surname to read."""
    person = replace(anybody, scope=Scope.SCHOOL, date_of_birth=date(2012, 3, 14), key="r")
    if len(ascii_letters(person.legal_forename)) > 1 and ascii_letters(person.legal_surname):
        assert only(person, replace(person, key="a")).verdict is Verdict.CERTAIN


@given(both)
def test_kept_keys_say_the_same_as_made_ones(people_of_both: Both) -> None:
    some, others = people_of_both
    kept = {each.key: sorted(blocking_keys(each)) for each in (*some, *others)}
    assert match(some, others, keys_of=lambda each: kept[each.key]) == match(some, others)
