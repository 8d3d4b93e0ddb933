"""The address of a school's iSAMS or Ed:gen: what may be entered, and what may be used.

People type it in, so it is looked at when it is entered and again at every use.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from autoupdate.connectors.addresses import is_within, site_of
from autoupdate.connectors.pulling import Access
from autoupdate.connectors.trouble import VendorTrouble


def fault_of(text: str, partner: Mapping[str, str]) -> str:
    """What is wrong with a MIS URL, or "". ``partner`` names the ``domains`` it may lie below."""
    domains = _listed(partner, "domains")
    if _is_test(text, partner):
        return ""
    if not text.startswith("https://"):
        return "it begins with https://, for example https://school.isams.cloud."
    if not is_within(text, domains):
        places = " or ".join(f".{domain}" for domain in domains)
        return f"it is the school’s own address and ends in {places}, with nothing before it."
    parts = urlsplit(text)
    if parts.path not in ("", "/") or "?" in text or "#" in text:
        return "leave out what comes after the name of the school’s site."
    return ""


def base_of(access: Access) -> str:
    """The address without a slash at its end.

    Raises VendorTrouble: credentials_missing, address_refused.
    """
    if not access.endpoint:
        raise VendorTrouble("credentials_missing")
    if fault_of(access.endpoint, access.partner):
        raise VendorTrouble("address_refused", host="")
    return access.endpoint.rstrip("/")


def _is_test(text: str, partner: Mapping[str, str]) -> bool:
    """Whether it is a pretend IRIS on the one machine of a demonstration; that has a path."""
    try:
        site = site_of(text)
    except VendorTrouble:
        return False
    parts = urlsplit(text)
    is_listed = f"{site.host}:{site.port}" in _listed(partner, "test_hosts")
    return is_listed and site.scheme in ("http", "https") and not (parts.query or parts.fragment)


def _listed(partner: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in partner.get(name, "").split(",") if each.strip()]
