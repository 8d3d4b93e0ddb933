"""The people of a whole base: accounts, where they are held, MIS persons, links, and who waits.

It draws rows and writes them by COPY; it knows no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from django.utils import timezone

from accounts.bulk.rows import copy_rows
from accounts.bulk.usernames import stem_of, username
from accounts.models import NameEntry, SchoolAssociation, SchoolMis, UsoAccount
from accounts.name_words import marks_of, spelled
from autoupdate.models import Outcome
from matching.engine import ascii_letters
from matching.models import Candidate, Link, MisPerson
from sandbox.benchmark.base_life import Member
from sandbox.names.draw import NamePicker, PersonName

_SHARE_STAFF: Final = 0.12
_SHARE_GONE: Final = 0.06
_SHARE_CHANGED: Final = 0.02
#: Of fifty accounts of a school one is held without its MIS since the link ended, one by hand.
_OF: Final = 50
_LINK_ENDED, _BY_HAND = 7, 32
_STANDINGS: Final = {
    "requires_matching": "requires_matching",
    "incomplete": "no_date_of_birth",
    "not_started": "not_started",
    "excluded": "name_excluded",
}
_YEARS: Final = ("R", *map(str, range(1, 12)))
_NAMES: Final = ("legal_forename", "legal_surname", "middle_names")
_BLANK: Final = ("title", "preferred_forename", "preferred_surname", "former_surname", "email")
_COLUMNS: Final[dict[Any, tuple[str, ...]]] = {
    UsoAccount: (
        *("id", "kind", "username", "local_authority", "date_of_birth", "upn", "origin"),
        *("created_at", "latest_move", "latest_move_at", "unallocated_at", "blocking_keys"),
        *_NAMES,
        *_BLANK,
    ),
    SchoolAssociation: (
        *("id", "account", "school", "source", "year_group", "reg_group", "job_title"),
        *("started_at", "ended_at", "end_reason"),
    ),
    MisPerson: (
        *("id", "school_mis", "kind", "mis_id", "date_of_birth", "upn", "year_group"),
        *("reg_group", "job_title", "in_current", "in_future", "absent_since", "first_seen_at"),
        *("standing", "standing_code", "standing_since"),
        *_NAMES,
        *_BLANK,
        *("external_id", "admission_number", "house", "staff_code"),
    ),
    Link: (
        *("mis_person", "school_mis", "account", "is_leading", "made", "made_at", "reasons"),
        *("ended_at", "end_reason"),
    ),
    NameEntry: ("account", "spelling", "marks"),
    Candidate: ("mis_person", "account", "score", "scope", "reasons"),
    Outcome: (
        *("run", "mis_person", "account", "kind", "situation", "reaction", "code", "detail"),
    ),
}
#: Tables whose ids are given here, since others refer to them.
NUMBERED: Final = (UsoAccount, SchoolAssociation, MisPerson)


@dataclass(frozen=True, slots=True)
class _Somebody:
    """One person as drawn."""

    kind: str
    name: PersonName
    born: date
    upn: str
    place: tuple[str, str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The values of the names, and of what is blank."""
        return (self.name.forename, self.name.surname, self.name.middle_names, "", "", "", "", "")


@dataclass(slots=True)
class PeopleWriter:
    """Draws the people of one school after another, and writes them some schools at a time."""

    rng: Random
    surnames: list[str] = field(default_factory=list)
    _rows: dict[Any, list[Sequence[Any]]] = field(default_factory=lambda: {m: [] for m in _COLUMNS})
    _given: dict[Any, int] = field(default_factory=dict)
    _stems: Counter[str] = field(default_factory=Counter)
    _num_people: int = 0

    def __post_init__(self) -> None:
        for model in NUMBERED:
            last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            self._given[model] = last or 0

    def add(
        self, school_mis: SchoolMis, *, num_accounts: int, num_waiting: int, run: int
    ) -> list[Member]:
        """The people of one school: those with an account, and those who wait for one.

        Returns those with an account who are in its MIS.
        """
        members = []
        for at in range(num_accounts):
            somebody = self._somebody()
            if at % _OF == _BY_HAND:
                self._account(somebody, school_mis, started=self._started(), gone=None, hand="hand")
            elif at % _OF == _LINK_ENDED:
                self._without_mis(somebody, school_mis)
            else:
                members += self._with_account(somebody, school_mis, run=run)
        for at in range(num_waiting):
            self._waiting(school_mis, standing=list(_STANDINGS)[at % len(_STANDINGS)])
        if len(self._rows[UsoAccount]) > 20_000:
            self.write()
        return members

    def write(self) -> None:
        """Write what was drawn, each table with one COPY."""
        for model, columns in _COLUMNS.items():
            copy_rows(model, columns, self._rows[model])
            self._rows[model] = []

    def _next(self, model: Any) -> int:
        self._given[model] += 1
        return self._given[model]

    def _started(self) -> datetime:
        return timezone.now() - timedelta(days=self.rng.randrange(1, 1200))

    def _with_account(
        self, somebody: _Somebody, school_mis: SchoolMis, *, run: int
    ) -> list[Member]:
        """Somebody whom the MIS brought; some have left, and some were changed last night."""
        rng, started = self.rng, self._started()
        gone = None
        if rng.random() < _SHARE_GONE:
            gone = max(started, timezone.now() - timedelta(days=rng.randrange(1, 300)))
        account_id = self._account(somebody, school_mis, started=started, gone=gone)
        person_id = self._linked(somebody, school_mis, account_id, started=started, gone=gone)
        if gone is not None:
            return []
        if rng.random() < _SHARE_CHANGED:
            changes = {"changes": {"reg_group": ["3A", "3B"]}}
            self._rows[Outcome].append(
                (
                    *(run, person_id, account_id, somebody.kind),
                    *("linked_changed", "update", "updated", changes),
                )
            )
        return [Member(person_id, somebody.place[1], somebody.name.surname)]

    def _without_mis(self, somebody: _Somebody, school_mis: SchoolMis) -> None:
        """Somebody whom the MIS no longer has, and whose account the school holds all the same."""
        started = self._started()
        account_id = self._account(somebody, school_mis, started=started, gone=None)
        gone = max(started, timezone.now() - timedelta(days=self.rng.randrange(1, 300)))
        self._linked(somebody, school_mis, account_id, started=started, gone=gone)

    def _account(
        self,
        somebody: _Somebody,
        school_mis: SchoolMis,
        *,
        started: datetime,
        gone: datetime | None,
        hand: str = "",
    ) -> int:
        """The account, held at the school until ``gone``; ``hand`` where no MIS brought it."""
        if somebody.name.surname and len(self.surnames) < 5_000:
            self.surnames.append(somebody.name.surname)
        authority = school_mis.school.local_authority
        account_id = self._next(UsoAccount)
        name = self._username(somebody, code=authority.code)
        spelling = spelled(somebody.names[:3], username=name)
        marks = marks_of(spelling, kind=somebody.kind, authorities=[authority.pk])
        self._rows[UsoAccount].append(
            (
                *(account_id, somebody.kind, name, authority.pk, somebody.born, somebody.upn),
                *(hand or "night", started, "created", started, gone, [], *somebody.names),
            )
        )
        self._rows[SchoolAssociation].append(
            (
                *(self._next(SchoolAssociation), account_id, school_mis.school_id, hand or "mis"),
                *(*somebody.place, started, gone, "left" if gone else ""),
            )
        )
        self._rows[NameEntry].append((account_id, spelling, marks))
        return account_id

    def _linked(
        self,
        somebody: _Somebody,
        school_mis: SchoolMis,
        account_id: int,
        *,
        started: datetime,
        gone: datetime | None,
    ) -> int:
        """The MIS person of an account with the link; returns the person."""
        person_id = self._person(somebody, school_mis, started, absent_since=gone)
        left = "left" if gone else ""
        self._rows[Link].append(
            (person_id, school_mis.pk, account_id, True, "created", started, [], gone, left)
        )
        return person_id

    def _waiting(self, school_mis: SchoolMis, *, standing: str) -> None:
        person_id = self._person(
            self._somebody(), school_mis, timezone.now(), absent_since=None, standing=standing
        )
        if standing == "requires_matching":
            offered = {max(1, self._given[UsoAccount] - self.rng.randrange(200)) for _ in range(2)}
            self._rows[Candidate].extend(
                (person_id, account_id, 80.0, "school", []) for account_id in offered
            )

    def _person(
        self,
        somebody: _Somebody,
        school_mis: SchoolMis,
        since: Any,
        *,
        absent_since: Any,
        standing: str = "linked",
    ) -> int:
        person_id, is_here = self._next(MisPerson), absent_since is None
        self._num_people += 1
        stands = standing if is_here else "left"
        code = _STANDINGS.get(standing, "created") if is_here else "left_not_in_export"
        self._rows[MisPerson].append(
            (
                *(person_id, school_mis.pk, somebody.kind, str(self._num_people), somebody.born),
                *(somebody.upn, *somebody.place, is_here, False, absent_since, since),
                *(stands, code, absent_since or since, *somebody.names, "", "", "", ""),
            )
        )
        return person_id

    def _username(self, somebody: _Somebody, *, code: str) -> str:
        stem = stem_of(somebody.name.forename, somebody.name.surname, letters=ascii_letters)
        self._stems[f"{stem}.{code}"] += 1
        return username(stem, self._stems[f"{stem}.{code}"], code)

    def _somebody(self) -> _Somebody:
        rng, names = self.rng, NamePicker(self.rng)
        is_staff = rng.random() < _SHARE_STAFF
        community = names.staff_community() if is_staff else names.student_community()
        age = rng.randrange(22, 65) if is_staff else rng.randrange(4, 16)
        born = date(timezone.localdate().year - age, rng.randrange(1, 13), rng.randrange(1, 28))
        surname = names.surname(community)
        name = names.person(community, names.sex(), born=born.year, surname=surname)
        year = _YEARS[min(age - 4, len(_YEARS) - 1)]
        place = ("", "", "Teacher") if is_staff else (year, f"{year}{rng.choice('ABC')}", "")
        upn = "" if is_staff else f"A{rng.randrange(10**12):012}"
        return _Somebody("staff" if is_staff else "student", name, born, upn, place)
