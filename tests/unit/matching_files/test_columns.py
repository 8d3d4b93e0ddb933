"""The quick path of the file tool says what the plain one says, whatever the people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine.levels import Level
from matching.engine.model import DEFAULT, Scope, Thresholds
from matching.engine.normalise import profile
from matching.engine.weigh import FORENAME_WEIGHTS, SURNAME_WEIGHTS, points
from matching.files.columns import blocks
from matching.files.columns.arrays import Lists, distinct, ints, none
from matching.files.columns.crowd import gather
from matching.files.columns.homes import SCOPES, Homes, scopes_between
from matching.files.columns.profiles import profiles
from matching.files.columns.search import read_incoming, search
from matching.files.columns.sift import least_bits
from matching.files.columns.table import read_table
from matching.files.columns.verdicts import verdicts
from matching.files.columns.vocabulary import Vocabulary
from matching.files.pairing import Search
from matching.files.portions import portions_of
from matching.files.reading import COLUMNS, PeopleFile, Report, RowReader
from matching.files.records import Records, keys_of
from matching.files.run import plain_verdicts
from matching.files.scopes import scope_of
from tests.unit.matching.people import CHANGEABLE, people, people_of_any_text

Line = dict[str, Any]
_PLACES = {
    "local_authority": st.sampled_from(["301", "301", "302", ""]),
    "school": st.sampled_from(["301/2000", "301/2001", ""]),
    "kind": st.sampled_from(["student", "student", "student", "staff", ""]),
}
_SETTINGS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Strategy: one person as a line of a file."""
    person = draw(st.one_of(people(), people(), people_of_any_text(8)))
    place = {name: draw(values) for name, values in _PLACES.items()}
    fields = {name: getattr(person, name) for name in COLUMNS if name not in _PLACES}
    return {name: _writable(value) for name, value in (fields | place).items()}


def _writable(value: Any) -> str:
    """A NUL, half a character or the end of a line is no part of a name in a file."""
    text = "" if value is None else str(value)
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return "".join(letter for letter in text if letter.isprintable())


@st.composite
def two_files(draw: st.DrawFn) -> tuple[list[Line], list[Line]]:
    """Strategy: accounts, and incoming people of whom most are an account's but for some fields."""
    accounts = draw(st.lists(lines(), min_size=1, max_size=8))
    incoming = draw(st.lists(lines(), max_size=2))
    for _ in range(draw(st.integers(1, 8))):
        changes = draw(lines())
        names = (*CHANGEABLE[:-1], *_PLACES)
        fields = draw(st.lists(st.sampled_from(names), max_size=2))
        of = draw(st.sampled_from(accounts))
        incoming.append(of | {field: changes[field] for field in fields})
    return accounts, incoming


def written(path: Path, id_column: str, rows: Iterable[Mapping[str, str]]) -> PeopleFile:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, (id_column, *COLUMNS))
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({id_column: f"{id_column[0]}{number}", **row})
    return PeopleFile(path, id_column)


@_SETTINGS
@given(two_files(), st.sampled_from([DEFAULT, Thresholds(ask=5.0), Thresholds(99.0, 98.0)]))
def test_the_quick_path_says_what_the_plain_one_says(
    tmp_path: Path, files: tuple[list[Line], list[Line]], thresholds: Thresholds
) -> None:
    base = written(tmp_path / "base.csv", "account_id", files[0])
    incoming = read_incoming(written(tmp_path / "in.csv", "record_id", files[1]), Report())
    found = search(base, incoming, thresholds=thresholds, report=Report())
    quick = verdicts(incoming, found, thresholds=thresholds)
    records = Records(incoming.table.rows(np.arange(len(incoming.table))))
    plain = Search(base=base, records=records, thresholds=thresholds, keeps_all=False).run()
    expected = plain_verdicts(incoming, plain.pairs, thresholds=thresholds)
    assert quick.lines == expected.lines
    assert quick.num_of == expected.num_of


@_SETTINGS
@given(st.lists(lines(), min_size=1, max_size=6), st.lists(lines(), min_size=1, max_size=6))
def test_those_meet_who_share_a_key(tmp_path: Path, ours: list[Line], theirs: list[Line]) -> None:
    """In one local authority: who shares one of the engine's keys, and nobody else."""
    for line in (*ours, *theirs):
        line["local_authority"] = ""
    tables = []
    for name, rows in (("ours", ours), ("theirs", theirs)):
        file = written(tmp_path / f"{name}.csv", "account_id", rows)
        tables.append(read_table(portions_of(file, 1)[0]))
    vocabulary = Vocabulary()
    meetings = blocks.Meetings(gather(tables[0], vocabulary), vocabulary)
    met = meetings.pairs(gather(tables[1], vocabulary.closed()))
    found = {pair for one, other in met for pair in zip(one.tolist(), other.tolist(), strict=True)}
    keys = [
        [keys_of(profile(row.person), row.kind) for row in table.rows(np.arange(len(table)))]
        for table in tables
    ]
    expected = {
        (one, other)
        for one, some in enumerate(keys[0])
        for other, others in enumerate(keys[1])
        if some & others
    }
    assert found == expected


@settings(_SETTINGS, max_examples=50)
@given(st.lists(lines(), min_size=1, max_size=4))
def test_people_are_normalised_by_the_column_as_one_at_a_time(
    tmp_path: Path, rows: list[Line]
) -> None:
    table = read_table(portions_of(written(tmp_path / "a.csv", "account_id", rows), 1)[0])
    everybody = np.arange(len(table))
    assert profiles(table, everybody) == [*map(profile, table.people(everybody))]
    assert profiles(table, none()) == []


@settings(_SETTINGS, max_examples=20)
@given(st.lists(lines(), min_size=1, max_size=4))
def test_people_are_the_same_by_the_column(tmp_path: Path, rows: list[Line]) -> None:
    """Made field by field, they are what they are one at a time."""
    file = written(tmp_path / "a.csv", "account_id", rows)
    reader = RowReader(file, Report())
    one_by_one = [reader.read(reader.whole(cells), line) for line, cells in file.cells()]
    table = read_table(portions_of(file, 1)[0])
    everybody = np.arange(len(table))
    assert table.rows(everybody) == one_by_one
    elsewhere = table.people(everybody, [Scope.ELSEWHERE] * len(table))
    assert elsewhere == [replace(row.person, scope=Scope.ELSEWHERE) for row in one_by_one]


@pytest.mark.parametrize("columns", [("local_authority", "school"), ("local_authority",)])
def test_scopes_are_those_of_one_account_at_a_time(
    tmp_path: Path, columns: tuple[str, ...]
) -> None:
    """Of everybody who may be at home anywhere or nowhere, in a file with or without schools."""
    homes = product(["301", " 301", "302", ""], ["301/2000", "301/2001", " ", ""])
    texts = [f"{number},{','.join(home[: len(columns)])}\n" for number, home in enumerate(homes)]
    path = tmp_path / "a.csv"
    path.write_text(f"account_id,{','.join(columns)}\n{''.join(texts)}", encoding="utf-8")
    records = read_incoming(written(tmp_path / "in.csv", "record_id", _homes()), Report())
    accounts = read_table(portions_of(PeopleFile(path, "account_id"), 1)[0])
    pairs = [*product(range(len(records.table)), range(len(accounts)))]
    ours, theirs = np.array(pairs).T
    their_homes = Homes.of(accounts, records.vocabulary)
    found = scopes_between(records.crowd.homes, their_homes, (ours, theirs))
    one_by_one = records.table.rows(ours), accounts.rows(theirs)
    assert [SCOPES[number] for number in found.tolist()] == [
        scope_of(account, record, base_names_schools=len(columns) > 1)
        for record, account in zip(*one_by_one, strict=True)
    ]


def _homes() -> list[Line]:
    homes = product(["301", "303", ""], ["301/2000", "301/2002", ""])
    return [{"local_authority": authority, "school": school} for authority, school in homes]


def test_pairs_come_in_parts_but_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MOST_PAIRS", 3)
    file = written(tmp_path / "a.csv", "account_id", [{"date_of_birth": "2012-03-14"}] * 4)
    table = read_table(portions_of(file, 1)[0])
    vocabulary = Vocabulary()
    crowd = gather(table, vocabulary)
    parts = [*blocks.Meetings(crowd, vocabulary).pairs(crowd)]
    assert len(parts) > 1
    assert sum(len(ours) for ours, _ in parts) == 16


@pytest.mark.parametrize("score", [0.5, 20.0, 45.0, 50.0, 99.9])
def test_the_least_evidence_is_where_the_score_is_reached(score: float) -> None:
    bits = least_bits(score)
    assert points(bits - 0.05) < score <= points(bits + 0.05)
    assert least_bits(0.0) == -np.inf


def test_every_weight_of_names_fits_its_table() -> None:
    """Weights are kept in a byte: up to 31 bits, a name's rarity included."""
    for weights in (FORENAME_WEIGHTS, SURNAME_WEIGHTS):
        assert max(weights.values()) < 27
        assert weights[Level.DIFFERS] < 0


def test_lists_are_spread_and_padded() -> None:
    lists = Lists.of([[5, 6], [], [7]])
    owners, numbers = lists.spread(ints([2, 0]))
    assert (owners.tolist(), numbers.tolist()) == ([0, 1, 1], [7, 5, 6])
    assert lists.or_else(0).spread(ints([1]))[1].tolist() == [0]
    assert lists.padded(1).tolist() == [[5], [-2], [7]]
    assert distinct(none()).tolist() == []
