"""People of a table as ``normalise.profile`` makes them one at a time: by the field, which takes
half as long. It compares nobody.
"""

from __future__ import annotations

from itertools import repeat

from matching.engine.normalise import (
    YEAR_GROUPS,
    Profile,
    birth_of,
    family_names,
    given_names,
    read_name,
)
from matching.engine.upn import is_temporary
from matching.engine.upn_many import are_permanent
from matching.files.columns.arrays import Ints
from matching.files.columns.table import Table
from matching.files.reading import date_of, kind_of


def profiles(table: Table, places: Ints) -> list[Profile]:
    """Return some people of a table, normalised."""
    if not len(places):
        return []

    def texts(*names: str) -> list[list[str]]:
        return [table.columns[name].some(places) for name in names]

    given = map(given_names, *texts("legal_forename", "preferred_forename"))
    family = map(family_names, *texts("legal_surname", "preferred_surname", "former_surname"))
    forenames, known_as, words = zip(*given, strict=True)
    surnames, cores, parts, former = zip(*family, strict=True)
    middle_names = table.read("middle_names", lambda text: read_name(text).words, places)
    births = table.read("date_of_birth", lambda text: birth_of(date_of(text)), places)
    years = table.read("year_group", lambda text: YEAR_GROUPS.get(text.upper()), places)
    upns, temporary = zip(*_upns(table, places), strict=True)
    names = forenames, surnames, known_as, words, middle_names, cores, parts, former
    return [*map(Profile, *names, births, upns, years, repeat(()), temporary)]


def _upns(table: Table, places: Ints) -> list[tuple[str, tuple[str, ...]]]:
    """Everybody's permanent UPN, and temporary ones, as far as they count: staff have none."""
    may_have = table.read("kind", lambda text: kind_of(text) != "staff", places)
    upns = [
        table.upns[place].upper() if may else ""
        for place, may in zip(places.tolist(), may_have, strict=True)
    ]
    are = are_permanent(upns).tolist()
    return [
        (upn, ()) if is_permanent else ("", (upn,) if is_temporary(upn) else ())
        for upn, is_permanent in zip(upns, are, strict=True)
    ]
