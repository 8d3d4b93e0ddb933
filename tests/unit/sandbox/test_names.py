"""Names are drawn from the tables, by weight, the same for the same seed."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from sandbox.names import NamePicker
from sandbox.names.draw import without_diacritics
from sandbox.names.reduce_ons import main, write_reduced
from sandbox.names.tables import Weighted, tables


def test_a_heavier_name_comes_more_often() -> None:
    rng = Random(1)
    names = Weighted.of([("often", 9.0), ("rarely", 1.0)])
    drawn = Counter(names.draw(rng) for _ in range(1000))
    assert 850 < drawn["often"] < 950


def test_a_table_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one name"):
        Weighted.of([])


def test_every_community_has_surnames_and_forenames_of_both_sexes() -> None:
    loaded = tables()
    for community in loaded.student_communities.names:
        assert community in loaded.surnames
        if loaded.english_shares[community] < 1:
            assert (community, "M") in loaded.community_first_names
            assert (community, "F") in loaded.community_first_names
    assert set(loaded.staff_communities.names) == set(loaded.student_communities.names)


@pytest.mark.parametrize("born", [1930, 1960, 1990, 2000, 2010, 2018, 2030])
@pytest.mark.parametrize("sex", ["M", "F"])
def test_there_are_english_names_for_every_year(born: int, sex: str) -> None:
    assert len(tables().english_first_names(sex, born=born)) > 50


def test_the_same_seed_gives_the_same_names() -> None:
    assert _names(5) == _names(5)
    assert _names(5) != _names(6)


def test_odd_names_occur_at_about_their_rates() -> None:
    people = _names(3, num=20_000)
    assert 2 <= sum(not forename for forename, _ in people) <= 20
    assert 1 <= sum(len(forename) == 40 for forename, _ in people) <= 20
    assert any(not (forename + surname).isascii() for forename, surname in people)
    assert any("'" in surname for _, surname in people)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Łukasz", "Lukasz"), ("Nguyễn", "Nguyen"), ("Yılmaz", "Yilmaz"), ("Đặng", "Dang")],
)
def test_diacritics_are_taken_off(text: str, plain: str) -> None:
    assert without_diacritics(text) == plain


def test_surnames_are_not_joined_when_that_would_be_silly() -> None:
    picker = NamePicker(Random(1))
    assert picker.double_barrelled("Reid", "Obi") == "Reid-Obi"
    assert picker.double_barrelled("Reid", "Reid") == "Reid"
    assert picker.double_barrelled("da Silva", "Obi") == "da Silva"


def test_a_known_name_has_familiar_forms_and_spellings() -> None:
    picker = NamePicker(Random(1))
    assert picker.familiar_form("Robert") in ("Rob", "Bob", "Bobby", "Robbie")
    assert picker.familiar_form("Xyzzy") == ""
    assert picker.respelt("Muhammad") in ("Mohammed", "Mohammad", "Mohamed", "Md")
    assert picker.respelt("Xyzzy") == "Xyzzy"


def test_the_national_table_is_reduced_to_sexes_and_bands_of_years() -> None:
    source = io.StringIO(
        "year,sex,name,count,ranking\n"
        "1996,G,MARY-JANE,4,9\n"
        "1997,G,MARY-JANE,5,8\n"
        "1997,B,OLIVER,90,1\n"
        "1950,B,ERIC,90,1\n"
    )
    target = io.StringIO()
    write_reduced(source, target)
    assert target.getvalue().splitlines() == [
        "name,sex,years,count",
        "Mary-Jane,F,1996-2004,9",
        "Oliver,M,1996-2004,90",
    ]


def test_the_reduced_table_goes_to_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "names.csv.gz"
    path.write_bytes(gzip.compress(b"year,sex,name,count\n2019,G,ADA,7\n"))
    monkeypatch.setattr("sys.argv", ["reduce_ons", str(path)])
    main()
    assert capsys.readouterr().out.splitlines() == ["name,sex,years,count", "Ada,F,2013-2020,7"]


def _names(seed: int, *, num: int = 200) -> list[tuple[str, str]]:
    picker = NamePicker(Random(seed))
    result = []
    for _ in range(num):
        community = picker.student_community()
        surname = picker.surname(community)
        name = picker.person(community, picker.sex(), born=2014, surname=surname)
        result.append((name.forename, name.surname))
    return result
