"""A school has one live licence key; who may see and change it; every change is on record."""

from __future__ import annotations

import io

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions.keys import issue_key, live_key, revoke_key, rotate_key, show_key
from autoupdate.licence_keys import digest_of
from autoupdate.models import LicenceKey
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

MAY_CHANGE = {"head", "head_proxy", "desk"}
MAY_SEE = MAY_CHANGE | {"nominated_contact", "colleague"}
EVERYBODY = [
    "head",
    "head_proxy",
    "nominated_contact",
    "colleague",
    "la_user",
    "desk",
    "outsider",
]


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_a_key_is_issued_once(cast: Cast) -> None:
    issued = issue_key(cast.school, by=cast.head)
    assert issued.licence_key.digest == digest_of(issued.plain)
    assert issued.plain not in issued.licence_key.encrypted
    with pytest.raises(ActionRefused, match="Rotate it"):
        issue_key(cast.school, by=cast.head)
    assert actions() == ["licence_key.issued"]


def test_rotating_revokes_the_old_key(cast: Cast) -> None:
    old = issue_key(cast.school, by=cast.head).licence_key
    new = rotate_key(cast.school, by=cast.desk, reason="It was sent by e-mail.").licence_key
    old.refresh_from_db()
    assert old.revoked_by == cast.desk
    assert live_key(cast.school) == new
    event = AuditEvent.objects.get(action="licence_key.rotated")
    assert (event.before, event.after) == ({"licence_key": old.pk}, {"licence_key": new.pk})
    assert event.reason == "It was sent by e-mail."


def test_rotating_where_there_was_none_issues_one(cast: Cast) -> None:
    rotate_key(cast.school, by=cast.head)
    assert AuditEvent.objects.get().before == {"licence_key": None}
    assert LicenceKey.objects.count() == 1


def test_revoking_leaves_none(cast: Cast) -> None:
    issue_key(cast.school, by=None)
    revoke_key(cast.school, by=cast.head)
    assert live_key(cast.school) is None
    with pytest.raises(ActionRefused, match="no licence key"):
        revoke_key(cast.school, by=cast.head)
    assert actions() == ["licence_key.issued", "licence_key.revoked"]


def test_the_key_itself_is_in_no_audit_event(cast: Cast) -> None:
    plain = issue_key(cast.school, by=None).plain
    rotate_key(cast.school, by=None)
    for event in AuditEvent.objects.all():
        assert plain not in f"{event.subject}{event.before}{event.after}{event.reason}"


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_change_it(cast: Cast, who: str) -> None:
    user = cast.everybody()[who]
    for action in (issue_key, rotate_key, revoke_key):
        if who in MAY_CHANGE:
            action(cast.school, by=user)
        else:
            with pytest.raises(PermissionDenied):
                action(cast.school, by=user)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_see_it(cast: Cast, who: str) -> None:
    plain = issue_key(cast.school, by=None).plain
    user = cast.everybody()[who]
    if who in MAY_SEE:
        assert show_key(cast.school, by=user) == plain
    else:
        with pytest.raises(PermissionDenied):
            show_key(cast.school, by=user)


def test_where_there_is_no_key_nothing_is_shown(cast: Cast) -> None:
    assert show_key(cast.school, by=cast.head) == ""


def test_after_a_new_encryption_key_the_old_one_is_not_needed(
    cast: Cast, settings: Settings
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.UPLOAD_ENCRYPTION_KEYS = [old]
    plain = issue_key(cast.school, by=None).plain
    settings.UPLOAD_ENCRYPTION_KEYS = [new, old]
    said = io.StringIO()
    call_command("reseal_keys", stdout=said)
    assert "Licence keys sealed with the newest key: 1\n" in said.getvalue()
    settings.UPLOAD_ENCRYPTION_KEYS = [new]
    assert show_key(cast.school, by=cast.head) == plain


def test_a_key_that_cannot_be_opened_stops_the_resealing(cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    before = issue_key(cast.school, by=None).licence_key.encrypted
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="Put that key back"):
        call_command("reseal_keys")
    assert LicenceKey.objects.get().encrypted == before
