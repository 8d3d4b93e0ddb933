"""Where each detail of an account comes from: which column of which report gave it, and when.

It changes nothing, and words nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.models import NameCorrection, UsoAccount
from autoupdate.connectors import registry
from autoupdate.models import Outcome, Upload, UploadState
from autoupdate.records import ACCOUNT_FIELDS
from matching.models import Link

#: Kind → the sub-report that describes them.
_REPORTS: Final[Mapping[str, str]] = {"staff": "staff", "student": "students"}
#: So many changes are looked through for the newest of each detail.
_MOST_CHANGES: Final = 60


@dataclass(frozen=True, slots=True)
class Source:
    """One detail: our field, the report and the column that give it ("": none does), since when.

    ``is_kept``: somebody corrected it by hand. ``differs``: the MIS says something else, ``said``.
    """

    field: str
    report: str
    caption: str
    given_at: datetime | None
    is_kept: bool
    said: Any
    differs: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The MIS record that describes an account, its last file, and each detail that it has."""

    link: Link
    file_at: datetime | None
    details: tuple[Source, ...]


def correction_of(account: UsoAccount) -> NameCorrection | None:
    """The correction of the account's name that is in force."""
    if not account.keeps_name:
        return None
    live = NameCorrection.objects.filter(account=account, released_at__isnull=True)
    return live.select_related("made_by").first()


def sources_of(account: UsoAccount, links: list[Link]) -> Sources | None:
    """Where the details come from, if one of ``links`` leads the account. Two queries."""
    link = next((each for each in links if each.is_leading and each.ended_at is None), None)
    if link is None:
        return None
    file = _last_file(link, account.kind)
    changed = _changed(account, link)
    captions = _captions(link, account.kind, file)
    details = tuple(
        Source(
            field,
            captions.get(field, ("", ""))[0],
            captions.get(field, ("", ""))[1],
            changed.get(field, link.made_at),
            account.keeps_name and field.startswith("preferred_"),
            getattr(link.mis_person, field),
            getattr(link.mis_person, field) != getattr(account, field),
        )
        for field in ACCOUNT_FIELDS
        if getattr(account, field)
    )
    return Sources(link, file.received_at if file else None, details)


def _last_file(link: Link, kind: str) -> Any:
    files = Upload.objects.filter(
        school_mis=link.school_mis_id, sub_report=_REPORTS[kind], state=UploadState.PROCESSED
    )
    return files.only("received_at", "known_fields").order_by("-order_at").first()


def _captions(link: Link, kind: str, file: Any) -> dict[str, tuple[str, str]]:
    """Field → the report's name and its column, for the columns that the last file had."""
    known = frozenset(file.known_fields) if file else frozenset()
    for each in registry.get(link.school_mis.product).sub_reports():
        if each.code == _REPORTS[kind]:
            return {
                field.code: (each.label, field.captions[0])
                for field in each.fields
                if field.code in known
            }
    return {}


def _changed(account: UsoAccount, link: Link) -> dict[str, datetime]:
    """Field → when a run last changed it since the link was made."""
    outcomes = Outcome.objects.filter(account=account, mis_person=link.mis_person_id)
    newest = outcomes.order_by("-pk").values_list("run__finished_at", "detail")[:_MOST_CHANGES]
    found: dict[str, datetime] = {}
    for at, detail in newest:
        for field in detail.get("changes", {}):
            if at is not None:
                found.setdefault(field, at)
    return found
