"""After a new encryption key nothing that is sealed needs the old one."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from accounts.models import AuditEvent
from autoupdate.actions.connecting import PushKeys
from autoupdate.actions.handover import hand_over
from autoupdate.actions.resealing import reseal_all
from autoupdate.models import MisConnection
from autoupdate.reaching import sealed_secrets, secrets_of
from autoupdate.secret_box import UnsealError, unseal
from tests.factories import CaseFactory, WaitingCredentialsFactory
from tests.factories.cases import IRIS_SECRETS
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


def test_every_short_secret_is_sealed_anew(cast: Cast, settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.UPLOAD_ENCRYPTION_KEYS = [old]
    case, waiting = CaseFactory(iris=True), WaitingCredentialsFactory()
    keys = CaseFactory()
    hand_over(keys, PushKeys("USO-1", "SUP-1", "password"))
    CaseFactory()
    connection = MisConnection.objects.create(
        school_mis=cast.school_mis, sealed=sealed_secrets(IRIS_SECRETS)
    )
    settings.UPLOAD_ENCRYPTION_KEYS = [new, old]
    assert reseal_all() == {
        "Licence keys": 0,
        "Connections": 1,
        "Cases": 2,
        "Waiting credentials": 1,
    }
    settings.UPLOAD_ENCRYPTION_KEYS = [new]
    for each in (case, waiting, keys, connection):
        each.refresh_from_db()
    for row in (case, waiting):
        assert {code: unseal(token) for code, token in row.sealed.items()} == IRIS_SECRETS
    assert secrets_of(connection) == IRIS_SECRETS
    assert "SUP-1" in unseal(keys.handover)
    assert AuditEvent.objects.filter(action="secrets.resealed").exists()


def test_one_that_cannot_be_opened_stops_it_all(cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    case = CaseFactory(iris=True)
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnsealError):
        reseal_all()
    before = case.sealed
    case.refresh_from_db()
    assert case.sealed == before
