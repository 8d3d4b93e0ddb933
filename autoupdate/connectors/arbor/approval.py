"""Approving AutoUpdate in Arbor: the school's browser goes there and comes back with a code.

What the code stands for is a username and a password for this school, and where its data are.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.pulling import Access, Asking, Granted
from autoupdate.connectors.trouble import VendorTrouble

_REFUSED = {400: "approval_unusable", 401: "partner_refused"}


class ArborApproval:
    """The approval of a partner's application."""

    def address(self, asking: Asking) -> str:
        """Arbor's approve page."""
        words = {
            "app": asking.of_partner("id"),
            "state": asking.state,
            "return_to": asking.return_to,
        }
        return f"{_url(asking)}/partner-app/approve?{urlencode(words)}"

    def exchange(self, client: VendorClient, asking: Asking, *, code: str) -> Granted:
        """The school's username, password and endpoint; the endpoint may be missing."""
        answer = client.post(
            f"{_url(asking)}/partner-app/exchange",
            resource="an approval",
            form={"code": code},
            auth=(asking.of_partner("id"), asking.of_partner("secret")),
            expected=frozenset(_REFUSED),
        )
        if answer.status in _REFUSED:
            raise VendorTrouble(_REFUSED[answer.status], host=answer.host)
        told = answer.json()
        return Granted(
            endpoint=_text(told, "endpoint", answer),
            secrets={name: _text(told, name, answer) for name in ("username", "password")},
        )

    def revoke(self, client: VendorClient, access: Access) -> bool:
        """Arbor has no way: the school withdraws the application in Arbor itself."""
        return False


def _url(asking: Asking) -> str:
    return asking.of_partner("url").rstrip("/")


def _text(told: Any, name: str, answer: Answer) -> str:
    """One text of the answer; only the endpoint may be blank."""
    found = told.get(name) if isinstance(told, dict) else None
    if not isinstance(found, str) or (not found and name != "endpoint"):
        raise VendorTrouble(
            "answer_unusable", host=answer.host, status=str(answer.status), resource="an approval"
        )
    return found
