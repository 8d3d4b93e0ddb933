"""MISs whose vendors are made up: what they answer is set by the test, and nobody is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, CredentialField, Entry, SubReport
from autoupdate.connectors.pulling import Access, Asking, Granted, Row, Session
from autoupdate.connectors.sims.parser import parse
from autoupdate.connectors.trouble import VendorTrouble

VENDOR = "https://vendor.example"


@dataclass(slots=True)
class FakeVendor:
    """One vendor: its approval and its puller. ``troubles`` is by sub-report, "" for every one."""

    grants: Granted | VendorTrouble = field(
        default_factory=lambda: Granted(
            endpoint=f"{VENDOR}/data", secrets={"username": "u", "password": "s3cret"}
        )
    )
    revokes: bool | VendorTrouble = True
    troubles: dict[str, Exception] = field(default_factory=dict)
    refused: dict[str, set[str]] = field(default_factory=dict)
    asked: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    session: Session | None = None

    def address(self, asking: Asking) -> str:
        """The vendor's page; a portal without standing has none."""
        if asking.partner.get("id") == "":
            raise VendorTrouble("partner_missing")
        self.askings.append(asking)
        return f"{VENDOR}/approve?state={asking.state}"

    def exchange(self, client: Any, asking: Asking, *, code: str) -> Granted:
        """What the test set."""
        self.codes.append(code)
        if isinstance(self.grants, VendorTrouble):
            raise self.grants
        return self.grants

    def revoke(self, client: Any, access: Access) -> bool:
        """What the test set."""
        if isinstance(self.revokes, VendorTrouble):
            raise self.revokes
        return self.revokes

    def puller(self, session: Session) -> FakeVendor:
        """This vendor is its own puller."""
        self.session = session
        return self

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """Nothing is fetched here."""
        raise NotImplementedError

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """Note what was asked; raise, or refuse, what the test set."""
        assert self.session is not None
        self.asked.append((sub_report.code, frozenset(wanted)))
        self.session.refused |= self.refused.get(sub_report.code, set())
        trouble = self.troubles.get(sub_report.code) or self.troubles.get("")
        if trouble is not None:
            raise trouble


def put(monkeypatch: pytest.MonkeyPatch, code: str, **changes: Any) -> Connector:
    """Put a changed connector in the place of the real one; its data can be received."""
    connector = replace(registry.get(code), **{"parser": parse, **changes})
    monkeypatch.setitem(registry._BY_CODE, code, connector)
    everyone = tuple(connector if each.code == code else each for each in registry.CONNECTORS)
    monkeypatch.setattr(registry, "CONNECTORS", everyone)
    return connector


ENDPOINT = CredentialField(code="endpoint", label="Endpoint URL", entry=Entry.ENDPOINT)


def _no_blanks(text: str, partner: Any) -> str:
    return "There is a blank in it." if " " in text else ""


#: What a school of a pretend IRIS enters itself, but for the address.
ENTERED = (
    CredentialField(code="client_id", label="Client ID", entry=Entry.SECRET, entered_by="school"),
    CredentialField(
        code="client_secret",
        label="Client secret",
        entry=Entry.SECRET,
        entered_by="school",
        check=_no_blanks,
    ),
    CredentialField(code="mis_url", label="MIS URL", entry=Entry.ENDPOINT),
)


def put_arbor(monkeypatch: pytest.MonkeyPatch, vendor: FakeVendor) -> Connector:
    """An Arbor that is approved at the made-up vendor."""
    return put(
        monkeypatch,
        "arbor",
        approval=vendor,
        puller=vendor.puller,
        partner="arbor",
        credentials=(ENDPOINT,),
    )


def put_iris(monkeypatch: pytest.MonkeyPatch, vendor: FakeVendor) -> Connector:
    """An IRIS whose details are entered."""
    return put(
        monkeypatch,
        "iris",
        approval=None,
        puller=vendor.puller,
        partner="iris",
        credentials=ENTERED,
    )
