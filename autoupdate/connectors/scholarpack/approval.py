"""Confirming AutoUpdate in ScholarPack: OAuth 2 with state and PKCE, renewal and revocation.

ScholarPack's refresh tokens rotate: each is good once, and what comes of it is kept at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.oauth import REFRESH_TOKEN, Renewal, challenge_of, tokens_of
from autoupdate.connectors.pulling import Access, Asking, Granted, Session
from autoupdate.connectors.trouble import VendorTrouble

SCOPES = ("student:read", "staff:read", "contact:read", "group:read", "attendance:read")

_READ = frozenset({400, 401})


class ScholarPackApproval:
    """The authorization code grant."""

    def address(self, asking: Asking) -> str:
        """ScholarPack's authorize page."""
        words = {
            "response_type": "code",
            "client_id": asking.of_partner("id"),
            "redirect_uri": asking.return_to,
            "scope": " ".join(SCOPES),
            "state": asking.state,
            "code_challenge": challenge_of(asking.verifier),
            "code_challenge_method": "S256",
        }
        return f"{asking.of_partner('url').rstrip('/')}/oauth2/authorize/?{urlencode(words)}"

    def exchange(self, client: VendorClient, asking: Asking, *, code: str) -> Granted:
        """The tokens, and which school they are for."""
        answer = _token(
            client,
            asking,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": asking.return_to,
                "code_verifier": asking.verifier,
            },
            when_invalid="approval_unusable",
        )
        secrets = tokens_of(answer)
        school = answer.json().get("school")
        reference = str(school.get("id") or "") if isinstance(school, dict) else ""
        return Granted(reference=reference, secrets=secrets)

    def revoke(self, client: VendorClient, access: Access) -> bool:
        """End the approval: with the refresh token goes what came of it."""
        client.post(
            f"{access.of_partner('url').rstrip('/')}/oauth2/revoke/",
            resource="a token",
            form={"token": access.secret(REFRESH_TOKEN), **_client_of(access)},
        )
        return True


def renewal_of(session: Session) -> Renewal:
    """How a session gets a new token from the last refresh token."""

    def renew(secrets: Mapping[str, str]) -> Mapping[str, str]:
        if not secrets.get(REFRESH_TOKEN):
            raise VendorTrouble("credentials_missing")
        form = {"grant_type": "refresh_token", REFRESH_TOKEN: secrets[REFRESH_TOKEN]}
        answer = _token(session.client, session.access, form, when_invalid="approval_withdrawn")
        return tokens_of(answer)

    return renew


def _token(
    client: VendorClient,
    standing: Access | Asking,
    form: Mapping[str, str],
    *,
    when_invalid: str,
) -> Answer:
    """The token end point's good answer; ``when_invalid`` is the trouble of a refused grant."""
    answer = client.post(
        f"{standing.of_partner('url').rstrip('/')}/oauth2/token/",
        resource="a token",
        form={**form, **_client_of(standing)},
        expected=_READ,
    )
    if answer.status == 401:
        raise VendorTrouble("partner_refused", host=answer.host)
    if answer.status == 400:
        is_grant = _error_of(answer) == "invalid_grant"
        raise VendorTrouble(
            when_invalid if is_grant else "request_refused",
            host=answer.host,
            status="400",
            resource="a token",
        )
    return answer


def _client_of(standing: Access | Asking) -> dict[str, str]:
    return {
        "client_id": standing.of_partner("id"),
        "client_secret": standing.of_partner("secret"),
    }


def _error_of(answer: Answer) -> Any:
    told = answer.json()
    return told.get("error") if isinstance(told, dict) else None
