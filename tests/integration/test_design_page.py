"""The style page and the error pages render as they stand, and only in debug."""

import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.test import Client

from accounts.views.design import ERROR_PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/design/", "/design/?sort=-name&page=2&kind=student"])
def test_every_component_renders(client: Client, settings: LazySettings, address: str) -> None:
    settings.DEBUG = True
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert "Matching one person" in page
    assert 'style="' not in page


@pytest.mark.parametrize("page", ["confirm", *ERROR_PAGES])
def test_the_other_style_pages_render(client: Client, settings: LazySettings, page: str) -> None:
    settings.DEBUG = True
    assert client.get(f"/design/{page}/").status_code == 200


@pytest.mark.parametrize("address", ["/design/", "/design/confirm/"])
def test_outside_debug_there_is_no_style_page(
    client: Client, settings: LazySettings, address: str
) -> None:
    settings.DEBUG = False
    assert client.get(address).status_code == 404


def test_an_unknown_style_page_is_not_found(client: Client, settings: LazySettings) -> None:
    settings.DEBUG = True
    assert client.get("/design/unicorn/").status_code == 404


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_error_pages_need_no_context(page: str) -> None:
    assert "USO <b>AutoUpdate</b>" in render_to_string(f"{page}.html")


def test_a_form_without_its_token_is_answered_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert "Please fill it in once more" in response.content.decode()
