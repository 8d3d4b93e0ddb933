"""Matching and restoring in a real browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, SchoolMis
from matching.models import Standing
from tests.factories import SchoolMisFactory, user_with_role
from tests.functional.conftest import PATIENCE_MS, keep_nothing, sign_in
from tests.functional.steps import leave
from tests.integration.accounts.test_restoring import left_account
from tests.integration.matching.scenes import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school_mis() -> SchoolMis:
    made: SchoolMis = SchoolMisFactory()
    return made


@pytest.fixture(params=["with scripts", "without"])
def contact(
    request: pytest.FixtureRequest,
    browser: Browser,
    client: Client,
    live_server: LiveServer,
    school_mis: SchoolMis,
) -> Iterator[Page]:
    """The window of a Nominated Contact of the school."""
    client.force_login(user_with_role(Role.NOMINATED_CONTACT, school=school_mis.school))
    visitor = browser.new_context(
        base_url=live_server.url, java_script_enabled=request.param == "with scripts"
    )
    visitor.set_default_timeout(PATIENCE_MS)
    keep_nothing(visitor)
    sign_in(visitor, client, live_server)
    yield visitor.new_page()
    visitor.close()


def test_two_people_are_settled_one_after_the_other(contact: Page, school_mis: SchoolMis) -> None:
    first = ask(school_mis, legal_surname="Adams")
    second = ask(school_mis, legal_surname="Baker")
    contact.goto(f"/schools/{school_mis.school_id}/results/pupils/not-matched/")
    leave(contact.get_by_role("button", name="Match 2 pupils"))
    expect(contact.locator("h1")).to_have_text("Alex Adams")
    leave(contact.locator(f"button[name=match][value='{first.account.pk}']"))
    expect(contact.locator("h1")).to_have_text("Alex Baker")
    expect(contact.locator("main")).to_contain_text(
        f"Alex Adams is matched to {first.account.username}"
    )
    leave(contact.locator(f"button[name=reject][value='{second.account.pk}']"))
    expect(contact.locator("main")).to_contain_text("not offered together again")
    if contact.evaluate("'htmx' in window || document.body.matches('.js-enabled')"):
        expect(contact.locator("h1")).to_be_focused()
    leave(contact.get_by_role("button", name="Create a new account"))
    leave(contact.get_by_role("button", name="Create the account"))
    expect(contact.locator("main")).to_contain_text("Alex Baker has a new account")
    for question in (first, second):
        question.person.refresh_from_db()
        assert question.person.standing == Standing.LINKED


def test_what_was_not_done_is_said(contact: Page, school_mis: SchoolMis) -> None:
    question = ask(school_mis)
    page = f"/schools/{school_mis.school_id}/results/people/{question.person.pk}/"
    contact.goto(page)
    contact.context.clear_cookies(name="csrftoken")
    leave(contact.get_by_role("button", name="Skip"))
    expect(contact.locator("h1")).to_have_text("Please fill it in once more")
    contact.goto(page)
    contact.context.clear_cookies(name="sessionid")
    leave(contact.get_by_role("button", name="Skip"))
    expect(contact.locator("h1")).to_have_text("Sign in")
    expect(contact.locator("main")).to_contain_text("what you pressed last was not done")


def test_a_match_is_taken_back(contact: Page, school_mis: SchoolMis) -> None:
    question = ask(school_mis, legal_surname="Adams")
    ask(school_mis, legal_surname="Baker")
    contact.goto(f"/schools/{school_mis.school_id}/results/people/{question.person.pk}/")
    leave(contact.locator(f"button[name=match][value='{question.account.pk}']"))
    expect(contact.locator("h1")).to_have_text("Alex Baker")
    leave(contact.get_by_role("link", name="Undo").first)
    leave(contact.get_by_role("button", name="Take it back"))
    expect(contact.locator("h1")).to_have_text("Alex Adams")
    expect(contact.locator("button[name=match]")).to_have_count(2)


def test_many_are_restored_at_once(contact: Page, school_mis: SchoolMis) -> None:
    accounts = [left_account(school_mis.school) for _ in range(3)]
    contact.goto(f"/schools/{school_mis.school_id}/results/pupils/unallocated/")
    for account in accounts[:2]:
        contact.locator(f"#chosen_{account.pk}").check()
    leave(contact.get_by_role("button", name="Restore"))
    expect(contact.locator("h1")).to_have_text("Restore 2 accounts?")
    leave(contact.get_by_role("button", name="Restore"))
    expect(contact.locator("main")).to_contain_text("restored. Undo")
    expect(contact.locator("tbody tr")).to_have_count(1)
    leave(contact.get_by_role("link", name="Undo"))
    leave(contact.get_by_role("button", name="Unallocate again"))
    expect(contact.locator("tbody tr")).to_have_count(3)
