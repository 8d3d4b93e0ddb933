"""Fetches one school from SchoolPod, by its API key, from cursor to cursor."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.http import Answer
from autoupdate.connectors.paging import (
    CursorEnvelope,
    CursorPage,
    Item,
    error_of,
    fields_of,
    follow,
    plain,
    row_of,
)
from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import VendorTrouble

API_KEY = "api_key"
PAGE_SIZE = 500
_ENVELOPE = CursorEnvelope(items="results", following="next", total="count")
_REFUSALS = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list: its name in the address, what people call it, and what tells its items apart."""

    path: str
    label: str
    key: tuple[str, ...]


_LISTS: Mapping[str, _List] = {
    "staff": _List(path="staff", label="staff", key=("id",)),
    "students": _List(path="students", label="students", key=("id",)),
    "contacts": _List(path="guardians", label="guardians", key=("student_id", "id")),
}


class SchoolPodPuller:
    """One session with SchoolPod; the key says which school it is about."""

    def __init__(self, session: Session, *, page_size: int = PAGE_SIZE) -> None:
        self._session = session
        self._page_size = page_size
        self._key = session.access.secret(API_KEY)
        self._base = session.access.of_partner("url").rstrip("/")

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """Everybody of the list. Raises VendorTrouble, also where there is nobody."""
        where = _LISTS[sub_report.code]
        properties = {
            caption: caption
            for each in fields_of(sub_report, wanted=wanted)
            for caption in each.captions
        }
        num_rows = 0
        for item in follow(
            lambda cursor: self._page(where, cursor, size=self._page_size),
            session=self._session,
            resource=where.path,
            key=lambda item: _key(item, where.key),
        ):
            num_rows += 1
            yield row_of(item, properties=properties)
        if not num_rows:
            raise _nobody(where)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The first item of the list."""
        del wanted  # SchoolPod does not let one choose
        where = _LISTS[sub_report.code]
        if not self._page(where, "", size=1).total:
            raise _nobody(where)

    def _page(self, where: _List, cursor: str, *, size: int) -> CursorPage:
        params = {"limit": str(size), **({"cursor": cursor} if cursor else {})}
        answer = self._session.client.get(
            f"{self._base}/api/v2/{where.path}",
            resource=where.path,
            params=params,
            headers={"X-Api-Key": self._key},
            expected=_REFUSALS,
        )
        if answer.status in _REFUSALS:
            raise _refusal(answer, where=where)
        return _ENVELOPE.open(answer, resource=where.path)


def _nobody(where: _List) -> VendorTrouble:
    return VendorTrouble("nobody", host="SchoolPod", resource=where.label)


def _refusal(answer: Answer, *, where: _List) -> VendorTrouble:
    """What SchoolPod means by a refusal."""
    if answer.status == 401:
        return VendorTrouble("credentials_refused", host=answer.host)
    if answer.status == 403:
        code = "firewall" if answer.is_page else "permission_missing"
        return VendorTrouble(code, host=answer.host, permission=where.label)
    # A cursor that is not known any more is of a list that is not there any more.
    code = "total_changed" if error_of(answer) == "bad_cursor" else "request_refused"
    return VendorTrouble(code, host=answer.host, resource=where.path, status=str(answer.status))


def _key(item: Item, names: Collection[str]) -> Hashable:
    return tuple(plain(item.get(name)) for name in names)
