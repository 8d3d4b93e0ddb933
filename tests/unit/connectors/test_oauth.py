"""A bearer token is renewed in time, once, by one, and what a renewal brings is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import pytest

from autoupdate.connectors.http import Answer, VendorClient
from autoupdate.connectors.oauth import Bearer, challenge_of, tokens_of
from autoupdate.connectors.pulling import Access
from autoupdate.connectors.trouble import VendorTrouble

URL = "https://vendor.example/api"


class Vendor:
    """Stands in for the client: knows which token is good, and what it was asked with."""

    def __init__(self, *, good: str) -> None:
        self.good = good
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def get(self, url: str, *, resource: str, headers: Mapping[str, str], **more: Any) -> Answer:
        token = headers["Authorization"].removeprefix("Bearer ")
        self.asked.append((token, {"headers": headers, "resource": resource, **more}))
        return Answer(
            status=200 if token == self.good else 401,
            headers={},
            body=b"{}",
            host="vendor.example",
        )


class Kept:
    """What is kept of one school, as two sessions see it."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)
        self.is_locked = False

    def access(self) -> Access:
        return Access(
            endpoint="",
            reference="",
            dfe_number="9902001",
            secrets=dict(self.secrets),
            partner={},
            remember=self.secrets.update,
            alone=self.alone,
        )

    @contextmanager
    def alone(self) -> Iterator[Mapping[str, str]]:
        self.is_locked = True
        yield dict(self.secrets)
        self.is_locked = False


def in_seconds(number: float) -> str:
    return str(int(time.time() + number))


def ask(bearer: Bearer, vendor: Vendor, **more: Any) -> Answer:
    return bearer.get(cast(VendorClient, vendor), URL, resource="students", **more)


def never(_: Mapping[str, str]) -> Mapping[str, str]:
    raise AssertionError("nothing was to be renewed")


def test_a_token_that_is_good_is_used_as_it_is() -> None:
    kept = Kept({"access_token": "one", "expires_at": in_seconds(3600)})
    vendor = Vendor(good="one")
    answer = ask(
        Bearer(kept.access(), renew=never),
        vendor,
        headers={"X-School": "1"},
        params={"page": "1"},
        expected={404},
    )
    assert answer.status == 200
    ((token, more),) = vendor.asked
    assert token == "one"
    assert more["headers"]["X-School"] == "1"
    assert more["params"] == {"page": "1"}
    assert more["expected"] == {401, 404}


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"access_token": "old"},
        {"access_token": "old", "expires_at": in_seconds(30)},
        {"access_token": "old", "expires_at": in_seconds(-30)},
    ],
)
def test_a_token_that_is_missing_or_nearly_over_is_renewed(secrets: Mapping[str, str]) -> None:
    kept = Kept({**secrets, "refresh_token": "first"})
    vendor = Vendor(good="new")
    given: list[Mapping[str, str]] = []

    def renew(now: Mapping[str, str]) -> Mapping[str, str]:
        assert kept.is_locked
        given.append(dict(now))
        return {"access_token": "new", "expires_at": in_seconds(3600), "refresh_token": "second"}

    bearer = Bearer(kept.access(), renew=renew)
    assert ask(bearer, vendor).status == ask(bearer, vendor).status == 200
    assert [each["refresh_token"] for each in given] == ["first"]
    assert (kept.secrets["access_token"], kept.secrets["refresh_token"]) == ("new", "second")
    assert not kept.is_locked


def test_a_token_that_is_refused_in_the_middle_is_renewed_once() -> None:
    kept = Kept({"access_token": "one", "expires_at": in_seconds(3600)})
    vendor = Vendor(good="two")
    renew = {"access_token": "two", "expires_at": in_seconds(3600)}
    assert ask(Bearer(kept.access(), renew=lambda _: renew), vendor).status == 200
    assert [token for token, _ in vendor.asked] == ["one", "two"]


def test_a_new_token_that_is_refused_too_is_the_end_of_it() -> None:
    kept = Kept({"access_token": "one", "expires_at": in_seconds(3600)})
    vendor = Vendor(good="none of them")
    renew = {"access_token": "two", "expires_at": in_seconds(3600)}
    with pytest.raises(VendorTrouble) as met:
        ask(Bearer(kept.access(), renew=lambda _: renew), vendor)
    assert met.value.code == "not_authorised"
    assert len(vendor.asked) == 2


def test_of_two_sessions_one_renews() -> None:
    kept = Kept({"access_token": "one", "expires_at": in_seconds(10), "refresh_token": "first"})
    vendor = Vendor(good="two")
    first, second = kept.access(), kept.access()
    renew = {"access_token": "two", "expires_at": in_seconds(3600), "refresh_token": "second"}
    assert ask(Bearer(first, renew=lambda _: renew), vendor).status == 200
    assert ask(Bearer(second, renew=never), vendor).status == 200


def test_without_anybody_else_the_session_goes_on_with_its_own() -> None:
    """A second renewal must use what the first one brought, not what there was at first."""
    access = Access(
        endpoint="",
        reference="",
        dfe_number="",
        secrets={"refresh_token": "r0"},
        partner={},
    )
    used: list[str] = []

    def renew(now: Mapping[str, str]) -> Mapping[str, str]:
        used.append(now["refresh_token"])
        return {
            "access_token": f"a{len(used)}",
            "refresh_token": f"r{len(used)}",
            "expires_at": "1",
        }

    bearer = Bearer(access, renew=renew)
    vendor = Vendor(good="a1")
    ask(bearer, vendor)
    vendor.good = "a2"
    ask(bearer, vendor)
    assert used == ["r0", "r1"]


def answer_of(body: bytes, *, status: int = 200) -> Answer:
    return Answer(status=status, headers={}, body=body, host="vendor.example")


def test_the_tokens_of_an_answer() -> None:
    found = tokens_of(
        answer_of(b'{"access_token": "a", "refresh_token": "r", "expires_in": 600, "scope": "x"}')
    )
    assert (found["access_token"], found["refresh_token"]) == ("a", "r")
    assert 590 <= float(found["expires_at"]) - time.time() <= 601
    assert set(found) == {"access_token", "refresh_token", "expires_at"}


@pytest.mark.parametrize("lasts", [b"", b', "expires_in": null', b', "expires_in": "soon"'])
def test_a_token_whose_life_is_not_said_lasts_an_hour(lasts: bytes) -> None:
    found = tokens_of(answer_of(b'{"access_token": "a"' + lasts + b"}"))
    assert 3590 <= float(found["expires_at"]) - time.time() <= 3601
    assert "refresh_token" not in found


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>", "not_data"),
        (b"[]", "answer_unusable"),
        (b"{}", "answer_unusable"),
        (b'{"access_token": ""}', "answer_unusable"),
    ],
)
def test_an_answer_without_a_token(body: bytes, code: str) -> None:
    with pytest.raises(VendorTrouble) as met:
        tokens_of(answer_of(body))
    assert met.value.code == code


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
