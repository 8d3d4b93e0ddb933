"""What the night knows of a school before it decides: plain values, read in a few queries.

Pure: no database, no Celery. Tuples of values are in the order of ``records.PERSON_FIELDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from autoupdate.records import (
    ACCOUNT_FIELDS,
    ASSOCIATION_FIELDS,
    PERSON_FIELDS,
    Kind,
    ParsedExport,
    PersonRecord,
)

#: A record's values in the order of PERSON_FIELDS.
values_of = attrgetter(*PERSON_FIELDS)

NUM_ACCOUNT = len(ACCOUNT_FIELDS)
NUM_PLACED = NUM_ACCOUNT + len(ASSOCIATION_FIELDS)
AT = {name: at for at, name in enumerate(PERSON_FIELDS)}

#: A blank in one of these is missing data, never a wish to blank what USO has.
NEVER_BLANKED = frozenset({"legal_forename", "legal_surname", "date_of_birth", "upn"})

#: Where the names are that somebody may correct by hand; no MIS changes them meanwhile.
PREFERRED_AT = (AT["preferred_forename"], AT["preferred_surname"])

PersonKey = tuple[Kind, str]

T = TypeVar("T")


def expect(value: T | None) -> T:
    """The value itself, where a situation promises one; ValueError if the promise is broken."""
    if value is None:
        raise ValueError("A situation promised a value that is not there.")
    return value


class KnownPerson(NamedTuple):
    """A MIS person as kept, with the account they are linked to, if any.

    ``account_values`` and ``place_values`` are the account's and the association's own present
    values (None without a live link or association): hand edits show as a difference.
    ``former_account_id`` is the account of the latest ended link of somebody unlinked.
    ``kept_at``: where the account's values are that somebody corrected by hand. ``is_let_go``:
    staff ended its association here since it was linked.
    """

    person_id: int
    kind: Kind
    mis_id: str
    values: tuple[Any, ...]
    in_current: bool
    in_future: bool
    standing: str
    standing_code: str
    link_id: int | None = None
    is_leading: bool = False
    account_id: int | None = None
    account_values: tuple[Any, ...] | None = None
    association_id: int | None = None
    place_values: tuple[Any, ...] | None = None
    former_account_id: int | None = None
    kept_at: tuple[int, ...] = ()
    is_let_go: bool = False

    @property
    def is_present(self) -> bool:
        """Whether they stood in the last processed export of any sub-report."""
        return self.in_current or self.in_future


@dataclass(frozen=True, slots=True)
class ExcludedPattern:
    """A name that should not be in USO, normalised; "" and None mean "any"."""

    kind: str
    forename: str
    surname: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class KindExports:
    """The exports of one kind of person that arrived for this run; None = none arrived."""

    current: ParsedExport[PersonRecord] | None = None
    future: ParsedExport[PersonRecord] | None = None

    @property
    def arrived(self) -> bool:
        """Whether anything of this kind arrived."""
        return self.current is not None or self.future is not None

    @property
    def num_left_out(self) -> int:
        """How many rows named nobody."""
        return sum(each.num_left_out for each in (self.current, self.future) if each)


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """All that a decision about one school's people may depend on."""

    today: date
    exports: Mapping[Kind, KindExports]
    known: Mapping[PersonKey, KnownPerson]
    accepts_future: Mapping[Kind, bool] = field(default_factory=dict)
    excluded: tuple[ExcludedPattern, ...] = ()
