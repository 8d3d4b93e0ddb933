"""The incoming people of a file, normalised once and found by blocking key or by UPN.

Names and dates count within a local authority only, a UPN everywhere. It judges nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from matching.engine.block import initial_keys, profile_keys
from matching.engine.frequencies import NameFrequencies
from matching.engine.normalise import Profile, profile
from matching.files.reading import KINDS, Row
from matching.files.scopes import is_near

Places = Mapping[str, Sequence[int]]


class Records:
    """The incoming people; a place is a position in ``rows``."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Normalise everybody and index their keys, by local authority."""
        self.rows = rows
        self.profiles: list[Profile] = [profile(row.person) for row in rows]
        self.names = NameFrequencies.of(self.profiles)
        by_upn: defaultdict[str, list[int]] = defaultdict(list)
        by_authority: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for place, (row, known) in enumerate(zip(rows, self.profiles, strict=True)):
            places = by_authority[row.local_authority]
            for key in keys_of(known, row.kind):
                places[key].append(place)
            if known.upn:
                by_upn[known.upn].append(place)
        self.upns: Places = dict(by_upn)
        self._by_authority: Mapping[str, Places] = {
            code: dict(places) for code, places in by_authority.items()
        }
        self._near: dict[str, tuple[Places, ...]] = {}

    def near(self, authority: str) -> tuple[Places, ...]:
        """Return the indexes of those who may be in an account's local authority."""
        if authority not in self._near:
            self._near[authority] = tuple(
                places for code, places in self._by_authority.items() if is_near(code, authority)
            )
        return self._near[authority]

    def find(self, known: Profile, account: Row) -> set[int]:
        """Return the places of all who share a key with an account, or its UPN, and are not of
        another kind as far as both are known.
        """
        found: set[int] = set(self.upns.get(known.upn, ()))
        near = self.near(account.local_authority)
        for key in keys_of(known, account.kind) if near else ():
            for places in near:
                found.update(places.get(key, ()))
        kinds = {"", account.kind} if account.kind else {"", *KINDS}
        return {place for place in found if self.rows[place].kind in kinds}


def keys_of(known: Profile, kind: str) -> frozenset[str]:
    """Return the blocking keys of somebody whose kind may be unknown: then those of every kind."""
    kinds = (kind,) if kind else KINDS
    return frozenset(
        key
        for each in kinds
        for key in (*profile_keys(known, kind=each), *initial_keys(known, kind=each))
    )
