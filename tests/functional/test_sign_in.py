"""Signing in, in a real browser."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import PortalUser
from tests.functional.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture
def somebody() -> PortalUser:
    made = PortalUser.objects.create_user("pat.head", "pat@example.org", PASSWORD)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def test_a_portal_user_signs_in_with_name_and_password(page: Page, somebody: PortalUser) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("pat.head")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).not_to_have_url(re.compile("/account/login/"))


def test_a_wrong_password_does_not_say_whether_the_user_exists(
    page: Page, somebody: PortalUser
) -> None:
    said = []
    for name in ("pat.head", "nobody.here"):
        page.goto("/account/login/")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill("wrong")
        page.locator("input[name=password]").press("Enter")
        said.append(page.locator("main").inner_text().replace(name, ""))
    assert said[0] == said[1]


def test_nobody_can_make_themselves_a_portal_user(page: Page) -> None:
    page.goto("/account/signup/")
    assert page.locator("input[name=password1]").count() == 0


def test_the_pages_obey_their_own_content_security_policy(
    context: BrowserContext,
    page: Page,
    client: Client,
    live_server: LiveServer,
    somebody: PortalUser,
) -> None:
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.goto("/account/login/")
    client.force_login(somebody)
    sign_in(context, client, live_server)
    page.goto("/account/2fa/")
    expect(page.locator("h1").first).to_be_visible()
    assert [text for text in refused if "Content Security Policy" in text] == []
