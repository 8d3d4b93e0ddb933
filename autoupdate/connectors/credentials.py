"""What is wrong with a key, ID or reference that somebody entered, as far as its form tells.

Every function has the shape of ``CredentialField.check``. It must not know any one MIS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_KEY = 500
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}", re.ASCII)


def fault_of_key(text: str, partner: Mapping[str, str]) -> str:
    """A key is one word of printable letters that an HTTP header can carry; "" when it is."""
    del partner
    if not text.isascii() or not text.isprintable():
        return "it has a character that no such key has. Copy it again."
    if " " in text:
        return "it has a blank in it. Copy it again, without what stands around it."
    if len(text) > LONGEST_KEY:
        return "it is far longer than any such key. Copy it again."
    return ""


def fault_of_reference(text: str, partner: Mapping[str, str]) -> str:
    """A school's reference at a vendor: letters, digits and hyphens; "" when it is."""
    del partner
    if _REFERENCE.fullmatch(text):
        return ""
    return "it has letters, digits and hyphens only, and no more than 40 of them."
