"""What goes into the engine and what comes out: people, verdicts and the reasons for them.

Frozen dataclasses only. This module knows no rule, and nothing of databases or pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Scope(StrEnum):
    """Where an account lives, seen from the school whose records are matched."""

    SCHOOL = "school"  # live at the record's own school
    LOCAL = "local"  # live at another school of the same local authority
    RECENT = "recent"  # recently unallocated
    ELSEWHERE = "elsewhere"  # anywhere else: only the UPN counts


class Verdict(StrEnum):
    """What is to be done with one record."""

    CERTAIN = "certain"  # link by itself
    ASK = "ask"  # a person decides among the candidates
    NEW = "new"  # nobody similar: create an account


class Agreement(StrEnum):
    """How one field of a record compares with the same field of an account."""

    SAME = "same"
    CLOSE = "close"
    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Person:
    """One person: a MIS person (a *record*) or a USO account.

    ``key`` is opaque and unique within its list. ``kind`` is "staff" or "student". Text may be any
    Unicode, "" means unknown. ``upn`` may be any text: a valid permanent one counts, a
    temporary one hardly. ``year_group`` is N1, N2, R, 1–14 or "". ``school`` and ``scope`` describe
    accounts only. ``former_upns`` are UPNs that the person had before, ``mis_ids`` the ids by which
    one and the same MIS of one school knows or knew them: ids of another are to be left out, since
    they may mean anybody.
    """

    key: str
    kind: str
    legal_forename: str = ""
    legal_surname: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    middle_names: str = ""
    former_surname: str = ""
    title: str = ""
    date_of_birth: date | None = None
    upn: str = ""
    year_group: str = ""
    school: str = ""
    scope: Scope = Scope.SCHOOL
    former_upns: tuple[str, ...] = ()
    mis_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReason:
    """How one field compared. ``why`` is plain words, or "": "Bob is short for Robert".

    ``why`` may name names, but never holds a UPN or a date of birth: pages mask those.
    """

    field: str
    agreement: Agreement
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """An account that may be the record's. ``score`` is 0..100; 50 is "as likely as not"."""

    key: str
    score: float
    scope: Scope
    reasons: tuple[FieldReason, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The engine's answer for one record.

    ``account_key`` is set only for CERTAIN. ``rule`` says what led here: "upn",
    "names_and_date_of_birth", "similar" or "none". ``score`` is the best candidate's (the linked
    one's for CERTAIN), 0 without one. ``margin`` is how far that pair leads the next best one that
    holds the same record or the same account; below 0, another pair is likelier.
    ``candidates`` has the best first (for CERTAIN the linked account first), at most 10.
    """

    record_key: str
    verdict: Verdict
    account_key: str | None = None
    rule: str = "none"
    score: float = 0.0
    margin: float = 0.0
    candidates: tuple[ScoredCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where certainty ends and where questions begin. In points of the score, ``lead`` in bits.

    ``certain``: no account below it is linked without asking, whatever else speaks for it.
    ``alike``: where names or date of birth are only alike, no account below it is either, nor one
    that leads the next best, of the record or of the account, by less than ``lead``.
    ``another_upn``: nor is one below it where only the UPN is another. ``ask``: a candidate below
    it is not worth a person's time. ``rival``: an account whose best record leads another record by
    this much is not offered to that other. ``most_candidates``: how many candidates a person is
    shown at most.
    """

    certain: float = 50.0
    alike: float = 84.0
    lead: float = 6.0
    another_upn: float = 91.0
    ask: float = 42.0
    rival: float = 20.0
    most_candidates: int = 10


DEFAULT = Thresholds()
