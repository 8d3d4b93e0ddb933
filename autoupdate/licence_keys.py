"""What a licence key looks like and how it is recognised; it must not know who holds one."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "USO"
#: 32 signs that nobody confuses when reading a key out: no I, O, 0 or 1.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
NUM_GROUPS, GROUP_LENGTH = 5, 4


def new_key() -> str:
    """A fresh key of 100 random bits: ``USO-XXXX-XXXX-XXXX-XXXX-XXXX``."""
    groups = (
        "".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(NUM_GROUPS)
    )
    return "-".join((PREFIX, *groups))


def digest_of(key: str) -> str:
    """The SHA-256 (hex) by which a key is found. Case and spaces do not matter: people type it.

    A key has 100 random bits, so it needs neither salt nor a slow hash.
    """
    return hashlib.sha256("".join(key.split()).upper().encode(errors="replace")).hexdigest()


def ending_of(key: str) -> str:
    """The last signs of a key, which tell schools apart and open nothing."""
    return "".join(key.split()).upper()[-GROUP_LENGTH:]
