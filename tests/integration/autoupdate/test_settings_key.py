"""The licence key's pages: hidden until asked for, each look written down, new and revoked."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions.revealing import KEY_SHOWN, reveal_key
from autoupdate.models import LicenceKey
from tests.factories import LicenceKeyFactory
from tests.integration.conftest import Cast


def page(cast: Cast, name: str) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk])


def told(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_key_is_on_no_page_until_it_is_asked_for(cast: Cast, licence_key: str) -> None:
    client = cast.client(cast.head)
    for name in ("settings", "key_new", "key_revoke", "history"):
        assert licence_key not in told(client.get(page(cast, name)))


def test_a_look_at_the_key_is_written_down_and_not_cached(cast: Cast, licence_key: str) -> None:
    answer = cast.client(cast.colleague).post(page(cast, "key"))
    assert licence_key in told(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    event = AuditEvent.objects.get(action=KEY_SHOWN)
    assert (event.by, event.school) == (cast.colleague, cast.school)
    assert licence_key not in str([event.before, event.after, event.subject])


def test_following_a_link_shows_no_key(cast: Cast, licence_key: str) -> None:
    answer = cast.client(cast.head).get(page(cast, "key"))
    assert answer.headers["Location"] == page(cast, "settings")
    assert not AuditEvent.objects.filter(action=KEY_SHOWN).exists()


def test_a_school_without_a_key_is_told_so(cast: Cast) -> None:
    answer = cast.client(cast.head).post(page(cast, "key"), follow=True)
    assert "has no licence key yet" in told(answer)
    assert "Make a licence key" in told(answer)
    contact = told(cast.client(cast.colleague).get(page(cast, "settings")))
    assert "Make a licence key" not in contact
    assert "The Headteacher, the Head Proxy or the Service Desk can make one" in contact


def test_a_key_sealed_with_a_lost_key_is_told_in_words(
    cast: Cast, licence_key: str, settings: Settings
) -> None:
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    answer = cast.client(cast.head).post(page(cast, "key"), follow=True)
    assert "The licence key cannot be shown" in told(answer)
    assert not AuditEvent.objects.filter(action=KEY_SHOWN).exists()


def test_a_new_key_replaces_the_old_one(cast: Cast, licence_key: str) -> None:
    client = cast.client(cast.head)
    assert "The key in use stops working at once." in told(client.get(page(cast, "key_new")))
    answer = client.post(page(cast, "key_new"))
    assert "The software needs the new key" in told(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert licence_key not in told(answer)
    assert LicenceKey.objects.filter(school=cast.school, revoked_at=None).count() == 1
    assert LicenceKey.objects.filter(school=cast.school).count() == 2


def test_a_first_key_can_be_made(cast: Cast) -> None:
    client = cast.client(cast.desk)
    assert "stops working" not in told(client.get(page(cast, "key_new")))
    assert "USO-" in told(client.post(page(cast, "key_new")))


def test_the_key_can_be_revoked_once(cast: Cast, licence_key: str) -> None:
    client = cast.client(cast.head)
    assert "can upload nothing more" in told(client.get(page(cast, "key_revoke")))
    assert "is revoked" in told(client.post(page(cast, "key_revoke"), follow=True))
    again = told(client.post(page(cast, "key_revoke"), follow=True))
    assert "has no licence key that could be revoked" in again


def test_other_schools_keys_stay_theirs(cast: Cast) -> None:
    LicenceKeyFactory(school=cast.outsider_school)
    cast.client(cast.head).post(page(cast, "key_new"))
    assert LicenceKey.objects.filter(school=cast.outsider_school, revoked_at=None).count() == 1


def test_the_action_asks_for_itself_who_may_look(cast: Cast, licence_key: str) -> None:
    with pytest.raises(PermissionDenied):
        reveal_key(cast.school, by=cast.la_user)
    assert reveal_key(cast.school, by=cast.head) == licence_key


def test_the_action_refuses_where_there_is_no_key(cast: Cast) -> None:
    with pytest.raises(ActionRefused):
        reveal_key(cast.school, by=cast.head)


def test_an_mis_that_does_not_upload_has_no_key_panel(cast: Cast) -> None:
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    assert "Licence key" not in told(cast.client(cast.head).get(page(cast, "settings")))
