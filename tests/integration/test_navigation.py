"""The menu: what each person finds in it, and what is marked as current."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories import PortalUserFactory
from tests.integration.conftest import Cast
from uso_portal.navigation import navigation


def menu(answer: Any) -> dict[str, list[str]]:
    """Each entry with the pages under it."""
    return {
        each["label"]: [page["label"] for page in each["items"]]
        for each in answer.context["nav_items"]
    }


def current(answer: Any) -> tuple[str, ...]:
    """The entry and the page in view."""
    return tuple(
        label
        for each in answer.context["nav_items"]
        if each["is_current"]
        for label in (
            each["label"],
            *(page["label"] for page in each["items"] if page["is_current"]),
        )
    )


LISTS = ["AutoUpdate Settings", "Upload History", "Whole School Bulk Results", "User list"]
REVIEW = "Review Non-MIS Accounts"
USER_ACCOUNTS = [*LISTS, "User Request Single", REVIEW]
GROUPS, ROLES, HISTORY = "Groups & Contacts", "Roles", "School history"
MANY = ["Schools", "Users", "Last processed files", "Nights"]
MENUS = {
    "head": {
        "Home": [],
        "User Accounts": USER_ACCOUNTS,
        "School": [GROUPS, ROLES, HISTORY],
        "Service Desk": ["Raise an Issue"],
    },
    "nominated_contact": {
        "Home": [],
        "User Accounts": USER_ACCOUNTS,
        "School": [GROUPS, ROLES],
        "Service Desk": ["Raise an Issue"],
    },
    "la_user": {
        "Home": [],
        "User Accounts": [*LISTS, REVIEW],
        "Service Desk": ["Raise an Issue"],
        "All schools": MANY,
    },
    "trust_user": {
        "Home": [],
        "User Accounts": [*LISTS, REVIEW],
        "Service Desk": ["Raise an Issue"],
        "All schools": MANY,
    },
    "desk": {
        "Home": [],
        "User Accounts": USER_ACCOUNTS,
        "School": [GROUPS, ROLES, HISTORY],
        "Service Desk": ["This school", "Why no account?", "Raise an Issue"],
        "Overview": [],
        "Cases": ["Cases", "Requests for a role"],
        "All schools": ["Find a school", *MANY[1:], "Local authorities", "Trusts"],
    },
}


@pytest.mark.parametrize("who", MENUS)
def test_everybody_finds_what_they_may_open(cast: Cast, who: str) -> None:
    client = cast.client(cast.everybody()[who])
    answer = client.get(reverse("autoupdate:settings", args=[cast.school.pk]))
    assert menu(answer) == MENUS[who]
    for each in answer.context["nav_items"]:
        for page in (each, *each["items"]):
            assert client.get(page["url"]).status_code == 200


def test_those_of_many_schools_have_no_school_in_view_on_lists(cast: Cast) -> None:
    answer = cast.client(cast.la_user).get(reverse("autoupdate:schools"))
    assert menu(answer) == {"All schools": MANY}
    assert current(answer) == ("All schools", "Schools")
    assert answer.context["current_school"] is None


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("autoupdate:school", ("Home",)),
        ("autoupdate:settings", ("User Accounts", "AutoUpdate Settings")),
        ("autoupdate:key_new", ("User Accounts", "AutoUpdate Settings")),
        ("autoupdate:uploads", ("User Accounts", "Upload History")),
        ("autoupdate:desk_school", ("Service Desk", "This school")),
        ("autoupdate:desk_why", ("Service Desk", "Why no account?")),
        ("autoupdate:cases", ("Service Desk", "Raise an Issue")),
    ],
)
def test_the_page_in_view_is_marked(cast: Cast, name: str, marked: tuple[str, ...]) -> None:
    answer = cast.client(cast.desk).get(reverse(name, args=[cast.school.pk]))
    assert current(answer) == marked


def test_the_school_in_view_is_named(cast: Cast) -> None:
    page = reverse("autoupdate:school", args=[cast.school.pk])
    of_head = cast.client(cast.head).get(page).context["current_school"]
    of_desk = cast.client(cast.desk).get(page).context["current_school"]
    assert of_head == {
        "label": cast.school.name,
        "detail": cast.school.dfe_number,
        "switch_url": "",
    }
    assert of_desk["switch_url"] == reverse("autoupdate:desk_schools")


@pytest.mark.django_db
def test_strangers_have_no_menu() -> None:
    assert Client().get("/account/login/").context.get("nav_items") is None
    client = Client()
    client.force_login(PortalUserFactory())
    assert client.get("/").context.get("nav_items") is None


@pytest.mark.parametrize(
    "name", ["accounts:school_new", "autoupdate:desk_schools", "autoupdate:desk_forced"]
)
def test_setting_a_school_up_belongs_to_the_schools(cast: Cast, name: str) -> None:
    answer = cast.client(cast.desk).get(reverse(name))
    assert current(answer) == ("All schools", "Find a school")


def test_the_menu_is_worked_out_once_for_a_page_and_anew_for_another_school(cast: Cast) -> None:
    request: Any = RequestFactory().get("/")
    request.user, request.school = cast.desk, cast.school
    first = navigation(request)
    assert navigation(request) is first
    request.school = cast.outsider_school
    assert navigation(request)["current_school"]["label"] == cast.outsider_school.name
