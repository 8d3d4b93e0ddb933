"""What is known of names, and that the tables keep their own rules."""

from __future__ import annotations

import pytest

from matching.engine.knowledge import (
    are_related,
    canonical_forename,
    canonical_surname,
    formal_names,
    is_particle,
    rows,
    tables_digest,
)
from matching.engine.normalise import ascii_letters


@pytest.mark.parametrize("table", ["forename_spellings", "surname_spellings"])
def test_a_name_stands_in_one_group_only(table: str) -> None:
    names = [name for _community, group in rows(table) for name in group.split()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("table", ["forename_spellings", "surname_spellings", "nicknames"])
def test_names_are_written_as_the_engine_reads_them(table: str) -> None:
    column = 1 if table.endswith("spellings") else slice(None)
    texts = [row[column] for row in rows(table)]
    names = " ".join(text if isinstance(text, str) else " ".join(text) for text in texts).split()
    assert [name for name in names if ascii_letters(name) != name] == []


def test_spelling_groups_have_at_least_two_names() -> None:
    for table in ("forename_spellings", "surname_spellings"):
        assert [group for _community, group in rows(table) if len(group.split()) < 2] == []


def test_nobody_is_short_for_themselves() -> None:
    shorts = {short for row in rows("nicknames") for short in row[1].split()}
    assert [name for name in shorts if canonical_forename(name) in formal_names(name)] == []


def test_spellings() -> None:
    assert canonical_forename("mohammed") == canonical_forename("muhammad")
    assert canonical_surname("choudhury") == canonical_surname("chowdhury")
    assert canonical_forename("zebedee") == "zebedee"


def test_any_mac_may_be_a_mc() -> None:
    assert canonical_surname("macallister") == canonical_surname("mcallister")
    assert canonical_surname("mace") == "mace"


def test_nicknames_know_every_spelling() -> None:
    assert canonical_forename("catherine") in formal_names("kath")
    assert are_related("kath", "katherine")
    assert are_related("bob", "rob")
    assert not are_related("bob", "catherine")
    assert not are_related("zebedee", "bob")
    assert not are_related("bob", "zebedee")


def test_particles() -> None:
    assert is_particle("van")
    assert not is_particle("vance")


def test_the_digest_is_short_and_stays() -> None:
    assert len(tables_digest()) == 12
    assert tables_digest() == tables_digest()
