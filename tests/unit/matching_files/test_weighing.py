"""`manage.py match_files` with other weights: learned from the files, kept, read again, refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from django.core.management import CommandError

from matching.engine.knowledge import rows
from matching.engine.levels import Level
from matching.engine.scales import SHIPPED
from matching.files.columns.crowd import Births
from matching.files.weighing import are_plainly_no_schools
from matching.files.weights_file import read_weights_file
from tests.unit.matching_files.test_match_files import OLIVIA, Desk, Line, read, written

_NUM = 260


@cache
def families(first_year: int, num_years: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """So many people in both files, born over so many years; half have another surname by now."""
    names = [name for field, name, _ in rows("name_frequencies") if field == "surname"]
    given = [name for field, name, _ in rows("name_frequencies") if field == "forename"]
    rng = Random(1)
    before, now = [], []
    for number in range(_NUM):
        line = {
            "kind": "student",
            "legal_forename": rng.choice(given),
            "legal_surname": rng.choice(names),
            "date_of_birth": f"{first_year + number % num_years}-{number % 12 + 1:02}-"
            f"{rng.randint(1, 28):02}",
        }
        before.append(line)
        now.append(line | {"legal_surname": rng.choice(names)} if number % 2 else line)
    return before, now


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(autouse=True)
def _few_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.files.learning._NUM_BY_CHANCE", 5_000)


def kept(desk: Desk) -> Path:
    return desk.folder / "WEIGHTS.csv"


def table(path: Path, *lines: str) -> Path:
    path.write_text("field,level,bits,by_name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_schools_people_are_weighed_as_the_portal_does(desk: Desk) -> None:
    desk.match(*families(2005, 14), "--save-weights", str(kept(desk)))
    assert desk.noted.getvalue() == ""
    assert read_weights_file(kept(desk)) == SHIPPED
    assert {line["source"] for line in read(kept(desk))} >= {"populations", "estimate"}


def test_weights_are_learned_from_the_files_and_can_be_kept_and_used_again(desk: Desk) -> None:
    """Half of them have another surname: that speaks less against one person than it did."""
    files = families(2005, 14)
    pairs = desk.folder / "PAIRS.csv"
    more = ("--all-pairs", str(pairs))
    verdicts = desk.match(*files, "--learn-weights", "--save-weights", str(kept(desk)), *more)
    assert "learned from these two files, from about 2" in desk.noted.getvalue()
    learned = read_weights_file(kept(desk)).fields["surname"]
    assert learned[Level.DIFFERS].bits > SHIPPED.fields["surname"][Level.DIFFERS].bits + 0.5
    scored = read(pairs)
    lines = {(line["field"], line["level"]): line for line in read(kept(desk))}
    assert lines["surname", "differs"]["source"] == "two files"
    assert lines["scope", "school"]["source"] == "estimate"

    assert desk.match(*files, "--weights", str(kept(desk)), *more) == verdicts
    assert read(pairs) == scored
    assert desk.noted.getvalue().endswith("Weighed by the table WEIGHTS.csv.\n")
    desk.match(*files, *more)
    assert read(pairs) != scored


def test_the_order_of_the_lines_changes_nothing(desk: Desk) -> None:
    """Ids stay with their people."""
    found = []
    for step in (1, -1):
        files = []
        for name, lines in zip(("account", "record"), families(2005, 14), strict=True):
            some = [{f"{name}_id": f"{n}"} | dict(line) for n, line in enumerate(lines)][::step]
            files.append(written(desk.folder / f"{name}.csv", some))
        base, incoming = files
        desk.run(base, incoming, "--learn-weights", "--save-weights", str(kept(desk)))
        found.append(kept(desk).read_text(encoding="utf-8"))
    assert found[0] == found[1]


def test_people_who_are_plainly_no_schools_have_weights_of_their_own(desk: Desk) -> None:
    desk.match(*families(1905, 95), "--save-weights", str(kept(desk)))
    said = desk.noted.getvalue()
    assert said.startswith("The incoming people's dates of birth span more years than a school's")
    assert "The weights were learned from these two files" in said
    assert read_weights_file(kept(desk)) != SHIPPED
    desk.match(*families(1905, 95), "--portal-weights", "--save-weights", str(kept(desk)))
    assert desk.noted.getvalue() == said
    assert read_weights_file(kept(desk)) == SHIPPED


@pytest.mark.parametrize(
    "years",
    [
        [1930] * 20 + [1990] * 180,
        [1930] * 21 + [1960] * 158 + [1991] * 21,
        [1930] * 25 + [1990] * 200,
        [1900 + number * 7 % 83 for number in range(317)],
        [1930 + number for number in range(76)] * 3,
    ],
)
def test_the_middle_of_all_years_is_where_their_percentiles_are(years: list[int]) -> None:
    dates = [None, *((year, 1, 1) for year in years)]
    places = np.arange(len(dates))
    first, last = np.percentile(years, (10, 90))
    assert are_plainly_no_schools(Births(dates, places, places, places)) is bool(last - first > 60)


def test_too_few_people_in_both_files_teach_nothing(desk: Desk) -> None:
    with pytest.raises(CommandError, match="About 1 people seem to be in both files, and to learn"):
        desk.match([OLIVIA], [OLIVIA], "--learn-weights")
    with pytest.raises(CommandError, match="About 0 people"):
        desk.match([OLIVIA | {"kind": "staff"}], [OLIVIA], "--learn-weights")
    strangers = [line | {"kind": "staff"} for line in families(1905, 95)[1]]
    desk.match(families(1905, 95)[0], strangers, "--save-weights", str(kept(desk)))
    assert "They were used all the same: About 0 people" in desk.noted.getvalue()
    assert read_weights_file(kept(desk)) == SHIPPED


def test_large_files_are_learned_from_in_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.files.learning._MOST_RECORDS", 240)
    monkeypatch.setattr("matching.files.learning._MOST_ACCOUNTS", 50)
    desk.match(*families(2005, 14), "--learn-weights")
    assert "from about 2" in desk.noted.getvalue()


def test_a_table_may_hold_some_lines_only(desk: Desk) -> None:
    """A byte order mark, spaces and other columns do no harm."""
    path = kept(desk)
    text = "\ufeffon,field, level,bits,by_name\n,surname,differs, -3.5 ,\n,scope,local,-12,0\n\n"
    path.write_text(text, encoding="utf-8")
    found = read_weights_file(path)
    assert found.fields["surname"][Level.DIFFERS] == (-3.5, 0)
    assert found.scopes["local"] == -12  # type: ignore[index]
    assert found.fields["forename"] == SHIPPED.fields["forename"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("surname,same,much,1", "line 2: bits and by_name must be numbers."),
        ("surname,same,nan,1", "line 2: bits go from -100 to 100, by_name from 0 to 1."),
        ("surname,same,9,2", "line 2: bits go from -100 to 100, by_name from 0 to 1."),
        ("surname,digit,9,1", "line 2: there is no level “digit” of “surname”."),
        ("shoes,same,9,1", "line 2: there is no level “same” of “shoes”."),
        ("scope,moon,9,0", "line 2: there is no level “moon” of “scope”."),
        ("surname,missing,1,0", "line 2: what is missing says nothing, so its bits must be 0."),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(desk: Desk, line: str, why: str) -> None:
    path = table(kept(desk), line)
    with pytest.raises(CommandError) as refused:
        desk.match([OLIVIA], [OLIVIA], "--weights", str(path))
    assert str(refused.value) == f"WEIGHTS.csv, {why}"


def test_what_is_no_table_or_cannot_be_written_is_refused(desk: Desk) -> None:
    verdicts: Sequence[Line] = desk.match([OLIVIA], [OLIVIA])
    assert len(verdicts) == 1
    for path, why in (
        (desk.folder / "VERDICTS.csv", "VERDICTS.csv is no table of weights: it has no column"),
        (desk.folder / "NONE.csv", "NONE.csv cannot be opened"),
    ):
        with pytest.raises(CommandError, match=why):
            desk.match([OLIVIA], [OLIVIA], "--weights", str(path))
    with pytest.raises(CommandError, match=r"W.csv cannot be written there"):
        desk.match([OLIVIA], [OLIVIA], "--save-weights", str(desk.folder / "none" / "W.csv"))
