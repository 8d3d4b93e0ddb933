"""Numbers by which people are known: what agrees is evidence, what is missing is none."""

from __future__ import annotations

from typing import Any

import pytest

from matching.engine import Agreement, Scope, Verdict
from matching.engine.compare_ids import compare_mis_ids, compare_upns
from matching.engine.levels import Level
from matching.engine.normalise import profile
from tests.unit.matching.people import TEMPORARY, UPNS, account, only, staff, student

ONE, TWO, THREE = UPNS[:3]
OTHER_TEMPORARY = "A80120000500B"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ({"upn": ONE}, {"upn": f" {ONE.lower()} "}, Level.SAME),
        ({"upn": ONE, "former_upns": (TWO,)}, {"upn": ONE, "former_upns": (TWO,)}, Level.SAME),
        ({"upn": ONE}, {"upn": TWO, "former_upns": (ONE.lower(),)}, Level.FORMER_UPN),
        ({"upn": ONE}, {"former_upns": (TWO, ONE)}, Level.FORMER_UPN),
        ({"upn": ONE, "former_upns": (TWO,)}, {"former_upns": (TWO,)}, Level.FORMER_UPN),
        ({"upn": ONE}, {"upn": TWO, "former_upns": (THREE,)}, Level.DIFFERS),
        ({"upn": ONE}, {"former_upns": (TWO,)}, Level.MISSING),
        ({"upn": TEMPORARY}, {"upn": TEMPORARY.lower()}, Level.TEMPORARY),
        ({"upn": TEMPORARY}, {"upn": ONE, "former_upns": (TEMPORARY,)}, Level.TEMPORARY),
        (
            {"upn": TWO, "former_upns": (TEMPORARY,)},
            {"upn": ONE, "former_upns": (TEMPORARY,)},
            Level.DIFFERS,
        ),
        ({"upn": TEMPORARY}, {"upn": OTHER_TEMPORARY}, Level.MISSING),
        ({"upn": TEMPORARY}, {"upn": ONE}, Level.MISSING),
        ({"upn": "nonsense"}, {"upn": "nonsense"}, Level.MISSING),
        ({}, {"upn": ONE}, Level.MISSING),
        ({}, {}, Level.MISSING),
    ],
)
def test_upns(one: dict[str, Any], other: dict[str, Any], level: Level) -> None:
    left, right = profile(student(**one)), profile(student(**other))
    assert compare_upns(left, right) is compare_upns(right, left) is level


def test_staff_have_no_upn_that_counts() -> None:
    person = profile(staff(upn=ONE, former_upns=(TWO, TEMPORARY)))
    assert compare_upns(person, person) is Level.MISSING


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("17",), ("17",), Level.SAME),
        (("17",), ("18", "17"), Level.SAME),
        (("17",), ("18",), Level.MISSING),
        ((), ("18",), Level.MISSING),
        ((), (), Level.MISSING),
    ],
)
def test_mis_ids(one: tuple[str, ...], other: tuple[str, ...], level: Level) -> None:
    assert compare_mis_ids(one, other) is compare_mis_ids(other, one) is level


OLIVIA = student(scope=Scope.LOCAL, upn=ONE)


def test_a_former_upn_is_strong_evidence_and_said_so_but_no_proof() -> None:
    moved = account(OLIVIA, upn=TWO, former_upns=(ONE,))
    result = only(OLIVIA, moved)
    assert (result.verdict, result.rule) == (Verdict.CERTAIN, "names_and_date_of_birth")
    told = {each.field: each for each in result.candidates[0].reasons}
    assert told["upn"].agreement is Agreement.CLOSE
    assert told["upn"].why == "the UPN of one is a former UPN of the other"
    assert only(OLIVIA, account(moved, former_upns=())).verdict is Verdict.ASK
    twin = account(moved, legal_forename="Oliwia")
    assert only(OLIVIA, twin).verdict is Verdict.ASK
    assert only(OLIVIA, account(moved, scope=Scope.ELSEWHERE)).verdict is Verdict.NEW


def test_a_temporary_upn_is_weak_evidence_and_never_proof() -> None:
    twin = account(OLIVIA, legal_forename="Oliwia", upn=TEMPORARY)
    with_it = only(account(OLIVIA, "r", upn=TEMPORARY), twin)
    without = only(account(OLIVIA, "r", upn=""), twin)
    assert with_it.verdict is without.verdict is Verdict.ASK
    assert without.score < with_it.score < without.score + 10
    told = {each.field: each.why for each in with_it.candidates[0].reasons}
    assert told["upn"] == "the same temporary UPN, which alone proves nothing"


def test_the_same_id_in_the_schools_mis_is_strong_evidence_and_never_proof() -> None:
    known = account(OLIVIA, "r", upn="", mis_ids=("17",))
    twin = account(known, "a", legal_forename="Oliwia")
    with_it, without = only(known, twin), only(known, account(twin, mis_ids=("18",)))
    assert with_it.verdict is without.verdict is Verdict.ASK
    assert with_it.score > without.score
    assert without.score == only(known, account(twin, mis_ids=())).score
    assert ("mis_id", Agreement.SAME, "") in [
        (each.field, each.agreement, each.why) for each in with_it.candidates[0].reasons
    ]
    assert "mis_id" not in [each.field for each in without.candidates[0].reasons]
