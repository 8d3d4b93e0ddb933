"""The menu: one table of sections and pages, shown as far as the person may open them.

A page is current while the address begins with its own. It knows addresses by name, no view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Role, School
from accounts.permissions import Permission, Visitor, can, memberships

#: Roles that reach many schools.
_WIDE = frozenset({Role.LA_USER, Role.SERVICE_DESK})


@dataclass(frozen=True, slots=True)
class SchoolItem:
    """A page of the school in view, for those who have ``permission`` there."""

    label: str
    url_name: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class WideItem:
    """A page over many schools, for those who hold one of ``roles``."""

    label: str
    url_name: str
    roles: frozenset[Role]


USER_ACCOUNTS: tuple[SchoolItem, ...] = (
    SchoolItem("Whole School Bulk Results", "autoupdate:results", Permission.SEE_RESULTS),
    SchoolItem("User list", "autoupdate:accounts", Permission.SEE_ACCOUNTS),
)
WIDE: tuple[WideItem, ...] = (WideItem("All schools", "autoupdate:results_all", _WIDE),)
#: Where somebody with several schools chooses another one.
SWITCH_URL_NAME = "autoupdate:results_all"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``nav_items`` and ``current_school`` for the frame of every page."""
    held = memberships(request.user)
    if not held:
        return {}
    school = getattr(request, "school", None) or _only_school(request.user)
    pages = _school_pages(request.user, school) if school else []
    section = {"label": "User Accounts", "url": pages[0]["url"], "items": pages} if pages else None
    roles = {Role(each.role) for each in held}
    wide = [
        {"label": each.label, "url": reverse(each.url_name)} for each in WIDE if each.roles & roles
    ]
    items = [*([section] if section else []), *wide]
    _mark_current(pages, request.path)
    for item in items:
        item["is_current"] = any(page["is_current"] for page in item.get("items", ()))
    if not any(item["is_current"] for item in items):
        _mark_current(wide, request.path)
    return {"nav_items": items, "current_school": school and _in_view(school, roles)}


def _only_school(user: Visitor) -> School | None:
    """The school of somebody who has just one."""
    held = memberships(user)
    schools = {each.school_id: each.school for each in held}
    return next(iter(schools.values())) if len(schools) == 1 else None


def _school_pages(user: Visitor, school: School) -> list[dict[str, Any]]:
    return [
        {"label": each.label, "url": reverse(each.url_name, args=[school.pk])}
        for each in USER_ACCOUNTS
        if can(user, each.permission, school)
    ]


def _mark_current(items: list[dict[str, Any]], path: str) -> None:
    for item in items:
        item["is_current"] = path.startswith(item["url"])


def _in_view(school: School, roles: set[Role]) -> Mapping[str, str]:
    switch = reverse(SWITCH_URL_NAME) if roles & _WIDE else ""
    return {"label": school.name, "detail": school.dfe_number, "switch_url": switch}
