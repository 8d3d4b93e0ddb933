"""Whoever was signed out while typing: what they typed waits, and is sent only when they say so."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleRequest
from accounts.tasks import clear_sessions
from accounts.views import typed
from tests.integration.conftest import Cast

ASKED = {
    "role": "nominated_contact",
    "words": "I am <new> in the office",
    "csrfmiddlewaretoken": "x",
}


def signed_out(client: Client, url: str, data: dict[str, str]) -> str:
    """What is said at the sign-in page after pressing there."""
    answer = client.post(url, data, follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    return answer.content.decode()


def test_what_was_typed_is_sent_once_its_owner_says_so(cast: Cast) -> None:
    client, url = Client(), reverse("accounts:my_roles")
    given = {**ASKED, "dfe_number": cast.school.dfe_number}
    assert "what you typed is still here" in signed_out(client, url, given)
    assert not RoleRequest.objects.exists()
    client.force_login(cast.outsider)
    assert "Send what you typed" not in client.get(reverse("autoupdate:help")).content.decode()
    page = client.get(url).content.decode()
    assert "Send what you typed?" in page
    assert 'name="words" value="I am &lt;new&gt; in the office"' in page
    assert 'value="x"' not in page, "the token is a new one"
    assert not RoleRequest.objects.exists(), "nothing happens by opening a page"
    assert "Send what you typed" not in client.get(url).content.decode(), "it is asked once"
    client.post(url, given)
    assert RoleRequest.objects.get().user == cast.outsider


def test_an_address_that_only_takes_what_is_pressed_asks_too(cast: Cast) -> None:
    client, url = Client(), reverse("autoupdate:user_columns")
    signed_out(client, url, {"columns": "username"})
    client.force_login(cast.head)
    assert "Send what you typed?" in client.get(url).content.decode()
    assert client.get(url).status_code == 405


def test_it_does_not_wait_for_ever(cast: Cast) -> None:
    client, url = Client(), reverse("accounts:my_roles")
    signed_out(client, url, ASKED)
    client.force_login(cast.head)
    session = client.session
    session["typed"] = {**session["typed"], "at": session["typed"]["at"] - typed.WAITS - 5}
    session.save()
    assert "Send what you typed" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("autoupdate:credentials", {"client_secret": "very secret"}),
        ("matching:request_details", {"reason": "x" * typed.LONGEST}),
    ],
)
def test_secrets_and_what_is_too_long_are_not_kept(
    cast: Cast, name: str, data: dict[str, str]
) -> None:
    more = ["staff"] if name == "matching:request_details" else []
    client, url = Client(), reverse(name, args=[cast.school.pk, *more])
    assert typed.SIGNED_OUT in signed_out(client, url, data)
    assert "typed" not in client.session


def test_sessions_that_are_over_are_deleted_with_what_they_kept(cast: Cast) -> None:
    for _ in range(2):
        signed_out(Client(), reverse("accounts:my_roles"), ASKED)
    over = Session.objects.order_by("pk").first()
    assert over is not None
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now())
    clear_sessions()
    assert not Session.objects.filter(pk=over.pk).exists()
    assert Session.objects.count() == 1
