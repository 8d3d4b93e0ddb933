"""Learning weights: ordered, bounded, and hardly moved by a few pairs."""

from __future__ import annotations

import pytest

from matching.engine.compare import compare_fully
from matching.engine.frequencies import LISTED, MOST_TAKEN
from matching.engine.learn import (
    Candidate,
    Counts,
    candidate,
    count,
    count_others,
    fit,
    learn,
    num_recognised,
    weights_in_use,
)
from matching.engine.levels import Comparison, Level
from matching.engine.model import Agreement
from matching.engine.normalise import profile
from matching.engine.weights import WEIGHTS
from tests.unit.matching.people import student

NOTHING: Counts = {}


def compared(one: dict[str, object], other: dict[str, object]) -> Comparison:
    return compare_fully(*(profile(student(**each)) for each in (one, other)))  # type: ignore[arg-type]


def test_levels_are_counted_field_by_field() -> None:
    found = count([compared({}, {}), compared({"forename": "Zuri"}, {})])
    assert found["forename", Level.SAME] == found["forename", Level.DIFFERS] == 1
    assert found["date_of_birth", Level.SAME] == found["upn", Level.MISSING] == 2


def test_a_common_name_that_agrees_by_chance_counts_for_less() -> None:
    smith = count_others([compared({"surname": "Smith"}, {"surname": "Smith"})], names=LISTED)
    rare = count_others([compared({"surname": "Quux"}, {"surname": "Quux"})], names=LISTED)
    assert smith["surname", Level.SAME] < 1 < rare["surname", Level.SAME]
    assert smith["date_of_birth", Level.SAME] == 1


def test_without_others_nothing_is_learned() -> None:
    assert learn(NOTHING, NOTHING) == weights_in_use()


def test_fitting_finds_out_who_is_who_by_itself() -> None:
    """Half of the people have another surname by now: that speaks less against than it did. An
    account that fits somebody else better teaches nothing."""
    same = {field: (field, Level.SAME) for field in ("forename", "surname", "date_of_birth")}
    other = {field: (field, Level.DIFFERS) for field in same}
    married = (same["forename"], other["surname"], same["date_of_birth"])
    siblings = (other["forename"], same["surname"], other["date_of_birth"])
    pairs = [
        Candidate(f"a{n}", f"r{n}", married if n % 2 else tuple(same.values()), 0.0)
        for n in range(2_000)
    ] + [Candidate(f"a{n}", f"r{n + 1}", siblings, 1.0) for n in range(1_999)]
    others = dict.fromkeys(same.values(), 20.0) | dict.fromkeys(other.values(), 9980.0)
    fitted = fit(pairs, others)
    assert fitted == fit(pairs[::-1], others)
    assert fitted["surname"][Level.DIFFERS] > WEIGHTS["surname"][Level.DIFFERS].bits + 2
    assert fitted["forename"][Level.DIFFERS] < -3
    assert fitted["upn"] == weights_in_use()["upn"]


def test_a_compared_pair_keeps_its_levels_and_how_rare_its_names_are() -> None:
    rare, common = (
        candidate("a", "r", compared({"surname": name}, {"surname": name}), names=LISTED)
        for name in ("Quux", "Smith")
    )
    assert rare.pattern == common.pattern
    assert ("surname", Level.SAME) in rare.pattern
    assert ("upn", Level.MISSING) in rare.pattern
    assert rare.rarity > common.rarity


def test_everybody_is_recognised_once_at_most() -> None:
    same = candidate("a", "r", compared({}, {}), names=LISTED)
    sister = candidate("a", "s", compared({}, {"forename": "Zuri"}), names=LISTED)
    nobody = candidate("b", "s", compared({}, {"forename": "Zuri", "surname": "Adu"}), names=LISTED)
    assert num_recognised([same, sister, nobody], weights_in_use()) == 1
    assert num_recognised([], weights_in_use()) == 0


def test_fields_that_the_table_does_not_have_can_be_learned_too() -> None:
    levels = {Level.SAME: 5.0, Level.DIFFERS: -2.0, Level.MISSING: 0.0}
    same = {("postcode", Level.SAME): 9_000.0, ("postcode", Level.DIFFERS): 1_000.0}
    others = {("postcode", Level.SAME): 10.0, ("postcode", Level.DIFFERS): 9_990.0}
    learned = learn(same, others, known={"postcode": levels})["postcode"]
    assert learned[Level.SAME] > 9
    assert learned[Level.DIFFERS] < -3


def test_many_pairs_move_a_weight_and_few_hardly_do() -> None:
    others = {("surname", Level.SAME): 10.0, ("surname", Level.DIFFERS): 9_990.0}
    same = {("surname", Level.SAME): 50.0, ("surname", Level.DIFFERS): 50.0}
    many = {key: 10_000 * number for key, number in same.items()}
    before = WEIGHTS["surname"][Level.DIFFERS].bits
    few_bits, many_bits = (learn(each, others)["surname"][Level.DIFFERS] for each in (same, many))
    assert before < few_bits < many_bits == pytest.approx(-1.0, abs=0.1)


@pytest.mark.parametrize("odd", [Level.SLIP, Level.DIFFERS, Level.SAME, Level.INITIAL])
def test_order_and_bounds_hold_whatever_was_seen(odd: Level) -> None:
    """Even where everybody's names differ, or two people's are the same by chance."""
    lopsided = {("forename", odd): 1e6, ("year_group", Level.SAME): 1e6}
    for same, others in ((lopsided, {("forename", Level.SAME): 5.0}), ({}, lopsided)):
        for field, weights in learn(same, others).items():
            assert weights[Level.MISSING] == 0
            least = weights.get(Level.DIFFERS, 0.0)  # of an id it says nothing
            assert least < 0 or field == "mis_id"
            for level, bits in weights.items():
                assert least <= bits <= max(weights[Level.SAME], 3.0)
                if level.agreement is Agreement.CLOSE:
                    assert bits + WEIGHTS[field][level].by_name * MOST_TAKEN >= 0


def test_two_exchanged_names_keep_their_weight() -> None:
    swapped = compared({"forename": "Zuri"}, {"forename": "Okafor", "surname": "Zuri"})
    assert swapped.forename.level is Level.EXCHANGED
    usual = [compared({}, {})] * 9_000 + [compared({"forename": "Zuri"}, {"surname": "Adu"})] * 99
    learned = learn(
        count([*usual, *[swapped] * 500]), count_others([usual[-1]] * 9_000, names=LISTED)
    )
    for field in ("forename", "surname"):
        assert learned[field][Level.EXCHANGED] == WEIGHTS[field][Level.EXCHANGED].bits
