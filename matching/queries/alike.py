"""Who may be the person that an account is asked for: accounts, and people who wait in the MIS.

The engine judges, with what was entered as its record; nothing is changed or decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.bulk.accounts import DETAILS, PLACE_DETAILS
from accounts.bulk.statements import fetch
from accounts.models import School, SchoolAssociation, UsoAccount
from matching.engine import MatchResult, Person, Scope, ScoredCandidate, match
from matching.keys import person_of, stored_keys
from matching.models import MisPerson, Standing

#: Those of the MIS who have no account and may get one.
WAITING = (
    Standing.REQUIRES_MATCHING,
    Standing.INCOMPLETE,
    Standing.NOT_STARTED,
    Standing.EXCLUDED,
)
_WITH_KEYS = "SELECT accounts_with_keys(%s::varchar[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The person an account is asked for, as somebody entered them."""

    kind: str
    legal_forename: str
    legal_surname: str
    date_of_birth: date
    title: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    year_group: str = ""
    reg_group: str = ""
    job_title: str = ""
    starts_on: date | None = None

    @property
    def display_name(self) -> str:
        """The name people use: preferred where there is one, legal otherwise."""
        forename = self.preferred_forename or self.legal_forename
        surname = self.preferred_surname or self.legal_surname
        return f"{forename} {surname}".strip()

    def values_of(self, names: Sequence[str]) -> dict[str, Any]:
        """Field → value for an account or an association; what nobody enters is empty."""
        known = asdict(self)
        return {name: known.get(name, "") for name in names}

    @property
    def person(self) -> Person:
        """The same for the engine."""
        details = self.values_of((*DETAILS, "year_group"))
        return person_of("wanted", self.kind, details)

    @property
    def place(self) -> tuple[Any, ...]:
        """What the school says of them: the values of PLACE_DETAILS."""
        return tuple(self.values_of(PLACE_DETAILS).values())


WANTED_FIELDS = tuple(each.name for each in fields(Wanted))


@dataclass(frozen=True, slots=True)
class Alike:
    """Who is similar, the likeliest first, each with the engine's reasons.

    ``ours`` are the ids of those accounts that the school holds.
    """

    accounts: tuple[tuple[UsoAccount, ScoredCandidate], ...]
    people: tuple[tuple[MisPerson, ScoredCandidate], ...]
    ours: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.accounts or self.people)

    @property
    def names(self) -> dict[str, str]:
        """``account:12`` or ``person:12`` → who that is."""
        accounts = {f"account:{each.pk}": str(each) for each, _ in self.accounts}
        return accounts | {f"person:{each.pk}": str(each) for each, _ in self.people}

    def account(self, account_id: int) -> UsoAccount | None:
        """The account of that id, if it is similar."""
        return next((each for each, _ in self.accounts if each.pk == account_id), None)


def alike(wanted: Wanted, *, school: School) -> Alike:
    """Everybody at the school, in its authority or unallocated not long ago who is similar, and
    everybody who waits in the school's MIS and is. A handful of queries."""
    record = wanted.person
    accounts = {str(each.pk): each for each in _accounts(record, school)}
    people = {str(each.pk): each for each in _waiting(record, school)}
    known = [_person(key, each, _scope(each, school)) for key, each in accounts.items()]
    waiting = [_person(key, each, Scope.SCHOOL) for key, each in people.items()]
    return Alike(
        tuple((accounts[each.key], each) for each in _similar(record, known)),
        tuple((people[each.key], each) for each in _similar(record, waiting)),
        frozenset(each.pk for each in accounts.values() if each.is_ours),
    )


def _accounts(record: Person, school: School) -> list[Any]:
    """The accounts that share a key with the record, and all that the school holds by hand."""
    found = fetch(_WITH_KEYS, [stored_keys(record, la_code=school.local_authority.code)])
    here = SchoolAssociation.objects.filter(school=school, ended_at__isnull=True)
    recent = timezone.now() - timedelta(days=settings.RECENTLY_UNALLOCATED_DAYS)
    ours = here.filter(account=OuterRef("pk"))
    known = UsoAccount.objects.filter(
        Q(pk__in=[row[0] for row in found])
        | Q(pk__in=here.filter(source="hand").values("account")),
        Q(unallocated_at__isnull=True) | Q(unallocated_at__gt=recent),
        kind=record.kind,
    )
    return list(
        known.annotate(is_ours=Exists(ours), year_group=Subquery(ours.values("year_group")[:1]))
    )


def _waiting(record: Person, school: School) -> list[MisPerson]:
    return list(
        MisPerson.objects.filter(
            school_mis__school=school,
            school_mis__ended_at__isnull=True,
            kind=record.kind,
            standing__in=WAITING,
            absent_since__isnull=True,
        ).select_related("school_mis")
    )


def _person(key: str, known: UsoAccount | MisPerson, scope: Scope) -> Person:
    details = {name: getattr(known, name) for name in DETAILS}
    details["year_group"] = getattr(known, "year_group", "") or ""
    return person_of(key, known.kind, details, scope=scope)


def _scope(account: Any, school: School) -> Scope:
    if account.is_ours:
        return Scope.SCHOOL
    if account.local_authority_id != school.local_authority_id:
        return Scope.ELSEWHERE
    return Scope.LOCAL if account.unallocated_at is None else Scope.RECENT


def _similar(record: Person, others: Sequence[Person]) -> tuple[ScoredCandidate, ...]:
    found: dict[str, MatchResult] = match([record], others)
    return found[record.key].candidates


def people_alike(account: UsoAccount, *, school: School) -> tuple[tuple[MisPerson, Any], ...]:
    """Those who wait in the school's MIS and are similar to an account that the school holds."""
    place = account.associations.filter(school=school, ended_at__isnull=True).first()
    details = {name: getattr(account, name) for name in DETAILS}
    details["year_group"] = place.year_group if place else ""
    record = person_of("account", account.kind, details)
    people = {str(each.pk): each for each in _waiting(record, school)}
    waiting = [_person(key, each, Scope.SCHOOL) for key, each in people.items()]
    return tuple((people[each.key], each) for each in _similar(record, waiting))
