"""Populations to measure matching with: repeatable, with a truth, with every kind of trouble."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from random import Random

from matching.engine.upn import is_permanent
from sandbox.names import NamePicker
from sandbox.populations import make_population
from sandbox.populations.noise import CHANGES
from sandbox.populations.truth import Human, Town


def people(num: int) -> list[Human]:
    town = Town(Random(7), authority="301", num_schools=3)
    found = town.people()
    return [next(found) for _ in range(num)]


def test_a_seed_gives_the_same_people_each_time() -> None:
    one, same, other = (
        make_population(seed, num_accounts=150, noise="hard", num_schools=2) for seed in (3, 3, 4)
    )
    assert one == same
    assert one.records != other.records


def test_the_truth_names_accounts_once_and_leaves_newcomers_and_leavers_out() -> None:
    made = make_population(1, num_accounts=400, noise="normal")
    assert set(made.truth) < set(made.records)
    assert set(made.truth.values()) < set(made.accounts)
    assert len(set(made.truth.values())) == len(made.truth)
    assert len(made.records) - len(made.truth) == 60


def test_there_are_twins_siblings_namesakes_and_staff() -> None:
    found = people(4000)
    born = Counter((one.legal_surname, one.date_of_birth) for one in found)
    named = Counter((one.legal_forename, one.legal_surname) for one in found)
    assert sum(number > 1 for number in born.values()) > 20
    assert sum(number > 1 for number in named.values()) > 20
    assert Counter(one.kind for one in found)["staff"] > 200
    assert {one.school for one in found} == {"301/2000", "301/2001", "301/2002"}


def test_every_pupil_has_a_valid_upn_of_their_own() -> None:
    upns = [one.upn for one in people(1000) if one.kind == "student"]
    assert all(map(is_permanent, upns))
    assert len(set(upns)) == len(upns)


def test_every_kind_of_difference_changes_somebody_and_nobody_s_kind() -> None:
    rng = Random(2)
    picker, found = NamePicker(rng), people(400)
    for change in CHANGES:
        changed = [change(one, rng, picker) for one in found]
        assert changed != found, change
        assert [one.kind for one in changed] == [one.kind for one in found]
    nobody = Human(
        kind="student",
        school="",
        local_authority="301",
        legal_forename="Jo",
        legal_surname="Li",
        date_of_birth=None,
        community="english",
    )
    for change in CHANGES:
        change(nobody, rng, picker)


def test_it_is_written_as_files_for_the_matching(tmp_path: Path) -> None:
    made = make_population(1, num_accounts=30, noise="normal").without_upns()
    made.write(tmp_path / "base.csv", tmp_path / "incoming.csv")
    with (tmp_path / "base.csv").open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    assert [line["account_id"] for line in lines] == list(made.accounts)
    assert {line["upn"] for line in lines} == {""}
    assert lines[0]["legal_surname"] == made.accounts["a0000000"].legal_surname
