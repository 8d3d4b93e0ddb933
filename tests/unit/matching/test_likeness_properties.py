"""What holds for whoever is certain though written differently, whatever stands beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Person, Scope, Verdict, match
from tests.unit.matching.people import UPNS, account, numbered, only, people, student

pytestmark = pytest.mark.unmeasured
few = settings(max_examples=40, deadline=None)

#: People, and how their accounts may write them so that it can be nobody else.
WRITTEN: tuple[tuple[Person, tuple[dict[str, Any], ...]], ...] = (
    (
        student(forename="Robert", surname="Quennell", middle_names="Grace May", year_group="8"),
        (
            {"legal_forename": "Bob"},
            {"legal_surname": "Quenell"},
            {"legal_surname": "Quennell-Jones"},
            {"legal_forename": "Quennell", "legal_surname": "Robert"},
        ),
    ),
    (
        student(forename="Muhammad", surname="Wqvortlund", year_group="7"),
        (
            {"legal_forename": "Mohammed"},
            {"preferred_forename": "Ali", "legal_surname": "Wqvortlnd"},
        ),
    ),
    (
        student(forename="Xiphoid", surname="Zellweger", middle_names="Zinnia", year_group="5"),
        (
            {"date_of_birth": None},
            {"legal_surname": "Quux"},
            {"legal_forename": "Xiphiod"},
            {"legal_forename": "Zinnia", "middle_names": ""},
        ),
    ),
)


@st.composite
def alike(draw: st.DrawFn) -> tuple[Person, Person]:
    """Strategy: a record and its account, written differently and nevertheless certain."""
    record, ways = draw(st.sampled_from(WRITTEN))
    return record, account(record, "a", **draw(st.sampled_from(ways)))


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Person, Person, list[Person], list[Person]]:
    """Strategy: such a record and account, more records and more accounts, some of them near."""
    record, found = draw(alike())
    near = st.builds(
        lambda other, of: replace(of, **other), changes, st.sampled_from([record, found])
    )
    some = st.lists(st.one_of(people(), near), max_size=3)
    return record, found, numbered("s", draw(some)), numbered("b", draw(some))


changes = st.fixed_dictionaries(
    {},
    optional={
        "legal_forename": st.sampled_from(["Robert", "Bob", "Mohammed", "Xiphoid", "Amara", ""]),
        "legal_surname": st.sampled_from(["Quennell", "Wqvortlund", "Zellweger", "Quux", ""]),
        "upn": st.sampled_from(UPNS[:2]),
        "scope": st.sampled_from(Scope),
        "date_of_birth": st.none(),
    },
)


@few
@given(alike())
def test_such_people_are_certain_by_likeness(pair: tuple[Person, Person]) -> None:
    """Or the rest of this module would show nothing."""
    result = only(*pair)
    assert (result.verdict, result.rule, result.account_key) == (Verdict.CERTAIN, "similar", "a")


@few
@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(
    crowd: tuple[Person, Person, list[Person], list[Person]], shuffle: Any
) -> None:
    record, found, records, accounts = crowd
    some, others = [record, *records], [found, *accounts]
    expected = match(some, others)
    shuffle.shuffle(some)
    shuffle.shuffle(others)
    assert match(some, others) == expected


@few
@given(crowds(), st.one_of(people(), st.just(None)), changes)
def test_another_account_never_makes_a_link_wrong(
    crowd: tuple[Person, Person, list[Person], list[Person]],
    stranger: Person | None,
    change: dict[str, Any],
) -> None:
    """It may be the link itself, or turn one into a question; nobody gets one of the others."""
    record, found, records, accounts = crowd
    extra = replace(stranger or replace(found, **change), key="extra")
    before = match([record, *records], [found, *accounts])
    after = match([record, *records], [found, *accounts, extra])
    for key, result in after.items():
        assert result.account_key in {None, "extra", before[key].account_key}


BLANKS: dict[str, dict[str, Any]] = {
    "forename": {"legal_forename": "", "preferred_forename": ""},
    "surname": {"legal_surname": "", "preferred_surname": "", "former_surname": ""},
    "date_of_birth": {"date_of_birth": None},
    "middle_names": {"middle_names": ""},
    "year_group": {"year_group": ""},
}


@few
@given(alike(), st.sampled_from(sorted(BLANKS)), st.integers(0, 1))
def test_a_missing_field_never_raises_the_score(
    pair: tuple[Person, Person], field: str, which: int
) -> None:
    full = only(*pair)
    agreements = {each.field: each.agreement for each in full.candidates[0].reasons}
    blanked = list(pair)
    blanked[which] = replace(blanked[which], **BLANKS[field])
    if agreements[field] != "differs":
        assert only(*blanked).score <= full.score


@few
@given(alike())
def test_either_may_be_the_record(pair: tuple[Person, Person]) -> None:
    there, back = only(*pair), only(*reversed(pair))
    assert (there.verdict, there.rule, there.score) == (back.verdict, back.rule, back.score)
    assert there.candidates[0].reasons == back.candidates[0].reasons


@few
@given(alike(), st.sampled_from(["legal_forename", "legal_surname", "middle_names"]), st.text())
def test_no_unicode_makes_it_raise(pair: tuple[Person, Person], field: str, text: str) -> None:
    record, found = pair
    odd = replace(found, **{field: getattr(found, field) + text})
    assert 0 <= only(record, odd).score <= 100
    assert 0 <= only(odd, record).score <= 100
