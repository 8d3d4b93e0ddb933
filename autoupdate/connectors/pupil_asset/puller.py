"""Fetches one school from Pupil Asset, by its reference number, page by page."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.http import Answer
from autoupdate.connectors.paging import (
    Envelope,
    Item,
    Page,
    error_of,
    fields_of,
    plain,
    property_of,
    row_of,
    walk,
)
from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import VendorTrouble

PAGE_SIZE = 500
_ENVELOPE = Envelope(
    items="data", number="meta.page", num_pages="meta.last_page", total="meta.total"
)
_REFUSALS = frozenset({401, 403, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list: its name in the address, its scope as Pupil Asset shows it, its items' key."""

    path: str
    scope: str
    key: tuple[str, ...]


_LISTS: Mapping[str, _List] = {
    "staff": _List(path="staff", scope="Staff", key=("user_id",)),
    "students": _List(path="pupils", scope="Students", key=("pupil_id",)),
    "contacts": _List(path="parents", scope="Parents", key=("pupil_id", "parent_id")),
}


class PupilAssetPuller:
    """One session with Pupil Asset about one school."""

    def __init__(self, session: Session, *, page_size: int = PAGE_SIZE) -> None:
        self._session = session
        self._page_size = page_size
        if not session.access.reference:
            raise VendorTrouble("credentials_missing")
        base = session.access.of_partner("url").rstrip("/")
        self._school = f"{base}/api/v1/schools/{quote(session.access.reference, safe='')}"

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """Everybody of the list. Raises VendorTrouble, also where there is nobody."""
        where = _LISTS[sub_report.code]
        properties = {
            caption: property_of(caption)
            for each in fields_of(sub_report, wanted=wanted)
            for caption in each.captions
        }
        num_rows = 0
        for item in walk(
            lambda number: self._page(where, number, size=self._page_size),
            session=self._session,
            resource=where.path,
            key=lambda item: _key(item, where.key),
        ):
            num_rows += 1
            yield _row(item, properties=properties)
        if not num_rows:
            raise self._nobody(where)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The first item of the list."""
        del wanted  # Pupil Asset does not let one choose
        where = _LISTS[sub_report.code]
        if not self._page(where, 1, size=1).total:
            raise self._nobody(where)

    def _page(self, where: _List, number: int, *, size: int) -> Page:
        key = self._session.access.of_partner("secret")
        answer = self._session.client.get(
            f"{self._school}/{where.path}",
            resource=where.path,
            params={"page": str(number), "per_page": str(size)},
            headers={"Authorization": f"Bearer {key}"},
            expected=_REFUSALS,
        )
        if answer.status in _REFUSALS:
            raise _refusal(answer, where=where)
        return _ENVELOPE.open(answer, resource=where.path)

    def _nobody(self, where: _List) -> VendorTrouble:
        return VendorTrouble("nobody", host="Pupil Asset", resource=where.path)


def _refusal(answer: Answer, *, where: _List) -> VendorTrouble:
    """What Pupil Asset means by a refusal."""
    error = error_of(answer)
    if answer.status == 401:
        return VendorTrouble("partner_refused", host=answer.host)
    if answer.status == 404:
        code = "reference_unknown" if error == "unknown_school" else "request_refused"
        return VendorTrouble(code, host=answer.host, resource=where.path, status="404")
    if answer.is_page:
        return VendorTrouble("firewall", host=answer.host)
    if error == "not_authorised":
        return VendorTrouble("not_granted", host=answer.host)
    return VendorTrouble("permission_missing", host=answer.host, permission=where.scope)


def _key(item: Item, names: Collection[str]) -> Hashable:
    return tuple(plain(item.get(name)) for name in names)


def _row(item: Item, *, properties: Mapping[str, str]) -> Row:
    row = row_of(item, properties=properties)
    if "Legal Surname" in row and not row["Legal Surname"]:
        row["Legal Surname"] = row.get("Surname", "")
    return row
