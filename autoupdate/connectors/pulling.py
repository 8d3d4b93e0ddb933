"""What a connector does that fetches: the shapes its ``puller`` is given and answers with.

A puller turns a vendor's answers into rows of texts under the vendor's own words; the door filters
and stores them as it does an uploaded file's. No knowledge of any one MIS or the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.reports import SubReport
from autoupdate.connectors.trouble import VendorTrouble

#: A vendor's word (a caption that ``fields.py`` declares) → text. A value that is blank is "";
#: a property that was refused or not asked for is absent from every row.
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """All that is known of how to reach one school's MIS.

    ``endpoint``: the base URL of the school's data, "" unknown. ``reference``: the school's name
    at the vendor (a DfE number without its slash where the vendor uses that). ``secrets``: what
    was entered or granted. ``partner``: the portal's own standing with the vendor: ``url``,
    ``id``, ``secret``, and ``test_hosts`` (``host:port`` with commas between). ``remember`` keeps
    renewed secrets, at once and for good; ``alone`` keeps others from renewing meanwhile (None:
    there are no others).
    """

    endpoint: str
    reference: str
    dfe_number: str
    secrets: Mapping[str, str]
    partner: Mapping[str, str]
    remember: Callable[[Mapping[str, str]], None] = field(default=lambda _: None)
    alone: Callable[[], AbstractContextManager[Mapping[str, str]]] | None = None

    def renewing(self) -> AbstractContextManager[Mapping[str, str]]:
        """The secrets that are kept at this moment, while nobody else renews them.

        Vendors take a rotating token that comes twice for a stolen one, and end the approval.
        """
        return self.alone() if self.alone else nullcontext({})

    def secret(self, name: str) -> str:
        """One secret. Raises VendorTrouble: credentials_missing."""
        if not self.secrets.get(name):
            raise VendorTrouble("credentials_missing")
        return self.secrets[name]

    def of_partner(self, name: str) -> str:
        """One of the portal's own values. Raises VendorTrouble: partner_missing."""
        return _of_partner(self.partner, name)


def _of_partner(partner: Mapping[str, str], name: str) -> str:
    if not partner.get(name):
        raise VendorTrouble("partner_missing")
    return partner[name]


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far one pull is; ``num_pages`` and ``num_people`` are of the sub-report at hand.

    ``num_expected`` is the vendor's own total where it gives one.
    """

    num_pages: int = 0
    num_people: int = 0
    num_expected: int | None = None


@dataclass(slots=True, kw_only=True)
class Session:
    """One pull or check of one school: the client, the access, today, and whom to tell.

    ``refused`` collects what the vendor does not let us read, as people read it: our label of the
    field and the vendor's word, ``UPN (UkDfe_UpnAssignment.upn)``. The field is then unknown.
    """

    client: VendorClient
    access: Access
    today: date
    telling: Callable[[Progress], None] = field(default=lambda _: None)
    progress: Progress = field(default_factory=Progress)
    refused: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """A new sub-report begins."""
        self.progress = Progress()
        self.refused = set()

    def turn_page(self, num_people: int, *, num_expected: int | None = None) -> None:
        """A page more has come, with so many rows on it."""
        self.progress.num_pages += 1
        self.progress.num_people += num_people
        if num_expected is not None:
            self.progress.num_expected = num_expected
        self.telling(self.progress)


class Puller(Protocol):
    """Fetches one school's data in one session."""

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """All rows of a sub-report, complete or with a VendorTrouble at the end.

        ``wanted`` are the field codes that the school uploads: no other property is asked for
        where the vendor lets one choose, and none that could not be asked without is kept.
        """
        ...

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The least that shows whether the sub-report can be read: a row of each list it needs.

        Raises VendorTrouble; properties refused are collected in the session.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What an approval at the vendor brought."""

    endpoint: str = ""
    reference: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One approval under way: ``state`` comes back from the vendor, ``verifier`` stays here."""

    state: str
    verifier: str
    return_to: str
    partner: Mapping[str, str]

    def of_partner(self, name: str) -> str:
        """One of the portal's own values. Raises VendorTrouble: partner_missing."""
        return _of_partner(self.partner, name)


class Approval(Protocol):
    """How a school approves at its vendor, and takes it back."""

    def address(self, asking: Asking) -> str:
        """Where the school's browser is sent to approve."""
        ...

    def exchange(self, client: VendorClient, asking: Asking, *, code: str) -> Granted:
        """What the code that came back stands for. Raises VendorTrouble."""
        ...

    def revoke(self, client: VendorClient, access: Access) -> bool:
        """Give the approval back; whether the vendor has a way to hear of it.

        Raises VendorTrouble.
        """
        ...


def text_of(value: Any) -> str:
    """A JSON value as an export would say it; lists are the caller's to unfold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
