"""Where each detail of an account, and of its places, comes from: which column of which report gave
it, and when.

It changes nothing, and words nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from accounts.models import NameCorrection, SchoolAssociation, UsoAccount
from autoupdate.connectors import registry
from autoupdate.models import Outcome, Upload, UploadState
from autoupdate.records import ACCOUNT_FIELDS, ASSOCIATION_FIELDS
from matching.models import Link, MisPerson

#: Kind → the sub-report that describes them, and the one for those who have not started.
_REPORTS: Final[Mapping[str, tuple[str, str]]] = {
    "staff": ("staff", "staff_future"),
    "student": ("students", "students_future"),
}
#: So many changes are looked through for the newest of each detail.
_MOST_CHANGES: Final = 60


@dataclass(frozen=True, slots=True)
class Source:
    """One detail: our field, its value, the report and the column that give it ("": none does),
    since when.

    ``is_kept``: somebody corrected it by hand. ``differs``: the MIS says something else, ``said``.
    """

    field: str
    value: Any
    report: str
    caption: str
    given_at: datetime
    is_kept: bool = False
    said: Any = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class PlaceSources:
    """What a school that holds the account says of the person's place there.

    ``link`` is the one to the MIS record that says so; it has ended where the MIS no longer names
    the person, and None is: what was entered by hand.
    """

    place: SchoolAssociation
    link: Link | None
    details: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The MIS record that describes an account, its last file, and each detail that it has; then
    what is said of its places.

    ``link`` None: the record is of a school that the reader does not reach.
    """

    link: Link | None
    file_at: datetime | None
    details: tuple[Source, ...]
    places: tuple[PlaceSources, ...]


def correction_of(account: UsoAccount) -> NameCorrection | None:
    """The correction of the account's name that is in force."""
    if not account.keeps_name:
        return None
    live = NameCorrection.objects.filter(account=account, released_at__isnull=True)
    return live.select_related("made_by").first()


def sources_of(
    account: UsoAccount, links: Sequence[Link], *, places: Sequence[SchoolAssociation]
) -> Sources | None:
    """Where the details come from, if an MIS names the person now; two queries.

    ``links`` and ``places`` are those that the reader may see.
    """
    live = [each for each in links if each.ended_at is None]
    if not live:
        return None
    known = _Known.of(account, live)
    leading = next((each for each in live if each.is_leading), None)
    held = [each for each in places if each.ended_at is None]
    return Sources(
        leading,
        known.file_at(leading) if leading else None,
        known.of_account(leading) if leading else (),
        tuple(known.of_place(each, _link_at(each, links)) for each in held),
    )


def _link_at(place: SchoolAssociation, links: Sequence[Link]) -> Link | None:
    """The link to the record of the place's school that counts: a live one, of the newest MIS."""
    there = [each for each in links if each.school_mis.school_id == place.school_id]
    if place.source == "hand":
        there = [each for each in there if each.ended_at is None]
    return max(there, key=_counts, default=None)


def _counts(link: Link) -> tuple[bool, bool, datetime]:
    return link.ended_at is None, link.school_mis.ended_at is None, link.made_at


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an account's live links: the last file, and the newest change of a field."""

    account: UsoAccount
    #: Use of an MIS → its last file that describes such people.
    files: Mapping[int, Upload]
    #: (MIS person, field) → when a run last changed it.
    changed: Mapping[tuple[int, str], datetime]

    @classmethod
    def of(cls, account: UsoAccount, links: Sequence[Link]) -> _Known:
        return cls(account, _last_files(account, links), _changed(account, links))

    def file_at(self, link: Link) -> datetime | None:
        file = self.files.get(link.school_mis_id)
        return file.received_at if file else None

    def of_account(self, link: Link) -> tuple[Source, ...]:
        return tuple(
            self._source(
                field,
                self.account,
                link,
                since=link.made_at,
                is_kept=self.account.keeps_name and field.startswith("preferred_"),
            )
            for field in ACCOUNT_FIELDS
            if getattr(self.account, field)
        )

    def of_place(self, place: SchoolAssociation, link: Link | None) -> PlaceSources:
        told = [field for field in ASSOCIATION_FIELDS if getattr(place, field)]
        if link is None or link.ended_at is not None:
            details = [
                Source(each, getattr(place, each), "", "", place.started_at) for each in told
            ]
        else:
            since = max(link.made_at, place.started_at)
            details = [self._source(each, place, link, since=since) for each in told]
        return PlaceSources(place, link, tuple(details))

    def _source(
        self,
        field: str,
        about: UsoAccount | SchoolAssociation,
        link: Link,
        *,
        since: datetime,
        is_kept: bool = False,
    ) -> Source:
        person, value = link.mis_person, getattr(about, field)
        report, caption = self._column(field, link)
        said = getattr(person, field)
        at = self.changed.get((person.pk, field), since)
        return Source(field, value, report, caption, at, is_kept, said, said != value)

    def _column(self, field: str, link: Link) -> tuple[str, str]:
        """The report's name and its column, if the last file had it."""
        file = self.files.get(link.school_mis_id)
        if file is None or field not in file.known_fields:
            return "", ""
        sub_report = registry.get(link.school_mis.product).sub_report(file.sub_report)
        return sub_report.label, sub_report.field(field).captions[0]


def _report_of(person: MisPerson) -> str:
    """The sub-report in which the person stands."""
    now, future = _REPORTS[person.kind]
    return future if person.in_future and not person.in_current else now


def _last_files(account: UsoAccount, links: Sequence[Link]) -> dict[int, Upload]:
    wanted = Q()
    for each in links:
        wanted |= Q(school_mis=each.school_mis_id, sub_report=_report_of(each.mis_person))
    files = Upload.objects.filter(wanted, state=UploadState.PROCESSED)
    newest = files.order_by("school_mis_id", "-order_at").distinct("school_mis_id")
    few = newest.only("school_mis_id", "sub_report", "received_at", "known_fields")
    return {each.school_mis_id: each for each in few}


def _changed(account: UsoAccount, links: Sequence[Link]) -> dict[tuple[int, str], datetime]:
    people = [each.mis_person_id for each in links]
    outcomes = Outcome.objects.filter(account=account, mis_person__in=people).order_by("-pk")
    newest = outcomes.values_list("mis_person", "run__finished_at", "detail")[:_MOST_CHANGES]
    found: dict[tuple[int, str], datetime] = {}
    for person, at, detail in newest:
        for field in detail.get("changes", {}):
            if at is not None:
                found.setdefault((person, field), at)
    return found
