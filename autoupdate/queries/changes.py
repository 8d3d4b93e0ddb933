"""What came of a change of MIS: re-linked, to be matched, missing, new. It changes nothing.

All is worked out from links as they are now, so that a match made a minute ago counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import AccountKind, School, SchoolMis
from autoupdate.models import ChangeState, MisChange, Upload, UploadState
from autoupdate.processing.changeover import name_pairs
from autoupdate.records import PERSON_FIELDS
from matching.models import Candidate, Link, MisPerson, Standing

_NAMES = tuple(name for name in PERSON_FIELDS if name.endswith(("forename", "surname")))


class Spared(StrEnum):
    """Why somebody who is missing keeps the account although nobody said so."""

    ASKED_ABOUT = "asked_about"
    SAME_NAME = "same_name"
    NOT_STARTED = "not_started"


#: Why somebody is spared, in words; ``{mis}`` is the new MIS.
SPARED_WORDS: Mapping[Spared, str] = MappingProxyType(
    {
        Spared.ASKED_ABOUT: "May be somebody in {mis} who requires matching",
        Spared.SAME_NAME: "Somebody of this name is in {mis}, without an account so far",
        Spared.NOT_STARTED: "Has not started yet, and {mis} may not send them before",
    }
)


def waiting_change(school: School) -> MisChange | None:
    """The school's change that nobody has confirmed or taken back, or None."""
    waiting = MisChange.objects.filter(school=school, state=ChangeState.WAITING)
    return waiting.select_related("before", "after", "changed_by").first()


def relinked(change: MisChange) -> QuerySet[Any]:
    """Live links of the new MIS to accounts that somebody of the former MIS had."""
    return _links(change).filter(Exists(_before(change)))


def arrived(change: MisChange) -> QuerySet[Any]:
    """Live links of the new MIS to accounts that nobody of the former MIS had."""
    return _links(change).filter(~Exists(_before(change)))


def _links(change: MisChange) -> QuerySet[Any]:
    live = Link.objects.filter(school_mis=change.after_id, ended_at__isnull=True)
    return live.select_related("mis_person", "account", "made_by")


def _before(change: MisChange) -> QuerySet[Link]:
    """The links of an account as they were when the MIS changed."""
    return Link.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=change.changed_at),
        account=OuterRef("account"),
        school_mis=change.before_id,
    )


def to_match(change: MisChange) -> QuerySet[Any]:
    """People of the new MIS who require matching, with ``num_offers``."""
    people = MisPerson.objects.filter(
        school_mis=change.after_id, standing=Standing.REQUIRES_MATCHING
    )
    counted: QuerySet[Any] = people.annotate(num_offers=Count("candidates"))
    return counted


def unlinked(change: MisChange) -> QuerySet[Any]:
    """Live links of the former MIS to accounts that nobody of the new one has."""
    now = Link.objects.filter(
        account=OuterRef("account"), school_mis=change.after_id, ended_at__isnull=True
    )
    live = Link.objects.filter(~Exists(now), school_mis=change.before_id, ended_at__isnull=True)
    return live.select_related("mis_person", "account")


def kinds_heard(school_mis: SchoolMis) -> frozenset[str]:
    """The kinds of people of whom a current export of the MIS has been processed."""
    present = MisPerson.objects.filter(school_mis=school_mis, in_current=True)
    return frozenset(present.order_by().values_list("kind", flat=True).distinct())


def last_seen(change: MisChange) -> dict[str, Any]:
    """Kind → when the last processed export of the former MIS came, as far as there is one."""
    reports = {AccountKind.STAFF.value: "staff", AccountKind.STUDENT.value: "students"}
    files = Upload.objects.filter(school_mis=change.before_id, state=UploadState.PROCESSED)
    newest = files.order_by("report", "-received_at").distinct("report")
    by_report = dict(newest.values_list("report", "received_at"))
    return {kind: by_report[code] for kind, code in reports.items() if code in by_report}


@dataclass(frozen=True)
class Missing:
    """Everybody whom the new MIS does not have, and what is to become of them.

    ``links`` are of kinds that the new MIS has sent; ``unheard`` of kinds it has not, who are not
    missing at all. ``kept`` leads from an account to the reason somebody gave.
    """

    change: MisChange
    links: tuple[Link, ...]
    unheard: tuple[Link, ...]
    kept: Mapping[int, str]
    num_linked: int

    @cached_property
    def spared(self) -> Mapping[int, Spared]:
        """Account → why it is kept although nobody said so."""
        asked = frozenset(
            Candidate.objects.filter(
                mis_person__school_mis=self.change.after_id,
                mis_person__standing=Standing.REQUIRES_MATCHING,
            ).values_list("account", flat=True)
        )
        names = _names_without_account(self.change)
        found = ((each.account_id, _why(each, asked, names)) for each in self.links)
        return {account: why for account, why in found if why and account not in self.kept}

    @property
    def going(self) -> tuple[Link, ...]:
        """Those who lose the association once the change is confirmed."""
        return tuple(
            each
            for each in self.links
            if each.account_id not in self.kept and each.account_id not in self.spared
        )

    @property
    def staying(self) -> tuple[Link, ...]:
        """Those who keep it, and are looked after by hand from then on."""
        going = {each.pk for each in self.going}
        return tuple(each for each in (*self.links, *self.unheard) if each.pk not in going)

    @property
    def is_unusual(self) -> bool:
        """Whether so many go that the reader is warned."""
        number = len(self.going)
        return number > settings.BRAKE_NUMBER and number > settings.BRAKE_SHARE * self.num_linked


def missing(change: MisChange) -> Missing:
    """Who is missing in the new MIS; four queries, and two more for who is spared."""
    heard = kinds_heard(change.after)
    rows = list(unlinked(change).order_by("account__legal_surname", "account__legal_forename"))
    by_kind = Link.objects.filter(school_mis=change.before_id, ended_at__isnull=True)
    return Missing(
        change,
        tuple(each for each in rows if each.account.kind in heard),
        tuple(each for each in rows if each.account.kind not in heard),
        dict(change.kept.values_list("account", "reason")),
        by_kind.filter(account__kind__in=heard).count(),
    )


def _names_without_account(change: MisChange) -> frozenset[tuple[str, str, str]]:
    """(kind, forename, surname) of whoever is in the new MIS and has no account."""
    people = MisPerson.objects.filter(school_mis=change.after_id, absent_since__isnull=True)
    rows = people.exclude(standing=Standing.LINKED).values("kind", *_NAMES)
    return frozenset((row["kind"], *names) for row in rows for names in name_pairs(row))


def _why(link: Link, asked: frozenset[int], names: Iterable[tuple[str, str, str]]) -> Spared | None:
    person = link.mis_person
    if link.account_id in asked:
        return Spared.ASKED_ABOUT
    goes_by = name_pairs({name: getattr(person, name) for name in _NAMES})
    if any((person.kind, *each) in names for each in goes_by):
        return Spared.SAME_NAME
    if person.in_future and not person.in_current:
        return Spared.NOT_STARTED
    return None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people each of the four lists has."""

    relinked: int
    to_match: int
    missing: int
    arrived: int


def counts_of(change: MisChange) -> Counts:
    """The four numbers; five queries."""
    heard = kinds_heard(change.after)
    return Counts(
        relinked(change).count(),
        MisPerson.objects.filter(
            school_mis=change.after_id, standing=Standing.REQUIRES_MATCHING
        ).count(),
        unlinked(change).filter(account__kind__in=heard).count(),
        arrived(change).count(),
    )


def created(change: MisChange) -> QuerySet[Any]:
    """The accounts that nights created while the change waited, by name."""
    rows = change.accounts.filter(was_created=True).select_related("account")
    known: QuerySet[Any] = rows.annotate(is_allocated=Q(account__unallocated_at__isnull=True))
    return known.order_by(F("account__legal_surname"), F("account__legal_forename"), "pk")
