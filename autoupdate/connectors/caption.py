"""When two captions are the same: readers, declarations and filters all compare by this key."""

from __future__ import annotations

import re
from functools import lru_cache

_ENCODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def decode_caption(tag: str) -> str:
    """``Legal_x0020_Surname`` → ``Legal Surname`` (how .NET writes a caption as an XML name)."""
    text = _ENCODED.sub(lambda found: chr(int(found.group(1), 16)), tag)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def caption_key(caption: str) -> str:
    """The form in which captions are compared: case and spacing do not matter."""
    return _SPACES.sub(" ", caption).strip().casefold()
