"""The script that learns weights: it never reads what measures, and writes what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from matching.engine.levels import Level
from matching.engine.weights import WEIGHTS
from scripts import learn_weights


def test_seeds_that_measure_are_refused() -> None:
    with pytest.raises(SystemExit, match="kept for measuring"):
        learn_weights.from_populations([9001], 10)


def test_it_prints_every_level_and_writes_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "weights.csv"
    monkeypatch.setattr(learn_weights, "TABLE", kept)
    words = ["populations", "--seeds", "1", "--accounts", "60", "--write"]
    learn_weights.main(words)
    said = capsys.readouterr().out
    num_levels = sum(map(len, WEIGHTS.values()))
    assert len(said.splitlines()) == num_levels + 1
    assert "  <" in said
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "field,level,bits,by_name,source,on"
    assert len(lines) == 1 + num_levels + 4
    assert any(",populations," in line for line in lines)


def test_what_was_not_learned_keeps_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "weights.csv"
    monkeypatch.setattr(learn_weights, "TABLE", kept)
    learned = {"upn": {Level.SAME: 17.04}}
    learn_weights.write(learned, source="portal", on=date(2027, 1, 2))
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert "upn,same,17.0,0,portal,2027-01-02" in lines
    assert sum(",portal," in line for line in lines) == 1
