"""What is known about names: spellings, nicknames and particles, from the tables in ``data``.

It answers questions about single normalised names. It compares no people.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_TABLES = ("forename_spellings", "surname_spellings", "nicknames", "particles")
_NOBODY: frozenset[str] = frozenset()


def canonical_forename(name: str) -> str:
    """Return the spelling that stands for this forename's group, else the name itself."""
    return _FORENAMES.get(name, name)


def canonical_surname(name: str) -> str:
    """Return the spelling that stands for this surname's group, else the name itself."""
    found = _SURNAMES.get(name)
    if found is None and name.startswith("mac") and len(name) > 6:
        return "mc" + name[3:]  # MacAllister and McAllister: any Mac may be a Mc
    return found or name


def formal_names(name: str) -> frozenset[str]:
    """Return the canonical forenames that this one is short for; usually none, often several."""
    return _SHORT_FORMS.get(canonical_forename(name), _NOBODY)


def are_related(one: str, other: str) -> bool:
    """Say whether two forenames are spellings of one name, or share what they are short for."""
    roots = _ROOTS.get(one)
    return roots is not None and not roots.isdisjoint(_ROOTS.get(other, _NOBODY))


def is_known_forename(name: str) -> bool:
    """Say whether the tables hold this forename: a common one, any spelling, or a short form."""
    return name in _ROOTS or name in _COMMON


def roots_of(name: str) -> frozenset[str]:
    """Return what ``are_related`` looks for in two forenames; nothing for most."""
    return _ROOTS.get(name, _NOBODY)


def is_particle(word: str) -> bool:
    """Say whether a surname's word is one that may come and go (van, al, de, ...)."""
    return word in _PARTICLES


@cache
def tables_digest() -> str:
    """Return a short digest of all tables: it changes when any of them does."""
    digest = hashlib.sha256()
    for table in _TABLES:
        digest.update((_DATA / f"{table}.csv").read_bytes())
    return digest.hexdigest()[:12]


def rows(table: str) -> Iterator[list[str]]:
    """Yield a table's rows without its header."""
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        yield from reader


def _spellings(table: str) -> Mapping[str, str]:
    groups = (group.split() for _community, group in rows(table))
    return {name: group[0] for group in groups for name in group}


def _short_forms() -> Mapping[str, frozenset[str]]:
    """Map each short form, in its canonical spelling, to its formal names, in theirs."""
    found: dict[str, set[str]] = {}
    for formal, short_forms in rows("nicknames"):
        whole = canonical_forename(formal)
        for short in short_forms.split():
            if canonical_forename(short) != whole:
                found.setdefault(canonical_forename(short), set()).add(whole)
    return {short: frozenset(formals) for short, formals in found.items()}


_FORENAMES = _spellings("forename_spellings")
_SURNAMES = _spellings("surname_spellings")
_SHORT_FORMS = _short_forms()
_ROOTS = {
    name: frozenset({canonical_forename(name)}) | formal_names(name)
    for name in {
        *_FORENAMES,
        *_SHORT_FORMS,
        *(name for row in rows("nicknames") for name in " ".join(row).split()),
    }
}
_COMMON = frozenset(name for field, name, _ in rows("name_frequencies") if field == "forename")
_PARTICLES = frozenset(row[0] for row in rows("particles"))
