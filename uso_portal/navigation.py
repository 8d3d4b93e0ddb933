"""The menu: one table of sections and pages, shown as far as the person may open them.

A page is current while the address begins with its own. It knows addresses by name, no view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Membership, Role, School
from accounts.permissions import WIDE_ROLES, Permission, Visitor, can, memberships

_DESK = frozenset({Role.SERVICE_DESK})


@dataclass(frozen=True, slots=True)
class SchoolItem:
    """A page of the school in view, for those who have ``permission`` there.

    ``others`` begin the addresses of pages that belong to it and do not lie under its own.
    """

    label: str
    url_name: str
    permission: Permission
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WideItem:
    """A page over many schools, for those who hold one of ``roles``.

    ``is_exact``: what lies under its address does not belong to it, but for what begins as
    ``others`` do.
    """

    label: str
    url_name: str
    roles: frozenset[Role]
    is_exact: bool = True
    others: tuple[str, ...] = ()


#: Sections of the school in view; each has its pages as a second row, few enough to stand in one
#: line of a window of 1024 px.
SCHOOL_SECTIONS: Mapping[str, tuple[SchoolItem, ...]] = {
    "User Accounts": (
        SchoolItem("AutoUpdate Settings", "autoupdate:settings", Permission.SEE_SETTINGS),
        SchoolItem("Upload History", "autoupdate:uploads", Permission.SEE_UPLOADS),
        SchoolItem("Whole School Bulk Results", "autoupdate:results", Permission.SEE_RESULTS),
        SchoolItem("User list", "autoupdate:accounts", Permission.SEE_ACCOUNTS),
        SchoolItem("User Request Single", "matching:request", Permission.REQUEST_ACCOUNTS),
        SchoolItem("Review Non-MIS Accounts", "autoupdate:non_mis", Permission.SEE_ACCOUNTS),
    ),
    "School": (
        SchoolItem("Groups & Contacts", "autoupdate:groups", Permission.SEE_GROUPS),
        SchoolItem("Roles", "accounts:roles", Permission.SEE_ROLES),
        SchoolItem("School history", "autoupdate:history", Permission.SEE_HISTORY),
    ),
    "Service Desk": (
        SchoolItem(
            "This school",
            "autoupdate:desk_school",
            Permission.READ_RUN_LOG,
            others=("/desk/runs/",),
        ),
        SchoolItem("Why no account?", "autoupdate:desk_why", Permission.READ_RUN_LOG),
        SchoolItem(
            "Raise an Issue", "autoupdate:cases", Permission.SEE_CASES, others=("/desk/cases/",)
        ),
    ),
}
#: Sections over many schools; one with several pages has them as a second row. Few, so that with
#: those of the school in view they stand in one line of a window of 1280 px.
WIDE_SECTIONS: Mapping[str, tuple[WideItem, ...]] = {
    "Overview": (WideItem("Overview", "autoupdate:desk_home", _DESK),),
    "Cases": (
        WideItem("Cases", "autoupdate:desk_cases", _DESK),
        WideItem("Requests for a role", "autoupdate:desk_role_requests", _DESK),
    ),
    "All schools": (
        # The desk has a list of its own, which leads to its pages of them.
        WideItem("Schools", "autoupdate:schools", WIDE_ROLES - _DESK),
        WideItem(
            "Find a school",
            "autoupdate:desk_schools",
            _DESK,
            others=("/desk/schools/new/", "/desk/force"),
        ),
        WideItem("Users", "autoupdate:users", WIDE_ROLES),
        WideItem("Last processed files", "autoupdate:results_all", WIDE_ROLES),
        WideItem("Nights", "autoupdate:nights", WIDE_ROLES),
        WideItem("Local authorities", "accounts:authorities", _DESK, is_exact=False),
        WideItem("Trusts", "accounts:trusts", _DESK, is_exact=False),
    ),
}
#: At the foot of every page.
FOOTER: tuple[tuple[str, str], ...] = (
    ("Help", "autoupdate:help"),
    ("Accessibility statement", "autoupdate:accessibility"),
)
HOME_URL_NAME = "autoupdate:school"
#: Where somebody with several schools chooses another one.
SWITCH_URL_NAME = "autoupdate:schools"
DESK_SWITCH_URL_NAME = "autoupdate:desk_schools"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``nav_items`` and ``current_school`` for the frame of every page.

    Each table of a page asks for it once more, in vain: it is worked out once for a request.
    """
    user = getattr(request, "user", None)
    held = memberships(user) if user is not None else []
    if user is None or not held:
        return {}
    school = getattr(request, "school", None) or _only_school(user)
    before: tuple[School | None, dict[str, Any]] | None = getattr(request, "_navigation", None)
    if before is None or before[0] != school:
        before = (school, _told(request, user, held, school))
        request._navigation = before  # type: ignore[attr-defined]
    return before[1]


def _told(
    request: HttpRequest, user: Visitor, held: Sequence[Membership], school: School | None
) -> dict[str, Any]:
    items = [*_of_school(user, school), *_wide({Role(each.role) for each in held})]
    _mark_current(items, request.path)
    return {"nav_items": items, "current_school": school and _in_view(user, school)}


def footer(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``footer_items``, the same for everybody."""
    return {"footer_items": [{"label": each, "url": reverse(name)} for each, name in FOOTER]}


def _only_school(user: Visitor) -> School | None:
    """The school of somebody who has just one."""
    held = memberships(user)
    schools = {each.school_id: each.school for each in held}
    return next(iter(schools.values())) if len(schools) == 1 else None


def _reaches_several(user: Visitor) -> bool:
    held = memberships(user)
    return (
        any(each.role in WIDE_ROLES for each in held) or len({each.school_id for each in held}) > 1
    )


def _of_school(user: Visitor, school: School | None) -> list[dict[str, Any]]:
    """Home of the school in view, and its sections with their pages."""
    if school is None:
        return []
    home = {"label": "Home", "url": reverse(HOME_URL_NAME, args=[school.pk]), "is_exact": True}
    home["items"] = []  # a dict without the key would give a template its own method
    sections = [
        {"label": label, "url": pages[0]["url"], "items": pages}
        for label, items in SCHOOL_SECTIONS.items()
        if (pages := _pages(user, school, items))
    ]
    return [home, *sections]


def _pages(user: Visitor, school: School, items: Sequence[SchoolItem]) -> list[dict[str, Any]]:
    return [
        {
            "label": each.label,
            "url": reverse(each.url_name, args=[school.pk]),
            "others": each.others,
        }
        for each in items
        if can(user, each.permission, school)
    ]


def _wide(roles: set[Role]) -> list[dict[str, Any]]:
    sections = []
    for label, items in WIDE_SECTIONS.items():
        pages: list[dict[str, Any]] = [
            {
                "label": each.label,
                "url": reverse(each.url_name),
                "is_exact": each.is_exact,
                "others": each.others,
            }
            for each in items
            if each.roles & roles
        ]
        if len(pages) == 1:
            sections.append({**pages[0], "items": []})
        elif pages:
            sections.append({"label": label, "url": pages[0]["url"], "items": pages})
    return sections


def _mark_current(items: list[dict[str, Any]], path: str) -> None:
    """Mark the section in view and the page in it, the one with the longest address that fits."""
    for item in items:
        pages = item["items"] or [item]
        fitting = [each for each in pages if _is_at(each, path)]
        for each in pages:
            each["is_current"] = each in fitting and each["url"] == max(
                (one["url"] for one in fitting), key=len
            )
        item["is_current"] = bool(fitting)


def _is_at(item: Mapping[str, Any], path: str) -> bool:
    others: tuple[str, ...] = tuple(item.get("others", ()))
    if item.get("is_exact"):
        return bool(path == item["url"]) or path.startswith(others)
    return path.startswith((item["url"], *others))


def _in_view(user: Visitor, school: School) -> Mapping[str, str]:
    is_desk = any(each.role in _DESK for each in memberships(user))
    several = reverse(DESK_SWITCH_URL_NAME if is_desk else SWITCH_URL_NAME)
    switch = several if _reaches_several(user) else ""
    return {"label": school.name, "detail": school.dfe_number, "switch_url": switch}
