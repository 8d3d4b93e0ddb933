"""Fetches one school through Datashare: the grant first, then only fields that it permits."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autoupdate.connectors.base import ReportField, SubReport
from autoupdate.connectors.http import Answer
from autoupdate.connectors.paging import (
    Envelope,
    Item,
    Page,
    error_of,
    fields_of,
    plain,
    property_of,
    unusable,
    walk,
)
from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import VendorTrouble

_ENVELOPE = Envelope(items="items", number="page", num_pages="pages", total="total")
_REFUSALS = frozenset({401, 403, 404})
#: Error of a 404 → the trouble it is.
_NOT_FOUND: Mapping[str, str] = {"not_granted": "not_granted", "no_such_page": "total_changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One permission of the grant and its list; ``key`` are the properties that tell items apart.

    ``unfolds`` is a caption whose property is a list: a row for each thing in it.
    """

    permission: str
    label: str
    key: tuple[str, ...]
    unfolds: str = ""
    is_of_today: bool = False


_LISTS: Mapping[str, _List] = {
    "staff": _List(permission="staff", label="Staff", key=("staff_id",)),
    "students": _List(permission="pupils", label="Pupils", key=("student_id",)),
    "contacts": _List(permission="contacts", label="Contacts", key=("student_id", "contact_id")),
    "class_teachers": _List(
        permission="groups", label="Groups", key=("group_id", "class"), unfolds="Staff IDs"
    ),
    "class_students": _List(
        permission="groups", label="Groups", key=("group_id", "class"), unfolds="Student IDs"
    ),
    "attendance": _List(
        permission="attendance",
        label="Attendance",
        key=("student_id", "date", "session"),
        is_of_today=True,
    ),
}


class IntegrisPuller:
    """One session with one school's Datashare; the grant is looked at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._base = session.access.of_partner("url").rstrip("/") + "/datashare/v1"
        self._grant: Mapping[str, frozenset[str]] | None = None

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """Everything of the list. Raises VendorTrouble, also where there is nobody."""
        where = _LISTS[sub_report.code]
        captions = self._permitted(where, fields_of(sub_report, wanted=wanted))
        num_rows = 0
        for item in walk(
            lambda number: self._page(where, number, captions),
            session=self._session,
            resource=where.label,
            key=lambda item: _key(item, (*where.key, property_of(where.unfolds))),
        ):
            for row in _rows(item, captions=captions, unfolds=where.unfolds):
                num_rows += 1
                yield row
        if not num_rows and not sub_report.may_be_empty:
            raise self._nobody(where)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The grant and the first page: Datashare has no smaller ones."""
        where = _LISTS[sub_report.code]
        captions = self._permitted(where, fields_of(sub_report, wanted=wanted))
        if not self._page(where, 1, captions).total and not sub_report.may_be_empty:
            raise self._nobody(where)

    def _permitted(self, where: _List, fields: Collection[ReportField]) -> Mapping[str, str]:
        """Caption → property, of the wanted fields that the grant permits.

        What is not permitted is told by name. Raises VendorTrouble: permission_missing, where
        nothing can be done without it.
        """
        granted = self._granted().get(where.permission, frozenset())
        if not granted:
            raise self._missing(where.label)
        captions: dict[str, str] = {}
        lacking: list[str] = []
        for each in fields:
            names = {caption: property_of(caption) for caption in each.captions}
            known = {caption: name for caption, name in names.items() if name in granted}
            captions |= known
            self._session.refused |= {
                f"{each.label} ({name})" for name in names.values() if name not in granted
            }
            if each.is_mandatory and not known:
                lacking.append(each.label)
        if lacking:
            raise self._missing(f"{where.label}: {', '.join(lacking)}")
        return captions

    def _granted(self) -> Mapping[str, frozenset[str]]:
        if self._grant is None:
            answer = self._get(f"grants/{self._session.access.dfe_number}", {}, label="the grant")
            body = answer.json()
            permissions = body.get("permissions") if isinstance(body, dict) else None
            if not isinstance(permissions, dict) or not all(map(_is_names, permissions.values())):
                raise unusable(answer, resource="the grant")
            self._grant = {name: frozenset(fields) for name, fields in permissions.items()}
        return self._grant

    def _page(self, where: _List, number: int, captions: Mapping[str, str]) -> Page:
        params = {"fields": ",".join(dict.fromkeys(captions.values())), "page": str(number)}
        if where.is_of_today:
            params["date"] = self._session.today.isoformat()
        path = f"schools/{self._session.access.dfe_number}/{where.permission}"
        answer = self._get(path, params, label=where.label)
        return _ENVELOPE.open(answer, resource=where.label)

    def _get(self, path: str, params: Mapping[str, str], *, label: str) -> Answer:
        answer = self._session.client.get(
            f"{self._base}/{path}",
            resource=label,
            params=params or None,
            headers={"X-Partner-Key": self._session.access.of_partner("secret")},
            expected=_REFUSALS,
        )
        if answer.status in _REFUSALS:
            raise _refusal(answer, label=label)
        return answer

    def _missing(self, permission: str) -> VendorTrouble:
        return VendorTrouble("permission_missing", host="Datashare", permission=permission)

    def _nobody(self, where: _List) -> VendorTrouble:
        return VendorTrouble("nobody", host="Datashare", resource=where.label.lower())


def _refusal(answer: Answer, *, label: str) -> VendorTrouble:
    """What Datashare means by a refusal; in its own words only names of fields are taken."""
    if answer.status == 401:
        return VendorTrouble("partner_refused", host=answer.host)
    if answer.status == 404:
        code = _NOT_FOUND.get(error_of(answer), "request_refused")
        return VendorTrouble(code, host=answer.host, resource=label, status="404")
    if error_of(answer) != "field_not_permitted":
        code = "firewall" if answer.is_page else "permission_missing"
        return VendorTrouble(code, host=answer.host, permission=label)
    refused = plain(answer.json().get("fields"))[:200]
    permission = f"{label}: {refused}" if refused else label
    return VendorTrouble("permission_missing", host=answer.host, permission=permission)


def _is_names(fields: Any) -> bool:
    return isinstance(fields, list) and all(isinstance(name, str) for name in fields)


def _key(item: Item, names: Collection[str]) -> Hashable:
    return tuple(plain(item.get(name)) for name in names)


def _rows(item: Item, *, captions: Mapping[str, str], unfolds: str) -> Iterator[Row]:
    """What was asked for and did not come is blank: Datashare leaves unknown values out."""
    row = {caption: plain(item.get(name)) for caption, name in captions.items()}
    if "Legal Surname" in row and not row["Legal Surname"]:
        row["Legal Surname"] = row.get("Surname", "")
    if not unfolds:
        yield row
        return
    listed = item.get(captions[unfolds])
    for each in listed if isinstance(listed, list) else ():
        yield {**row, unfolds: plain(each)}
