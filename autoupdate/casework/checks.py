"""What is wrong with a text that a school typed into a case: a sentence, or "" for nothing.

Pure, but for the settings' list of pretend vendors. What a connector checks itself is not here.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

_ARBOR_HOSTS = (".arbor.sc", ".arbor.education")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def arbor_url(text: str) -> str:
    """The address of a school's Arbor."""
    return _address_at(text, _ARBOR_HOSTS, like="https://your-school.uk.arbor.sc")


def _address_at(text: str, hosts: tuple[str, ...], *, like: str) -> str:
    """An https address at one of the hosts, without a user, a port or a question in it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"Enter an address such as {like}"
    if f"{host}:{port}" in settings.VENDOR_TEST_HOSTS:
        return ""
    if parts.scheme != "https" or parts.username or parts.query or parts.fragment or port:
        return f"Enter an address that begins with https://, such as {like}"
    if not host.endswith(hosts) or not _NAME.fullmatch(host):
        return f"Enter the address of your own school, such as {like}"
    return ""
