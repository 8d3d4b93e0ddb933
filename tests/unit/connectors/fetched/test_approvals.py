"""Approving at Arbor and ScholarPack: the address, what the code brings, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from autoupdate.connectors.arbor.approval import ArborApproval
from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.oauth import challenge_of
from autoupdate.connectors.pulling import Asking
from autoupdate.connectors.scholarpack.approval import (
    SCOPES,
    ScholarPackApproval,
    renewal_of,
)
from autoupdate.connectors.trouble import VendorTrouble
from tests.unit.connectors.fetched.playing import PARTNER, Playing, access, answer, session

ASKING = Asking(
    state="st&te", verifier="v" * 64, return_to="https://uso.example/back?a=1", partner=PARTNER
)
TOKENS = {"access_token": "a", "refresh_token": "r", "expires_in": 3600}


def words_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def giving(told: Any, *, status: int = 200) -> Playing:
    return Playing(lambda call: answer(told, status=status))


def exchanged(approval: ArborApproval | ScholarPackApproval, client: Playing) -> Any:
    return approval.exchange(cast(VendorClient, client), ASKING, code="c0de")


def trouble_of(approval: ArborApproval | ScholarPackApproval, client: Playing) -> str:
    with pytest.raises(VendorTrouble) as met:
        exchanged(approval, client)
    return met.value.code


def test_arbors_address() -> None:
    address = ArborApproval().address(ASKING)
    assert address.startswith("https://vendor.example/partner-app/approve?")
    assert words_of(address) == {
        "app": "us",
        "state": "st&te",
        "return_to": "https://uso.example/back?a=1",
    }


@pytest.mark.parametrize("endpoint", ["", "https://oak.example"])
def test_what_arbor_gives(endpoint: str) -> None:
    client = giving({"username": "u", "password": "p", "endpoint": endpoint})
    granted = exchanged(ArborApproval(), client)
    assert (granted.endpoint, granted.reference) == (endpoint, "")
    assert granted.secrets == {"username": "u", "password": "p"}
    (call,) = client.asked
    assert call["url"] == "https://vendor.example/partner-app/exchange"
    assert (call["form"], call["auth"]) == ({"code": "c0de"}, ("us", "ours"))


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"error": "invalid_code"}, 400, "approval_unusable"),
        ({"error": "invalid_partner"}, 401, "partner_refused"),
        ([], 200, "answer_unusable"),
        ({"username": "u", "password": "p"}, 200, "answer_unusable"),
        ({"username": "", "password": "p", "endpoint": ""}, 200, "answer_unusable"),
        ({"username": "u", "password": 5, "endpoint": ""}, 200, "answer_unusable"),
    ],
)
def test_what_arbor_may_say_instead(told: Any, status: int, code: str) -> None:
    assert trouble_of(ArborApproval(), giving(told, status=status)) == code


def test_arbor_has_no_way_to_hear_that_it_is_over() -> None:
    client = giving({})
    assert ArborApproval().revoke(cast(VendorClient, client), access()) is False
    assert client.asked == []


def test_scholarpacks_address() -> None:
    address = ScholarPackApproval().address(ASKING)
    assert address.startswith("https://vendor.example/oauth2/authorize/?")
    assert words_of(address) == {
        "response_type": "code",
        "client_id": "us",
        "redirect_uri": "https://uso.example/back?a=1",
        "scope": " ".join(SCOPES),
        "state": "st&te",
        "code_challenge": challenge_of("v" * 64),
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("school", "reference"), [({"id": "9902001"}, "9902001"), ({}, ""), (None, ""), ("x", "")]
)
def test_what_scholarpack_gives(school: Any, reference: str) -> None:
    client = giving({**TOKENS, "school": school})
    granted = exchanged(ScholarPackApproval(), client)
    assert granted.reference == reference
    assert granted.secrets["refresh_token"] == "r"
    (call,) = client.asked
    assert call["form"] == {
        "grant_type": "authorization_code",
        "code": "c0de",
        "redirect_uri": "https://uso.example/back?a=1",
        "code_verifier": "v" * 64,
        "client_id": "us",
        "client_secret": "ours",
    }


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"error": "invalid_grant"}, 400, "approval_unusable"),
        ({"error": "unsupported_grant_type"}, 400, "request_refused"),
        ([], 400, "request_refused"),
        ({"error": "invalid_client"}, 401, "partner_refused"),
        ({}, 200, "answer_unusable"),
    ],
)
def test_what_scholarpack_may_say_instead(told: Any, status: int, code: str) -> None:
    assert trouble_of(ScholarPackApproval(), giving(told, status=status)) == code


def test_a_renewal_uses_the_last_refresh_token() -> None:
    client = giving(TOKENS)
    found = renewal_of(session(client))({"refresh_token": "last"})
    assert (found["access_token"], found["refresh_token"]) == ("a", "r")
    assert client.asked[0]["form"]["refresh_token"] == "last"


@pytest.mark.parametrize(
    ("secrets", "told", "status", "code"),
    [
        ({}, {}, 200, "credentials_missing"),
        ({"refresh_token": "x"}, {"error": "invalid_grant"}, 400, "approval_withdrawn"),
        ({"refresh_token": "x"}, {"error": "invalid_client"}, 401, "partner_refused"),
    ],
)
def test_a_renewal_that_is_refused(
    secrets: Mapping[str, str], told: Any, status: int, code: str
) -> None:
    renew = renewal_of(session(giving(told, status=status)))
    with pytest.raises(VendorTrouble) as met:
        renew(secrets)
    assert met.value.code == code


def test_scholarpack_hears_that_it_is_over() -> None:
    client = giving({})
    assert ScholarPackApproval().revoke(cast(VendorClient, client), access()) is True
    (call,) = client.asked
    assert call["url"] == "https://vendor.example/oauth2/revoke/"
    assert call["form"]["token"] == "refresh"


@pytest.mark.parametrize("approval", [ArborApproval(), ScholarPackApproval()])
@pytest.mark.parametrize("name", ["url", "id"])
def test_a_portal_that_the_vendor_does_not_know(
    approval: ArborApproval | ScholarPackApproval, name: str
) -> None:
    asking = replace(ASKING, partner={**PARTNER, name: ""})
    with pytest.raises(VendorTrouble) as met:
        approval.address(asking)
    assert met.value.code == "partner_missing"
