"""`manage.py match_files`: two files in, verdicts out, no database, clear words for bad files."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from matching.files import pairing, portions, reading
from matching.files.columns import search, table, verdicts
from tests.unit.matching.people import UPNS

Line = Mapping[str, str]
OLIVIA = {
    "kind": "student",
    "school": "301/2000",
    "local_authority": "301",
    "legal_forename": "Olivia",
    "legal_surname": "Okafor",
    "date_of_birth": "2012-03-14",
}
ROBERT = OLIVIA | {"legal_forename": "Robert", "legal_surname": "Smith"}


def written(path: Path, lines: Sequence[Line]) -> Path:
    columns = list(dict.fromkeys(column for line in lines for column in line))
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(lines)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


class Desk:
    """Runs the command in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = StringIO()
        self.noted = StringIO()

    def match(self, base: Sequence[Line], incoming: Sequence[Line], *more: str) -> list[Line]:
        """Give ids to both lists (a0…, r0…), match them and return the verdicts."""
        accounts = [{"account_id": f"a{n}"} | dict(line) for n, line in enumerate(base)]
        records = [{"record_id": f"r{n}"} | dict(line) for n, line in enumerate(incoming)]
        return self.run(
            written(self.folder / "BASE.csv", accounts),
            written(self.folder / "INCOMING.csv", records),
            *more,
        )

    def run(self, base: Path, incoming: Path, *more: str) -> list[Line]:
        out = self.folder / "VERDICTS.csv"
        files = ("--base", str(base), "--incoming", str(incoming), "--out", str(out))
        call_command("match_files", *files, *more, stdout=self.said, stderr=self.noted)
        return list(read(out))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_certain_ask_and_new(desk: Desk) -> None:
    near = ROBERT | {"legal_forename": "Bob", "date_of_birth": "2012-03-15"}
    stranger = OLIVIA | {"legal_forename": "Zed", "legal_surname": "Quux", "date_of_birth": ""}
    certain, ask, new = desk.match([OLIVIA, ROBERT], [OLIVIA, near, stranger])
    assert (certain["record_id"], certain["verdict"], certain["account_id"]) == (
        *("r0", "certain", "a0"),
    )
    assert certain["candidates"] == f"a0:{certain['score']}"
    assert "forename same; surname same; date_of_birth same" in certain["reasons"]
    assert certain["reasons"].endswith("scope school")
    assert (ask["verdict"], ask["account_id"]) == ("ask", "")
    assert ask["candidates"].startswith("a1:")
    assert "forename close (Bob is short for Robert)" in ask["reasons"]
    assert (new["verdict"], new["candidates"], new["score"], new["margin"]) == ("new", "", "", "")
    assert desk.said.getvalue() == "3 people: 1 certain, 1 ask, 1 new.\n"


def test_candidates_come_best_first(desk: Desk) -> None:
    others = [ROBERT | {"legal_forename": "Bob"}, ROBERT | {"legal_forename": "Rob"}, ROBERT]
    (found,) = desk.match(others, [ROBERT | {"date_of_birth": "2012-03-15"}])
    scores = [float(each.partition(":")[2]) for each in found["candidates"].split(";")]
    assert found["candidates"].startswith("a2:")
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_all_pairs_holds_what_is_not_worth_a_question(desk: Desk) -> None:
    smith = OLIVIA | {"legal_surname": "Smith"}
    sister = smith | {"legal_forename": "Amara", "school": "301/2001"}
    pairs = desk.folder / "PAIRS.csv"
    desk.match([smith, sister], [smith], "--all-pairs", str(pairs))
    lines = read(pairs)
    assert [(each["account_id"], each["record_id"]) for each in lines] == [
        ("a0", "r0"),
        ("a1", "r0"),
    ]
    assert float(lines[1]["score"]) < 50 < float(lines[0]["score"])


def test_all_pairs_holds_those_who_cannot_be_one_person_and_changes_no_verdict(desk: Desk) -> None:
    other = OLIVIA | {"legal_forename": "Amara", "date_of_birth": "2012-03-15"}
    pairs = desk.folder / "PAIRS.csv"
    wide = ("--threshold-certain", "0", "--threshold-ask", "0")
    verdicts = desk.match([other], [OLIVIA], *wide, "--all-pairs", str(pairs))
    assert [(each["account_id"], each["record_id"]) for each in read(pairs)] == [("a0", "r0")]
    assert verdicts == desk.match([other], [OLIVIA], *wide)
    assert [each["verdict"] for each in verdicts] == ["new"]


def test_thresholds_can_be_set(desk: Desk) -> None:
    (found,) = desk.match([OLIVIA], [OLIVIA], "--threshold-certain", "100")
    assert found["verdict"] == "ask"
    near = OLIVIA | {"date_of_birth": "2012-03-15"}
    thresholds = ("--threshold-certain", "99", "--threshold-ask", "99")
    assert desk.match([OLIVIA], [near], *thresholds)[0]["verdict"] == "new"
    with pytest.raises(CommandError, match="not below the one for ask"):
        desk.match([OLIVIA], [OLIVIA], "--threshold-certain", "10", "--threshold-ask", "20")


def test_elsewhere_only_the_upn_counts(desk: Desk) -> None:
    far = {"school": "999/2000", "local_authority": "999"}
    moved, namesake = desk.match(
        [OLIVIA | far | {"upn": UPNS[0]}, ROBERT | far], [OLIVIA | {"upn": UPNS[0]}, ROBERT]
    )
    assert (moved["verdict"], moved["account_id"]) == ("certain", "a0")
    assert moved["reasons"].endswith("scope elsewhere")
    assert namesake["verdict"] == "new"


@pytest.mark.parametrize(
    ("school", "scope"), [("301/2000", "school"), ("301/2001", "local"), ("", "recent")]
)
def test_the_scope_follows_the_schools(desk: Desk, school: str, scope: str) -> None:
    (found,) = desk.match([OLIVIA | {"school": school}], [OLIVIA])
    assert found["reasons"].endswith(f"scope {scope}")


def test_any_column_may_be_absent(desk: Desk) -> None:
    names = ("legal_forename", "legal_surname", "date_of_birth")
    bare = {name: OLIVIA[name] for name in names}
    (found,) = desk.match([bare], [bare])
    assert (found["verdict"], found["account_id"]) == ("certain", "a0")
    assert found["reasons"].endswith("scope school")
    assert desk.match([{"title": "Dr"}], [bare])[0]["verdict"] == "new"


def test_the_kinds_never_meet_but_an_unknown_kind_meets_both(desk: Desk) -> None:
    teacher = OLIVIA | {"kind": "staff"}
    assert desk.match([teacher], [OLIVIA])[0]["verdict"] == "new"
    for base, incoming in ((teacher, OLIVIA | {"kind": ""}), (OLIVIA | {"kind": ""}, teacher)):
        assert desk.match([base], [incoming])[0]["verdict"] == "certain"


def test_a_upn_never_ties_staff_to_a_student(desk: Desk) -> None:
    upn = {"upn": UPNS[0]}
    assert desk.match([OLIVIA | upn | {"kind": "staff"}], [OLIVIA | upn])[0]["verdict"] == "new"


def test_what_cannot_be_read_is_noted_without_its_value_and_treated_as_missing(desk: Desk) -> None:
    far = {"local_authority": "999", "date_of_birth": "14.3.2012"}
    odd = OLIVIA | {"kind": "pupil", "date_of_birth": "2012-02-31", "shoe_size": "5"}
    (found,) = desk.match([OLIVIA, ROBERT | far], [odd])
    assert "date_of_birth missing" in found["reasons"]
    notes = desk.noted.getvalue()
    assert "INCOMING.csv: the column shoe_size is not known" in notes
    assert "INCOMING.csv, person 1: the kind is neither staff nor student" in notes
    assert "INCOMING.csv, person 1: the date of birth cannot be read as YYYY-MM-DD" in notes
    assert "BASE.csv, person 2: the date of birth cannot be read" in notes
    assert "31" not in notes


def test_only_the_first_notes_are_shown(desk: Desk) -> None:
    desk.match([OLIVIA | {"date_of_birth": "?"}] * 30, [OLIVIA | {"kind": "?"}] * 30)
    assert "60 such notes in all; these were the first." in desk.noted.getvalue()
    assert desk.noted.getvalue().count("treated as missing") == 50


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"name\nx\n", "has no column record_id"),
        (b"record_id,upn,UPN\n1,,\n", "more than one column called upn"),
        (b"record_id\n1\n2\n1\n", "record_id “1” comes more than once"),
        (b"record_id,upn\n,A1\n", "person 1: record_id is blank"),
        (b"record_id,upn\n1,\xff\xfe\n", "is not UTF-8"),
        (b"record_id\n" + b"x" * (2 << 20) + b"\n", "is not a CSV file that can be read"),
        (None, "cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    desk: Desk, content: bytes | None, sentence: str
) -> None:
    base = written(desk.folder / "BASE.csv", [{"account_id": "a"} | OLIVIA])
    bad = desk.folder / "BAD.csv"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(CommandError, match=rf"^BAD\.csv.*{sentence}"):
        desk.run(base, bad)


def test_a_repeated_account_and_an_output_that_cannot_be_written_are_refused(desk: Desk) -> None:
    twice = written(desk.folder / "BASE.csv", [{"account_id": "a"}, {"account_id": "a"}])
    incoming = written(desk.folder / "INCOMING.csv", [{"record_id": "r"} | OLIVIA])
    with pytest.raises(CommandError, match=r"^BASE\.csv: account_id “a” comes more than once"):
        desk.run(twice, incoming)
    base = written(desk.folder / "BASE.csv", [{"account_id": "a"}])
    with pytest.raises(CommandError, match="cannot be written there"):
        desk.run(base, incoming, "--all-pairs", str(desk.folder / "nowhere" / "PAIRS.csv"))


def test_short_and_long_lines_and_a_byte_order_mark_are_read(desk: Desk) -> None:
    columns = "\ufeffrecord_id,legal_forename,legal_surname,date_of_birth"
    text = f"{columns}\nr0\n\nr1,Olivia,Okafor,2012-03-14,more\n"
    incoming = desk.folder / "INCOMING.csv"
    incoming.write_text(text, encoding="utf-8")
    base = written(desk.folder / "BASE.csv", [{"account_id": "a0"} | OLIVIA])
    assert [each["verdict"] for each in desk.run(base, incoming)] == ["new", "certain"]


def test_several_processes_say_the_same_as_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    base = [OLIVIA | {"legal_surname": f"Okafor{chr(97 + n)}"} for n in range(26)]
    alone = desk.match(base, base)
    pairs = desk.folder / "PAIRS.csv"
    for module in (pairing, search):
        monkeypatch.setattr(module, "_SMALL_FILE", 0)
    for module in (pairing, portions):
        monkeypatch.setattr(module, "_LINES_A_TURN", 3)
    monkeypatch.setattr(verdicts, "_FEW_PEOPLE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert desk.match(base, base) == alone
    assert desk.match(base, base, "--all-pairs", str(pairs)) == alone
    assert {each["verdict"] for each in alone} == {"certain"}
    base[0] |= {"title": 'a "quoted" title'}  # the file can no longer be cut anywhere
    assert desk.match(base, base) == alone
    twice = written(desk.folder / "B.csv", [{"account_id": "a"}] * 9)
    with pytest.raises(CommandError, match="comes more than once"):
        desk.run(twice, desk.folder / "INCOMING.csv")
    with pytest.raises(CommandError, match="comes more than once"):
        desk.run(twice, desk.folder / "INCOMING.csv", "--all-pairs", str(pairs))


def test_what_is_wrong_in_a_later_portion_is_told_by_its_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_SMALL_FILE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    desk.match([OLIVIA] * 9 + [OLIVIA | {"kind": "?", "date_of_birth": "?"}], [OLIVIA])
    assert desk.noted.getvalue().count("BASE.csv, person 10: ") == 2
    lines = [{"account_id": "a"[: 9 - n], "upn": "x"} for n in range(10)]
    with pytest.raises(CommandError, match=r"^BASE\.csv, person 10: account_id is blank"):
        desk.run(written(desk.folder / "BASE.csv", lines), desk.folder / "INCOMING.csv")
    bad = desk.folder / "BAD.csv"
    bad.write_bytes(b"account_id\n" + b"a\n" * 40 + b"\xff\n")
    with pytest.raises(CommandError, match="is not UTF-8"):
        desk.run(bad, desk.folder / "INCOMING.csv")


def test_a_block_may_end_within_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [ROBERT, OLIVIA | {"middle_names": "Łukasz " * 20}, OLIVIA | {"kind": "staff"}]
    expected = desk.match(people, people)
    monkeypatch.setattr(portions, "_BYTES_AT_ONCE", 7)
    monkeypatch.setattr(table, "_FEW_BYTES", 0)
    assert desk.match(people, people) == expected


def test_an_empty_list_of_people_is_no_fault(desk: Desk) -> None:
    incoming = desk.folder / "INCOMING.csv"
    incoming.write_text("record_id\n", encoding="utf-8")
    base = written(desk.folder / "BASE.csv", [{"account_id": "a0"} | OLIVIA])
    assert desk.run(base, incoming) == []


def test_every_column_of_a_person_is_read() -> None:
    assert set(reading.COLUMNS) == {
        *("kind", "school", "local_authority", "title", "legal_forename", "legal_surname"),
        *("preferred_forename", "preferred_surname", "middle_names", "former_surname"),
        *("date_of_birth", "upn", "year_group"),
    }
