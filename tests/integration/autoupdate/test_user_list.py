"""The user list of a school and the one across schools: who is found, by whom, and how."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.naming import read_new_names
from accounts.bulk.names import leave_unread
from accounts.models import AuditEvent, UsoAccount
from autoupdate.queries import user_list
from tests.factories import (
    GroupFactory,
    GroupMembershipFactory,
    LinkFactory,
    MisPersonFactory,
    SchoolAssociationFactory,
)
from tests.integration.conftest import Cast

UPN = "B801200005001"
WIDE = "/users/"


def here(cast: Cast) -> str:
    return reverse("autoupdate:accounts", args=[cast.school.pk])


def held(school: Any, surname: str, **details: Any) -> UsoAccount:
    made: UsoAccount = SchoolAssociationFactory(
        school=school, account__legal_surname=surname, **details
    ).account
    leave_unread([made.pk])
    return made


def linked(cast: Cast, surname: str, *, mis_id: str, **details: Any) -> UsoAccount:
    account = held(cast.school, surname, **details)
    LinkFactory(account=account, mis_person__school_mis=cast.school_mis, mis_person__mis_id=mis_id)
    return account


def surnames(page: Any) -> list[str]:
    rows = page.context["table"].rows
    return [getattr(row.record, "account", row.record).legal_surname for row in rows]


@pytest.fixture
def people(cast: Cast) -> dict[str, UsoAccount]:
    """A pupil from the MIS, one by hand who starts later, a member of staff, and strangers."""
    found = {
        "Ade": linked(cast, "Ade", mis_id="77", year_group="4", reg_group="4B", account__upn=UPN),
        "Brown": held(
            cast.school, "Brown", source="hand", starts_on=timezone.localdate() + timedelta(9)
        ),
        "Clark": linked(cast, "Clark", mis_id="78", account__kind="staff"),
        "Adeyemi": held(cast.outsider_school, "Adeyemi", account__upn="A" * 13),
    }
    UsoAccount.objects.filter(pk=found["Clark"].pk).update(
        latest_move="moved", latest_move_at=timezone.now() - timedelta(days=30)
    )
    read_new_names()
    return found


def day(back: int) -> date:
    return timezone.localdate() - timedelta(days=back)


@pytest.mark.usefixtures("people")
def test_a_school_narrows_its_list_down(cast: Cast) -> None:
    client, class_of = (
        cast.client(cast.head),
        GroupFactory(school_mis=cast.school_mis, name="Maths 4"),
    )
    person = cast.school_mis.people.get(mis_id="77")
    GroupMembershipFactory(group=class_of, mis_person=person)
    expected = {
        "": ["Ade", "Brown", "Clark"],
        "q=ad": ["Ade"],
        "q=al+ade": ["Ade"],
        "kind=staff": ["Clark"],
        "state=in_use": ["Ade", "Brown", "Clark"],
        "state=future": ["Brown"],
        "state=unallocated": [],
        "state=elsewhere": [],
        "source=mis": ["Ade", "Clark"],
        "source=hand": ["Brown"],
        "year_group=4": ["Ade"],
        "group=4b": ["Ade"],
        "group=maths+4": ["Ade"],
        "mis_id=78": ["Clark"],
        "move=moved": ["Clark"],
        f"moved_to={day(2)}": ["Clark"],
        f"moved_from={day(2)}": ["Ade", "Brown"],
        "moved_from=nonsense": ["Ade", "Brown", "Clark"],
    }
    found = {query: surnames(client.get(f"{here(cast)}?{query}")) for query in expected}
    assert found == expected


def test_what_no_name_has_is_not_looked_for(cast: Cast) -> None:
    url = reverse("autoupdate:accounts", args=[cast.school.pk])
    assert "Type letters of a name" in cast.client(cast.head).get(url, {"q": "😀 !"}).text


def test_people_without_an_account_are_found_by_their_state(cast: Cast) -> None:
    for standing in ("requires_matching", "not_started", "excluded", "incomplete"):
        MisPersonFactory(
            school_mis=cast.school_mis, standing=standing, legal_surname=standing, reg_group="1A"
        )
    MisPersonFactory(school_mis=cast.outsider_mis, standing="excluded", legal_surname="far")
    for user, address in ((cast.head, here(cast)), (cast.la_user, WIDE), (cast.head, WIDE)):
        client = cast.client(user)
        for state in user_list.WITHOUT_ACCOUNT:
            page = client.get(f"{address}?state={state}&q=alex&group=1a")
            assert surnames(page) == [state]
    assert len(surnames(cast.client(cast.desk).get(f"{WIDE}?state=excluded"))) == 2


@pytest.mark.usefixtures("people")
def test_across_schools_each_finds_whom_they_reach(cast: Cast) -> None:
    reach = {
        cast.head: ["Ade"],
        cast.la_user: ["Ade"],
        cast.desk: ["Ade", "Adeyemi"],
        cast.outsider: ["Adeyemi"],
    }
    for user, expected in reach.items():
        assert surnames(cast.client(user).get(f"{WIDE}?q=ade")) == expected
        assert surnames(cast.client(user).get(f"{WIDE}?q=ade&kind=staff")) == []
    assert surnames(cast.client(cast.la_user).get(f"{WIDE}?mis_id=78")) == ["Clark"]
    assert surnames(cast.client(cast.desk).get(f"{WIDE}?mis_id=78&q=cla")) == ["Clark"]


@pytest.mark.usefixtures("people")
def test_across_schools_something_must_be_asked(cast: Cast) -> None:
    page: Any = cast.client(cast.la_user).get(f"{WIDE}?kind=staff")
    assert page.context["table"] is None
    assert "Who are you looking for?" in page.content.decode()
    assert cast.anonymous.get(WIDE).status_code == 302


def test_more_than_a_page_can_hold_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2):
        linked(cast, "Twin", mis_id=str(number))
    MisPersonFactory.create_batch(2, school_mis=cast.school_mis, standing="excluded")
    read_new_names()
    for module in ("accounts.queries.named", "autoupdate.queries.user_list"):
        monkeypatch.setattr(f"{module}.MOST", 1)
    client = cast.client(cast.desk)
    for query in ("q=twin", "state=excluded"):
        page: Any = client.get(f"{WIDE}?{query}")
        assert "only 500 are shown" in page.content.decode()
        assert len(page.context["table"].rows) == 1


@pytest.mark.usefixtures("people")
def test_while_one_types_only_the_part_that_changes_comes(cast: Cast) -> None:
    client = cast.client(cast.head)
    answer = client.get(f"{here(cast)}?q=ade", headers={"HX-Request": "true"})
    words = answer.content.decode()
    assert "<main" not in words
    assert "1 found." in words
    assert "HX-Request" in answer["Vary"]
    nothing = client.get(WIDE, headers={"HX-Request": "true"}).content.decode()
    assert "Type more to search." in nothing


@pytest.mark.usefixtures("people")
def test_a_upn_is_found_by_whom_it_is_shown_to_and_never_in_an_address(cast: Cast) -> None:
    account = UsoAccount.objects.get(upn=UPN)
    page = reverse("autoupdate:account", args=[cast.school.pk, account.pk])
    for user, address, status, leads in (
        (cast.head, here(cast), 302, page),
        (cast.head, WIDE, 302, page),
        (cast.desk, WIDE, 302, page),
        (cast.outsider, WIDE, 302, WIDE),
        (cast.la_user, WIDE, 302, WIDE),
        (cast.nominated_contact, here(cast), 403, ""),
        (cast.outsider, here(cast), 404, ""),
    ):
        answer: Any = cast.client(user).post(address, {"upn": UPN.lower()})
        assert (answer.status_code, answer.get("Location", "")) == (status, leads)
    told: Any = cast.client(cast.head).post(WIDE, {"upn": ""}, follow=True)
    assert "No account here has that UPN" in told.content.decode()
    twin = held(cast.school, "Twin", account__upn=UPN)
    told = cast.client(cast.head).post(here(cast), {"upn": UPN}, follow=True)
    assert twin.pk
    assert "Two accounts have that UPN" in told.content.decode()


@pytest.mark.usefixtures("people")
def test_columns_are_chosen_remembered_and_downloaded(cast: Cast) -> None:
    client = cast.client(cast.head)
    client.post("/users/columns/", {"column": ["mis_id", "upn", "nonsense"], "back": here(cast)})
    shown = client.get(here(cast)).content.decode()
    assert "MIS ID" in shown
    assert UPN not in shown
    answer: Any = client.get(f"{here(cast)}?download=csv&q=ade")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].endswith("Name,MIS ID,UPN")
    assert lines[1] == f"Alex Ade,77,{UPN}"
    event = AuditEvent.objects.get(action="account.list_downloaded")
    assert event.after == {"filter": {"q": "ade"}, "columns": ["mis_id", "upn"]}
    contact: Any = cast.client(cast.nominated_contact).get(f"{here(cast)}?download=csv")
    assert UPN not in b"".join(contact.streaming_content).decode()


@pytest.mark.usefixtures("people")
def test_filters_are_saved_used_and_deleted(cast: Cast) -> None:
    client = cast.client(cast.head)
    asked = {"name": "Staff", "query": "kind=staff&page=3&evil=1", "back": here(cast)}
    saved = client.post("/users/filters/", asked)
    assert saved["Location"] == f"{here(cast)}?kind=staff"
    assert "Staff" in client.get(here(cast)).content.decode()
    mine: Any = client.get("/users/filters/")
    [kept] = mine.context["saved"]
    theirs: Any = cast.client(cast.colleague).post("/users/filters/", {"delete": kept.pk})
    assert theirs.status_code == 302
    sure = client.post("/users/filters/", {"delete": kept.pk}).content.decode()
    assert "Only the filter is deleted" in sure
    for _ in range(2):
        client.post("/users/filters/", {"delete": kept.pk, "confirmed": "yes"})
    assert "No filters yet" in client.get("/users/filters/?back=//evil").content.decode()
    refused: Any = client.post("/users/filters/", {"name": "My filter", "query": ""})
    assert "Filter the list first" in refused.text
    assert 'value="My filter"' in refused.text, "what was typed is still there"
    unnamed: Any = client.post("/users/filters/", {**asked, "name": " "})
    assert unnamed.status_code == 422
    assert f'href="{here(cast)}?kind=staff"' in unnamed.text, "the list is still narrowed down"


def test_long_lists_cost_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        linked(cast, "Many", mis_id=str(number))
    read_new_names()
    client = cast.client(cast.la_user)
    for address in (here(cast), f"{WIDE}?q=many"):
        client.get(address)
        with django_assert_max_num_queries(15):
            client.get(address)


def test_a_new_account_is_found_at_its_school_before_its_name_is_read(cast: Cast) -> None:
    held(cast.school, "Brandnew")
    client = cast.client(cast.head)
    assert surnames(client.get(f"{here(cast)}?q=brandn")) == ["Brandnew"]
    assert surnames(client.get(f"{here(cast)}?q=%21")) == ["Brandnew"]
