"""What the pull contract asks of an adapter, and the few things that every adapter does alike.

To add an MIS: a class in a file of its own with what differs, and a line in ``ADAPTERS``. Then
every test of ``test_pulls.py``, ``test_pull_faults.py`` and ``test_pull_bars.py`` runs for it.
"""

from __future__ import annotations

import math
import ssl
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, SubReport
from autoupdate.connectors.http import Limits, VendorClient
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.pulling import Access, Asking, Puller, Row, Session
from autoupdate.connectors.tabular.rows import GivenRows
from autoupdate.records import ParsedExport
from sandbox.people import Contact
from sandbox.vendors.core.requestlog import Seen
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser

BACK = "http://localhost:9/back"
#: A patient client in a hurry: as many tries as ever, but no waiting and little data.
#: Small answers and few tries; but patient, for a busy machine takes its time over each.
QUICK = Limits(connect_s=30, read_s=30, total_s=60, max_bytes=8_000_000, num_tries=3)
VERIFIER = "v" * 64


class Adapter(ABC):
    """One pretend vendor, with two schools: ``oak`` and ``high``."""

    code: ClassVar[str]
    #: Sub-report → the name of its main list in the vendor's faults and log of requests.
    lists: ClassVar[Mapping[str, str]]
    #: What a school that took its consent back inside the vendor's pages is.
    withdrawn: ClassVar[str] = "not_authorised"
    #: Kinds of fault that come to something else here than with the others → the trouble's code.
    troubles: ClassVar[Mapping[str, str]] = {}
    #: (sub-report, field) that this MIS does not have as the pretend school has it.
    differing: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    #: Problems that the pretend school has in this MIS alone.
    problems: ClassVar[frozenset[str]] = frozenset()
    #: What a school without credentials ends in.
    no_credentials: ClassVar[str] = "credentials_missing"
    #: Whether the vendor lets one choose which properties come.
    can_choose: ClassVar[bool] = False
    #: Captions that are asked for all the same, since lists are joined by them; they are not kept.
    joined_by: ClassVar[frozenset[str]] = frozenset()
    #: Whether it signs in with tokens that expire.
    has_tokens: ClassVar[bool] = False
    #: Values of the fault ``permission`` that take away the staff.
    staff_permission: ClassVar[tuple[str, ...]] = ()
    #: How many people fit on one page as the connector asks.
    page_size: ClassVar[int] = 100

    def __init__(self, vendors: VendorServer) -> None:
        self.vendors = vendors
        self.kept: dict[str, str] = {}

    @property
    def connector(self) -> Connector:
        return registry.get(self.code)

    # --- What differs ---
    @abstractmethod
    def partner(self) -> Mapping[str, str]:
        """The portal's own standing, as its settings would have it."""

    @abstractmethod
    def access(self, key: str = "oak") -> Access:
        """How the school is reached, after its whole set-up at the vendor."""

    def small(self, session: Session) -> Puller:
        """A puller whose lists come in pages of a few, where the connector lets one choose."""
        return self.puller(session)

    def asked(self, seen: Seen) -> set[str]:
        """The captions of which a request asked for the properties."""
        raise NotImplementedError

    def addresses_of(self, contact: Contact) -> set[str]:
        """The e-mail addresses of a contact that the MIS gives."""
        return {address for _, address in contact.emails}

    def numbers_of(self, contact: Contact) -> set[str]:
        """The telephone numbers of a contact that the MIS gives."""
        return {number for _, number in contact.phones}

    def without_credentials(self, access: Access) -> Access:
        """The access of a school for which nothing was entered or approved."""
        return replace(access, secrets={}, alone=None)

    def blurred(self, tie: Any) -> Any:
        """Of a tie between pupil and contact, what this MIS has as the pretend school has it."""
        return tie

    def most_requests(self, num_people: int) -> dict[str, int]:
        """Resource → how many requests a school of so many people may take; "" is all of them."""
        most = math.ceil(num_people / self.page_size) + 5
        return dict.fromkeys(self.lists.values(), most)

    # --- What does not ---
    def puller(self, session: Session) -> Puller:
        assert self.connector.puller is not None
        return self.connector.puller(session)

    @property
    def test_host(self) -> str:
        return urlsplit(self.vendors.address).netloc

    @contextmanager
    def session(
        self,
        access: Access | None = None,
        *,
        limits: Limits = QUICK,
        trust: ssl.SSLContext | None = None,
        test_hosts: Collection[str] = (),
    ) -> Iterator[Session]:
        """One session with the school ``oak`` unless another's access is given."""
        access = access or self.access()
        client = VendorClient(
            limits=limits,
            test_hosts=(self.test_host, *test_hosts),
            trust=trust,
            sleeping=lambda _: None,
        )
        with client:
            yield Session(client=client, access=access, today=self.vendors.world.clock.today())

    def sub_report(self, code: str) -> SubReport:
        return self.connector.sub_report(code)

    def all_fields(self, code: str) -> frozenset[str]:
        return frozenset(each.code for each in self.sub_report(code).fields)

    def rows(
        self, session: Session, code: str, *, wanted: Collection[str] | None = None
    ) -> list[Row]:
        """The rows of one sub-report, in small pages."""
        fields = self.all_fields(code) if wanted is None else wanted
        session.begin()
        return list(self.small(session).rows(self.sub_report(code), wanted=fields))

    def parsed(self, session: Session, code: str) -> ParsedExport[Any]:
        """What the portal makes of one sub-report: through the door, and parsed."""
        sub_report = self.sub_report(code)
        stored = b"".join(
            FilteredExport(GivenRows(self.rows(session, code)), sub_report=sub_report)
        )
        assert self.connector.parser is not None
        return self.connector.parser([stored], sub_report, today=session.today)


class ApprovingAdapter(Adapter):
    """A vendor at whose own page the school approves: ``button`` is what is pressed there."""

    button: ClassVar[str]

    def asking(self) -> Asking:
        return Asking(state="s1", verifier=VERIFIER, return_to=BACK, partner=self.partner())

    def code_for(self, key: str = "oak", **ticked: Any) -> str:
        """What the browser of the school's office comes back with."""
        assert self.connector.approval is not None
        address = self.connector.approval.address(self.asking())
        browser = Browser()
        browser.sign_in(address, f"office.{key}")
        parameters = browser.press(address, self.button, **ticked).parameters
        assert parameters["state"] == "s1"
        return parameters["code"]

    def access(self, key: str = "oak", **ticked: Any) -> Access:
        """The access that the approval brings."""
        code = self.code_for(key, **ticked)
        assert self.connector.approval is not None
        with VendorClient(test_hosts=[self.test_host], limits=QUICK) as client:
            granted = self.connector.approval.exchange(client, self.asking(), code=code)
        self.kept = dict(granted.secrets)
        return Access(
            endpoint=granted.endpoint,
            reference=granted.reference,
            dfe_number=self.vendors.school(key).dfe_number.replace("/", ""),
            secrets=granted.secrets,
            partner=self.partner(),
            remember=self.kept.update,
            alone=lambda: nullcontext(dict(self.kept)),
        )


def elsewhere(access: Access, *, old: str, new: str) -> Access:
    """The same access with the vendor at another address."""
    old_host, new_host = urlsplit(old).netloc, urlsplit(new).netloc
    partner = {
        name: value.replace(old, new).replace(old_host, new_host)
        for name, value in access.partner.items()
    }
    return replace(access, endpoint=access.endpoint.replace(old, new), partner=partner)
