"""What a new description means for what is kept: unknown columns and blanks never erase.

Pure: no database, no Celery.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from autoupdate.processing.facts import AT, NEVER_BLANKED, NUM_ACCOUNT, NUM_PLACED
from autoupdate.records import PERSON_FIELDS

_KEEP, _TAKE, _TAKE_UNLESS_BLANK = range(3)
_LEGAL, _PREFERRED = AT["legal_surname"], AT["preferred_surname"]


class Merge:
    """How the columns of one export count against kept values.

    A field whose column did not come is unknown: what is kept stays. A blank in a field that is
    never blanked (names, date of birth, UPN) stays too. Everything else is taken as given.

    Where the surname stands in for a legal surname that did not come, it is taken for those who
    have the same legal surname; one of its own is kept.
    """

    __slots__ = ("_account", "_all", "_placed", "_stands_in")

    def __init__(self, known_fields: Collection[str]) -> None:
        self._all = tuple(
            _KEEP
            if name not in known_fields
            else _TAKE_UNLESS_BLANK
            if name in NEVER_BLANKED
            else _TAKE
            for name in PERSON_FIELDS
        )
        came = {"legal_surname", "preferred_surname"}.intersection(known_fields)
        self._stands_in = came == {"preferred_surname"}
        self._account = self._all[:NUM_ACCOUNT]
        self._placed = self._all[NUM_ACCOUNT:NUM_PLACED]

    def __call__(self, given: tuple[Any, ...], kept: tuple[Any, ...]) -> tuple[Any, ...]:
        """All values of a MIS person, merged."""
        merged = _merged(self._all, given, kept)
        return _with_surname(merged, given, kept) if self._stands_in else merged

    def account(
        self,
        given: tuple[Any, ...],
        kept: tuple[Any, ...] | None,
        *,
        kept_at: Collection[int] = (),
    ) -> tuple[Any, ...]:
        """The values of the account that a MIS person describes, merged.

        What stands at ``kept_at`` was corrected by hand: there the MIS does not count.
        """
        if kept is None:
            return given
        merged = _merged(self._account, given, kept)
        if self._stands_in:
            merged = _with_surname(merged, given, kept)
        if not kept_at:
            return merged
        return tuple(kept[at] if at in kept_at else value for at, value in enumerate(merged))

    def placed(self, given: tuple[Any, ...], kept: tuple[Any, ...] | None) -> tuple[Any, ...]:
        """The values of the association at this school, merged."""
        return given if kept is None else _merged(self._placed, given, kept)


def _merged(
    rules: tuple[int, ...], given: tuple[Any, ...], kept: tuple[Any, ...]
) -> tuple[Any, ...]:
    return tuple(
        new if rule == _TAKE or (rule == _TAKE_UNLESS_BLANK and new) else old
        for rule, new, old in zip(rules, given, kept, strict=True)
    )


def _with_surname(
    merged: tuple[Any, ...], given: tuple[Any, ...], kept: tuple[Any, ...]
) -> tuple[Any, ...]:
    """The values with the surname as the legal one, unless the person has another legal one."""
    has_own = kept[_LEGAL] and kept[_PREFERRED] and kept[_LEGAL] != kept[_PREFERRED]
    if has_own or not given[_LEGAL]:
        return merged
    return (*merged[:_LEGAL], given[_LEGAL], *merged[_LEGAL + 1 :])
