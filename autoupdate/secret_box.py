"""Short secrets sealed for the database, with the keys of the settings; it knows no model."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnsealError(Exception):
    """The text was sealed with a key that the settings no longer hold, or it was changed."""


def cipher() -> MultiFernet:
    """The cipher of ``settings.UPLOAD_ENCRYPTION_KEYS``: the first key seals, all of them open."""
    return _cipher(tuple(settings.UPLOAD_ENCRYPTION_KEYS))


@lru_cache(maxsize=8)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """The text, encrypted, as ASCII."""
    return cipher().encrypt(text.encode()).decode("ascii")


def unseal(token: str) -> str:
    """The text that ``seal`` was given. Raises UnsealError."""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnsealError from error


def reseal(token: str) -> str:
    """The same secret under the newest key (after a key was added). Raises UnsealError."""
    try:
        return cipher().rotate(token.encode()).decode("ascii")
    except InvalidToken as error:
        raise UnsealError from error
