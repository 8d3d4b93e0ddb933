"""The secret box opens what it sealed, with any key it holds and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from autoupdate.secret_box import UnsealError, reseal, seal, unseal

KEY = "USO-ABCD-EFGH-JKLM-NPQR-STUV"


@pytest.fixture(autouse=True)
def key(settings: Settings) -> str:
    """One key, held."""
    made = Fernet.generate_key().decode()
    settings.UPLOAD_ENCRYPTION_KEYS = [made]
    return made


def test_opens_what_it_sealed() -> None:
    token = seal(KEY)
    assert KEY not in token
    assert unseal(token) == KEY


def test_a_key_may_be_changed_without_losing_anything(key: str, settings: Settings) -> None:
    token = seal(KEY)
    new = Fernet.generate_key().decode()
    settings.UPLOAD_ENCRYPTION_KEYS = [new, key]
    assert unseal(token) == KEY
    resealed = reseal(token)
    settings.UPLOAD_ENCRYPTION_KEYS = [new]
    assert unseal(resealed) == KEY
    with pytest.raises(UnsealError):
        unseal(token)


@pytest.mark.parametrize("using", [unseal, reseal])
def test_refuses_what_it_did_not_seal(using: Callable[[str], str]) -> None:
    with pytest.raises(UnsealError):
        using("not a token")
