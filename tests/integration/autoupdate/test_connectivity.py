"""The page that says the portal was reached."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

PAGE = "/agent/test.html"


def test_needs_neither_a_key_nor_the_database() -> None:
    response = Client().get(PAGE)
    assert response.status_code == 200
    assert "was reached" in response.text
    assert "testserver" in response.text
    assert "HTTP/1.1" in response.text
    assert str(timezone.localtime().year) in response.text


def test_says_whether_the_connection_is_encrypted() -> None:
    assert "Not encrypted" in Client().get(PAGE).text
    secure = Client().get(PAGE, secure=True).text
    assert "Encrypted (HTTPS)" in secure
    assert "Not encrypted" not in secure


def test_is_never_kept_by_a_proxy() -> None:
    assert "no-store" in Client().get(PAGE)["Cache-Control"]


def test_takes_no_data() -> None:
    assert Client().post(PAGE).status_code == 405


def test_the_description_of_the_api_is_served_to_everybody() -> None:
    response = Client().get("/api/schema/")
    assert response.status_code == 200
    assert "/api/agent/v1/uploads" in response.text
