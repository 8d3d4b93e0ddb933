"""The matching benchmark: its figures are right, and a whole measurement runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox.populations import make_population
from tests.benchmarks import fitted_pairs, matching, matching_speed
from tests.benchmarks.matching import main, measure
from tests.benchmarks.matching_figures import (
    Measured,
    decision_figures,
    one_to_one,
    pair_figures,
    side_by_side,
)

TRUTH = {"r1": "a1", "r2": "a2"}


def test_f1_is_the_best_over_all_thresholds() -> None:
    pairs = [("a1", "r1", 90.0), ("a9", "r2", 80.0), ("a2", "r2", 80.0), ("a3", "r3", 10.0)]
    figures = pair_figures(pairs, TRUTH)
    assert figures.f1 == pytest.approx(0.8)
    assert figures.precision == pytest.approx(2 / 3)
    assert (figures.recall, figures.threshold) == (1.0, 80.0)
    assert figures.r999 == 0.5


def test_figures_are_put_side_by_side() -> None:
    figures = {
        "pairs": {"f1": 0.5, "r999": 0.25},
        "one_to_one": {"f1": 1.0, "r999": 0.75},
        "seconds": 1.6,
        "peak_mb": 100,
    }
    decided = {"wrong": 1.5, "linked": 98.7, "asked": 2.0, "never_offered": 0.1}
    _head, _line, first, second = side_by_side(
        [
            Measured("school", "this engine", figures | {"decisions": decided}),
            Measured("school", "splink", figures),
        ]
    )
    assert first.endswith("| 0.500 | 0.250 | 1.000 | 0.750 | 2 | 100 | 1.5 | 98.7 | 2.0 | 0.1 |")
    assert second == (
        "| school | splink | 0.500 | 0.250 | 1.000 | 0.750 | 2 | 100 | – | – | – | – |"
    )


def test_one_to_one_takes_the_likeliest_first() -> None:
    pairs = [("a1", "r1", 50.0), ("a1", "r2", 90.0), ("a2", "r1", 40.0)]
    assert one_to_one(pairs) == [("a1", "r2", 90.0), ("a2", "r1", 40.0)]


def test_decisions_are_counted() -> None:
    verdicts = [
        {"record_id": "r1", "verdict": "certain", "account_id": "a1", "candidates": "a1:90"},
        {"record_id": "r2", "verdict": "ask", "account_id": "", "candidates": "a3:60;a2:50"},
        {"record_id": "r3", "verdict": "certain", "account_id": "a4", "candidates": "a4:90"},
        {"record_id": "r4", "verdict": "new", "account_id": "", "candidates": ""},
    ]
    figures = decision_figures(verdicts, TRUTH | {"r4": "a7"})
    assert (figures.links, figures.num_wrong, figures.wrong) == (2, 1, 5000.0)
    assert (figures.linked, figures.asked) == (33.33, 25.0)
    assert figures.never_offered == 33.333


def test_a_population_is_measured(tmp_path: Path) -> None:
    figures = measure(
        make_population(1, num_accounts=60, noise="normal"), tables="on", folder=tmp_path
    )
    assert figures["people"] > 60
    assert figures["decisions"]["linked"] > 50
    assert figures["peak_mb"] > 0


def test_the_curve_goes_from_many_links_to_exact_ones_only(tmp_path: Path) -> None:
    population = make_population(2, num_accounts=60, noise="hard").without_upns()
    population.write(tmp_path / "base.csv", tmp_path / "incoming.csv")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(matching, "CURVE", (70, 101))
        many, few = matching.curve(tmp_path, population.truth).values()
    assert many["links"] > few["links"] > 0
    assert many["asked"] < few["asked"]


def test_addresses_are_two_fields_more(tmp_path: Path) -> None:
    """Who is written quite differently at one address is found by it."""
    population = make_population(1, num_accounts=60, noise="normal")
    population.write(tmp_path / "base.csv", tmp_path / "incoming.csv")
    lived_in = ("postcode", "street_number"), ("2000", "12")
    for name in ("base", "incoming"):
        file = tmp_path / f"{name}.csv"
        lines = file.read_text(encoding="utf-8").splitlines()
        some = [",".join((line, *lived_in[number > 0])) for number, line in enumerate(lines)]
        file.write_text("\n".join(some) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fitted_pairs, "_NUM_BY_CHANCE", 500)
        names = ("base", "incoming", "fitted")
        spent = fitted_pairs.main(*(str(tmp_path / f"{name}.csv") for name in names))
    assert spent["peak_mb"] > 0
    pairs = (tmp_path / "fitted.csv").read_text(encoding="utf-8").splitlines()
    assert len(pairs) > 60 * 60  # everybody of one kind lives there


def test_it_prints_a_block_for_each_population(capsys: pytest.CaptureFixture[str]) -> None:
    population = ("--seeds", "9001", "--accounts", "40", "--noise", "hard", "--upns", "without")
    main([*population, "--tables", "off", "--splink", "no", "--febrl", "no", "--curve", "no"])
    said = capsys.readouterr().out
    assert said.startswith("seed 9001, hard, without UPN: this engine, name tables off\n")
    assert "decisions: links" in said


def test_the_speed_at_a_size_is_measured_and_its_files_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching_speed, "_A_TOWN", 40)
    size = ("--accounts", "60", "--incoming", "30", "--towns", "together")
    matching_speed.main([*size, "--folder", str(tmp_path)])
    figures = json.loads(capsys.readouterr().out)
    assert (figures["accounts"], figures["incoming"]) == (60, 30)
    assert figures["records_per_s"] > 0
    assert figures["peak_mb"] > 0
    base, _ = matching_speed.Case(60, 30, "together", 9101).files(tmp_path)
    assert base.read_text(encoding="utf-8").count(",301,") == 60
