"""The only token store of connectors: a bearer token that is renewed before and after it expires.

It must not know any one vendor: how a token is got is the connector's ``Renewal``. Of all who reach
one school's MIS at a time, one renews.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.pulling import Access
from autoupdate.connectors.trouble import VendorTrouble

ACCESS_TOKEN, REFRESH_TOKEN, EXPIRES_AT = "access_token", "refresh_token", "expires_at"
_GOT = frozenset({ACCESS_TOKEN, REFRESH_TOKEN, EXPIRES_AT})
#: A token this near to its end is renewed rather than used.
SPARE_S = 60

#: New secrets (as ``tokens_of`` gives them) from the ones there are. Raises VendorTrouble.
Renewal = Callable[[Mapping[str, str]], Mapping[str, str]]


class Bearer:
    """The token of one session. What a renewal brings is remembered at once: vendors rotate."""

    def __init__(self, access: Access, *, renew: Renewal) -> None:
        self._access = access
        self._renew = renew
        self._secrets = dict(access.secrets)

    def get(self, client: VendorClient, url: str, *, resource: str, **more: Any) -> Answer:
        """GET with the token; a token that is refused is renewed once."""
        expected = frozenset(more.pop("expected", ())) | {401}
        headers: Mapping[str, str] = more.pop("headers", {})
        refused = ""
        for _ in range(2):
            token = self._token(refused=refused)
            signed = {**headers, "Authorization": f"Bearer {token}"}
            answer = client.get(url, resource=resource, headers=signed, expected=expected, **more)
            if answer.status != 401:
                return answer
            refused = token
        raise VendorTrouble("not_authorised", host=answer.host)

    def _token(self, *, refused: str) -> str:
        """A token that is good for a while and is not the one that was refused just now."""
        if not _is_good(self._secrets, refused=refused):
            with self._access.renewing() as kept:
                self._secrets = {**self._secrets, **kept}
                if not _is_good(self._secrets, refused=refused):  # nobody renewed it meanwhile
                    self._secrets.update(self._renew(self._secrets))
                    self._access.remember(dict(self._secrets))
        return self._secrets[ACCESS_TOKEN]


def _is_good(secrets: Mapping[str, str], *, refused: str) -> bool:
    token = secrets.get(ACCESS_TOKEN, "")
    until = float(secrets.get(EXPIRES_AT) or 0)
    return token not in ("", refused) and until >= time.time() + SPARE_S


def without_tokens(secrets: Mapping[str, str]) -> dict[str, str]:
    """What was entered or granted itself: tokens die with what they were got with."""
    return {name: text for name, text in secrets.items() if name not in _GOT}


def tokens_of(answer: Answer) -> dict[str, str]:
    """The secrets in a token end point's answer. Our own clock counts, not the vendor's.

    Raises VendorTrouble: not_data, answer_unusable.
    """
    told = answer.json()
    if not isinstance(told, dict) or not told.get(ACCESS_TOKEN):
        raise VendorTrouble(
            "answer_unusable", host=answer.host, status=str(answer.status), resource="a token"
        )
    try:
        lasts_s = float(told.get("expires_in", 3600))
    except (TypeError, ValueError):
        lasts_s = 3600
    found = {ACCESS_TOKEN: str(told[ACCESS_TOKEN]), EXPIRES_AT: str(int(time.time() + lasts_s))}
    if told.get(REFRESH_TOKEN):
        found[REFRESH_TOKEN] = str(told[REFRESH_TOKEN])
    return found


def challenge_of(verifier: str) -> str:
    """PKCE's S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
