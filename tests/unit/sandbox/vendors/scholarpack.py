"""What a client of the pretend ScholarPack does, in few words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sandbox.vendors.running import VendorServer
from sandbox.vendors.scholarpack.tokens import CLIENT_ID, CLIENT_SECRET, SCOPES, challenge_of
from tests.unit.sandbox.vendors.client import Browser, Reply, ask, post_form

BACK = "http://localhost:9/back"
VERIFIER = "v" * 50


def authorize_address(vendors: VendorServer, **changed: str) -> str:
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "scope": " ".join(SCOPES),
        "state": "s1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changed,
    }
    return f"{vendors.url('scholarpack')}/oauth2/authorize/?{urlencode(query)}"


def token(vendors: VendorServer, **values: str) -> Reply:
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return post_form(f"{vendors.url('scholarpack')}/oauth2/token/", {**client, **values})


def code_of(vendors: VendorServer, key: str = "oak", **ticked: Any) -> str:
    browser, address = Browser(), authorize_address(vendors)
    browser.sign_in(address, f"office.{key}")
    return browser.press(address, "confirm", **ticked).parameters["code"]


def tokens_by(vendors: VendorServer, code: str, **changed: str) -> Reply:
    values = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return token(vendors, **{**values, **changed})


class ScholarPackSchool:
    """A school that has confirmed."""

    def __init__(self, vendors: VendorServer, key: str = "oak", **ticked: Any) -> None:
        self._vendors = vendors
        self.given = tokens_by(vendors, code_of(vendors, key, **ticked)).json

    def refresh(self) -> Reply:
        reply = token(
            self._vendors,
            grant_type="refresh_token",
            refresh_token=self.given["refresh_token"],
        )
        if reply.status == 200:
            self.given = reply.json
        return reply

    def get(self, resource: str, query: str = "") -> Reply:
        return ask(
            f"{self._vendors.url('scholarpack')}/api/v1/{resource}/?{query}",
            headers={"Authorization": f"Bearer {self.given['access_token']}"},
        )

    def all(self, resource: str) -> list[Any]:
        items: list[Any] = []
        address: str | None = ""
        reply = self.get(resource, "per_page=100")
        while address is not None:
            items += reply.json["data"]
            address = reply.json["next_uri"]
            if address:
                reply = ask(
                    address, headers={"Authorization": f"Bearer {self.given['access_token']}"}
                )
        return items
