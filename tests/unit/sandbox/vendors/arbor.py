"""What a client of the pretend Arbor does, in few words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from sandbox.vendors.arbor.site import PARTNER_ID, PARTNER_SECRET
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.client import Browser, Reply, ask, basic, post_form

BACK = "http://localhost:9/arbor/back"


def approve_address(vendors: VendorServer, **changed: str) -> str:
    query = {"app": PARTNER_ID, "state": "s1", "return_to": BACK, **changed}
    return f"{vendors.url('arbor')}/partner-app/approve?{urlencode(query)}"


def exchange(vendors: VendorServer, code: str, *, secret: str = PARTNER_SECRET) -> Reply:
    address = f"{vendors.url('arbor')}/partner-app/exchange"
    return post_form(address, {"code": code}, **basic(PARTNER_ID, secret))


class ArborSchool:
    """A school that has approved."""

    def __init__(self, vendors: VendorServer, key: str = "oak", **ticked: list[str]) -> None:
        browser, address = Browser(), approve_address(vendors)
        browser.sign_in(address, f"office.{key}")
        code = browser.press(address, "approve", **ticked).parameters["code"]
        given = exchange(vendors, code).json
        self.endpoint = given["endpoint"]
        self.headers = basic(given["username"], given["password"])

    def reply(self, query: str, **headers: str) -> Reply:
        return ask(
            f"{self.endpoint}/graphql/query",
            method="POST",
            body=json.dumps({"query": query}).encode(),
            headers={**self.headers, **headers},
        )

    def rows(self, entity: str, wanted: str, arguments: str = "page_size: 3000") -> Any:
        reply = self.reply(f"{{ {entity}({arguments}) {{ {wanted} }} }}")
        assert reply.status == 200, reply.body
        return reply.json["data"][entity]

    def errors(self, query: str) -> list[str]:
        return [each["message"] for each in self.reply(query).json["errors"]]
