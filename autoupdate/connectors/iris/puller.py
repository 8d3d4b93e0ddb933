"""Fetches one school from iSAMS or Ed:gen: a token for its client, then the lists page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from autoupdate.connectors.addresses import site_of
from autoupdate.connectors.base import SubReport
from autoupdate.connectors.caption import caption_key
from autoupdate.connectors.http import Answer
from autoupdate.connectors.iris.address import base_of
from autoupdate.connectors.iris.years import Years
from autoupdate.connectors.oauth import Bearer, tokens_of
from autoupdate.connectors.paging import (
    Envelope,
    Item,
    Page,
    error_of,
    fields_of,
    plain,
    row_of,
    unusable,
    walk,
)
from autoupdate.connectors.parsing.dates import parse_date
from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import VendorTrouble

PAGE_SIZE = 500
_REFUSED = frozenset({403})
_NO_TOKEN = frozenset({400, 401, 404})
_WRONG_CLIENT = frozenset({"invalid_client", "unauthorized_client"})
_TOKEN = "a token"  # noqa: S105 - what a log calls it
YEAR = "yearGroup"
#: ``systemStatus`` of who is to come and of who has left. Without a status somebody is there: it
#: is better to keep a person than to lose one.
_NOT_HERE = frozenset({"0", "-1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One of iSAMS's lists: its path, the property with its items, and the module it belongs to."""

    path: str
    items: str
    module: str
    label: str

    @property
    def envelope(self) -> Envelope:
        return Envelope(items=self.items, number="page", num_pages="totalPages", total="totalCount")


_LISTS: Mapping[str, _List] = {
    "students": _List(
        path="/api/students", items="students", module="STUDENTMANAGEMENT", label="students"
    ),
    "staff": _List(
        path="/api/humanresources/employees",
        items="employees",
        module="HRMANAGER",
        label="staff",
    ),
}
_YEARS = _List(
    path="/api/school/yeargroups",
    items="yearGroups",
    module="SCHOOLMANAGEMENT",
    label="Year group",
)


class IrisPuller:
    """One session with one school's iSAMS or Ed:gen."""

    def __init__(self, session: Session, *, page_size: int = PAGE_SIZE) -> None:
        self._session = session
        self._page_size = page_size
        self._base = base_of(session.access)
        self._host = site_of(self._base).host
        self._bearer = Bearer(session.access, renew=self._renew)
        self._years: Years | None = None
        self._refused: set[str] = set()

    def rows(self, sub_report: SubReport, *, wanted: Collection[str]) -> Iterator[Row]:
        """Everybody who is there today. Raises VendorTrouble, also where that is nobody."""
        where = _LISTS[sub_report.code]
        captions = {
            caption_key(caption): caption
            for each in fields_of(sub_report, wanted=wanted)
            for caption in each.captions
        }
        years = self._known_years() if YEAR in captions.values() else Years()
        num_here = 0
        for item in walk(
            lambda number: self._page(where, number, size=self._page_size),
            session=self._session,
            resource=where.label,
            key=lambda item: plain(item.get("id")),
        ):
            if _is_here(item, today=self._session.today):
                num_here += 1
                yield _row(item, captions=captions, years=years)
        if not num_here:
            raise VendorTrouble("nobody", host=self._host, resource=where.label)

    def check(self, sub_report: SubReport, *, wanted: Collection[str]) -> None:
        """The first person of the list, and the year groups where they are wanted."""
        where = _LISTS[sub_report.code]
        if not self._page(where, 1, size=1).total:
            raise VendorTrouble("nobody", host=self._host, resource=where.label)
        if any(YEAR in each.captions for each in fields_of(sub_report, wanted=wanted)):
            self._known_years()

    def _page(self, where: _List, number: int, *, size: int) -> Page:
        params = {"page": str(number), "pageSize": str(size)}
        answer = self._get(where, params=params)
        return where.envelope.open(answer, resource=where.label)

    def _known_years(self) -> Years:
        """The school's own numbering, as far as it lets us read it; asked for once a session."""
        if self._years is None:
            self._years = self._read_years()
        self._session.refused |= self._refused
        return self._years

    def _read_years(self) -> Years:
        try:
            answer = self._get(_YEARS, params={})
        except VendorTrouble as trouble:
            if trouble.code != "permission_missing":
                raise
            self._refused = {trouble.details["permission"]}
            return Years()
        body = answer.json()
        listed = body.get(_YEARS.items) if isinstance(body, dict) else None
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise unusable(answer, resource=_YEARS.label)
        return Years(listed)

    def _get(self, where: _List, *, params: Mapping[str, str]) -> Answer:
        try:
            answer = self._bearer.get(
                self._session.client,
                self._base + where.path,
                resource=where.label,
                params=params,
                expected=_REFUSED,
            )
        except VendorTrouble as trouble:
            if trouble.code == "not_authorised":  # there is nothing to authorise: it has a secret
                raise VendorTrouble("credentials_refused", **trouble.details) from trouble
            raise
        if answer.status in _REFUSED:
            if answer.is_page:
                raise VendorTrouble("firewall", host=answer.host)
            permission = f"{where.label} ({where.module})"
            raise VendorTrouble("permission_missing", host=answer.host, permission=permission)
        return answer

    def _renew(self, secrets: Mapping[str, str]) -> Mapping[str, str]:
        """A new token for the school's client; there is nothing to refresh it with."""
        answer = self._ask_token(secrets, {"scope": "restapi"})
        if error_of(answer) == "invalid_scope":
            answer = self._ask_token(secrets, {})  # some sites know no scopes
        if answer.status == 404:
            raise VendorTrouble("address_unknown", host=answer.host)
        if answer.status == 401 or error_of(answer) in _WRONG_CLIENT:
            raise VendorTrouble("credentials_refused", host=answer.host)
        if answer.status >= 400:
            status = str(answer.status)
            raise VendorTrouble("request_refused", host=answer.host, status=status, resource=_TOKEN)
        return tokens_of(answer)

    def _ask_token(self, secrets: Mapping[str, str], more: Mapping[str, str]) -> Answer:
        if not (secrets.get("client_id") and secrets.get("client_secret")):
            raise VendorTrouble("credentials_missing")
        return self._session.client.post(
            f"{self._base}/auth/connect/token",
            resource=_TOKEN,
            form={
                "grant_type": "client_credentials",
                "client_id": secrets["client_id"],
                "client_secret": secrets["client_secret"],
                **more,
            },
            expected=_NO_TOKEN,
        )


def _row(item: Item, *, captions: Mapping[str, str], years: Years) -> Row:
    """The item under our captions: iSAMS and Ed:gen differ in the case of some letters."""
    names = {captions[key]: name for name in item if (key := caption_key(name)) in captions}
    row = row_of(item, properties=names)
    if "title" in row:  # “Mr.” is “Mr” in every other MIS, and in USO
        row["title"] = row["title"].rstrip(".")
    if YEAR in names:
        row[YEAR] = years.of(item[names[YEAR]])
    return row


def _is_here(item: Item, *, today: date) -> bool:
    if plain(item.get("systemStatus")) in _NOT_HERE:
        return False
    leaves_on, _ = parse_date(plain(item.get("leavingDate")))
    return leaves_on is None or leaves_on >= today
