"""A base of accounts and an incoming list, with who is who, from a seed.

The same arguments give the same answer on every machine.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random

from sandbox.populations.noise import Noise, written_again
from sandbox.populations.truth import Human, Town

__all__ = ["Noise", "Population", "make_population"]

_SHARE_LEFT = 0.04  # of accounts: nobody incoming is theirs
_SHARE_MOVED = 0.08  # of people: at another school of the authority by now
_SHARE_NEW_RELATIVES = 0.3  # of newcomers: a brother, sister, twin or namesake of somebody known
_FIELDS = (
    *("kind", "school", "local_authority", "title", "legal_forename", "legal_surname"),
    *("preferred_forename", "preferred_surname", "middle_names", "former_surname"),
    *("date_of_birth", "upn", "year_group"),
)


@dataclass(frozen=True, slots=True)
class Population:
    """``truth`` says whose account a record is; a record that is not there is new."""

    accounts: Mapping[str, Human]
    records: Mapping[str, Human]
    truth: Mapping[str, str]

    def without_upns(self) -> Population:
        """Return the same people, nobody's UPN known."""
        accounts = {key: replace(one, upn="") for key, one in self.accounts.items()}
        records = {key: replace(one, upn="") for key, one in self.records.items()}
        return Population(accounts, records, self.truth)

    def write(self, base: Path, incoming: Path) -> None:
        """Write both lists as files that ``match_files`` reads."""
        _write(base, "account_id", self.accounts)
        _write(incoming, "record_id", self.records)


def make_population(
    seed: int,
    *,
    num_accounts: int,
    noise: Noise,
    share_new: float = 0.15,
    num_schools: int = 0,
    authority: str = "301",
) -> Population:
    """Make a local authority's people twice: as accounts, and as its schools' MISs send them.

    Nine in ten are pupils, at ``num_schools`` schools (one for each 1,000 accounts unless told
    otherwise) of ``authority``; ``share_new`` newcomers come on top, many of them relatives of
    others.
    """
    rng = Random(f"population:{seed}")
    town = Town(rng, authority=authority, num_schools=num_schools or max(1, num_accounts // 1000))
    known = list(islice(town.people(), num_accounts))
    pairs = [(one, f"a{number:07}") for number, one in enumerate(known)]
    accounts = {
        key: written_again(one, "normal", rng=rng, picker=town.picker) for one, key in pairs
    }
    here: list[tuple[Human, str]] = [pair for pair in pairs if rng.random() >= _SHARE_LEFT]
    here = [(_later(one, town), key) for one, key in here]
    num_new = round(num_accounts * share_new)
    here += [(newcomer, "") for newcomer in _newcomers(known, town, num_new)]
    rng.shuffle(here)
    records: dict[str, Human] = {}
    truth: dict[str, str] = {}
    for number, (one, account) in enumerate(here):
        key = f"r{number:07}"
        records[key] = written_again(one, noise, rng=rng, picker=town.picker)
        if account:
            truth[key] = account
    return Population(accounts, records, truth)


def _later(one: Human, town: Town) -> Human:
    """Return somebody some time after their account was made: a few are at another school."""
    if town.rng.random() < _SHARE_MOVED:
        return replace(one, school=town.rng.choice(town.schools))
    return one


def _newcomers(known: Sequence[Human], town: Town, num: int) -> list[Human]:
    found: list[Human] = []
    strangers = town.people()
    pupils = [one for one in known if one.kind == "student"]
    while len(found) < num:
        if pupils and town.rng.random() < _SHARE_NEW_RELATIVES:
            kin = (town.sibling, town.sibling, town.sibling, town.twin, town.namesake)
            found.append(town.rng.choice(kin)(town.rng.choice(pupils)))
        else:
            found.append(next(strangers))
    return found


def _write(path: Path, id_column: str, people: Mapping[str, Human]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow((id_column, *_FIELDS))
        for key, one in people.items():
            cells = (getattr(one, name) for name in _FIELDS)
            writer.writerow((key, *("" if cell is None else cell for cell in cells)))
