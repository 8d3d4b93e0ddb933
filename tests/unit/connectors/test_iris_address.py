"""A school's MIS URL is looked at when it is entered and again whenever it is used."""

from __future__ import annotations

from typing import Any

import pytest

from autoupdate.connectors.iris.address import fault_of
from autoupdate.connectors.iris.connector import IRIS
from tests.unit.connectors.isams import KEYS, Isams
from tests.unit.connectors.sessions import visiting

PARTNER = {"domains": "isams.cloud,edgen.cloud", "test_hosts": ""}


@pytest.mark.parametrize(
    "url",
    ["https://oak.isams.cloud", "https://oak.edgen.cloud/", "https://a.oak.isams.cloud:443"],
)
def test_a_schools_own_address_is_good(url: str) -> None:
    assert fault_of(url, PARTNER) == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "oak.isams.cloud",
        "http://oak.isams.cloud",
        "https://isams.cloud",
        "https://oak.isams.cloud.evil.example",
        "https://evil.example/oak.isams.cloud",
        "https://user:pass@oak.isams.cloud",
        "https://oak.isams.cloud@evil.example",
        "https://oak.isams.cloud:8443",
        "https://oak.isams.cloud/../../admin",
        "https://oak.isams.cloud/auth",
        "https://oak.isams.cloud?next=https://evil.example",
        "https://oak.isams.cloud/?",
        "https://oak.isams.cloud#x",
        "https://127.0.0.1",
        "https://[::1]",
        "https://localhost",
        "https://10.0.0.1/isams.cloud",
        "http://127.0.0.1:8500/iris/oak",
        "javascript:alert(1)//.isams.cloud",
    ],
)
def test_any_other_address_is_refused_when_it_is_entered_and_when_it_is_used(url: str) -> None:
    assert fault_of(url, PARTNER).endswith(".")
    with visiting(IRIS, Isams(), secrets=KEYS, partner=PARTNER) as visit:
        access = visit.session.access
        object.__setattr__(access, "endpoint", url)
        code = visit.trouble("staff").code
        assert code == ("address_refused" if url else "credentials_missing")
        assert visit.asked == []


def test_a_pretend_iris_is_good_only_where_it_is_named() -> None:
    partner = {**PARTNER, "test_hosts": "127.0.0.1:8500, 127.0.0.1:8501"}
    for url in ("http://127.0.0.1:8500/iris/oak", "https://127.0.0.1:8501/iris/oak"):
        assert fault_of(url, partner) == ""
    for url in (
        "http://127.0.0.1:8502/iris",
        "ftp://127.0.0.1:8500/",
        "http://127.0.0.1:8500/?x=1",
    ):
        assert fault_of(url, partner)


@pytest.mark.parametrize("field_", IRIS.credentials, ids=lambda each: each.code)
def test_what_is_entered_is_looked_at(field_: Any) -> None:
    assert field_.entered_by == "desk"
    assert field_.check("two words", PARTNER)
