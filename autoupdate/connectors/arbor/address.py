"""Where a school's Arbor is: what somebody may enter as its endpoint URL."""

from __future__ import annotations

from collections.abc import Mapping

from autoupdate.connectors.addresses import is_within, site_of
from autoupdate.connectors.trouble import VendorTrouble

DOMAINS = ("arbor.sc", "arbor.education")


def fault_of(text: str, partner: Mapping[str, str]) -> str:
    """What is wrong with an endpoint URL, or ""; pretend vendors' addresses are as good."""
    if is_within(text, DOMAINS):
        return ""
    try:
        is_test = site_of(text).netloc in partner.get("test_hosts", "").split(",")
    except VendorTrouble:
        is_test = False
    if is_test:
        return ""
    return "it begins with https:// and ends in .arbor.sc or .arbor.education."
