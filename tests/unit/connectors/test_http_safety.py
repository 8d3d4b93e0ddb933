"""Where the client goes and what it tells: redirects, TLS, the address that was checked, logs."""

from __future__ import annotations

import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.http import Call, VendorClient
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from tests.servers import Reply, certificates, serving
from tests.unit.connectors.clients import LIMITS, OK, Make, Waits, trouble

# --- Redirects ---


def test_a_redirect_within_the_host_is_followed(client: Make) -> None:
    with serving(Reply(302, headers={"Location": "/v2/students?page=1"}), OK) as server:
        answer = client(server).get(f"{server.url}/students", resource="x", params={"page": "1"})
    assert answer.json() == {"a": 1}
    assert [each.path for each in server.seen] == ["/students?page=1", "/v2/students?page=1"]


def test_a_redirect_may_name_the_host_in_full(client: Make) -> None:
    with serving(OK) as server:
        server.replies = [Reply(308, headers={"Location": f"{server.url}/v2"}), OK]
        assert client(server).get(server.url, resource="x").json() == {"a": 1}


@pytest.mark.parametrize(
    "location",
    [
        "http://elsewhere.example/",
        "https://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "//elsewhere.example/",
        "https://[broken",
    ],
)
def test_a_redirect_elsewhere_is_not_followed(client: Make, location: str) -> None:
    with serving(Reply(302, headers={"Location": location})) as server:
        met = trouble(client(server), server.url, headers={"Authorization": "Bearer t"})
    assert met.kind is not TroubleKind.TEMPORARY
    assert met.code in {"redirected", "address_refused"}
    assert len(server.seen) == 1


def test_a_redirect_to_another_port_of_the_host_is_elsewhere(client: Make) -> None:
    with serving(OK) as other, serving(Reply(302, headers={"Location": other.url})) as server:
        using = client(server, test_hosts=[server.host, other.host])
        assert trouble(using, server.url).code == "redirected"
    assert other.seen == []


@pytest.mark.parametrize("location", [{"Location": "/"}, {}])
def test_redirects_have_an_end(client: Make, location: dict[str, str]) -> None:
    with serving(Reply(302, headers=location)) as server:
        assert trouble(client(server), server.url).code == "redirected"
    assert len(server.seen) == LIMITS.num_redirects + 1


def test_what_is_posted_is_not_sent_elsewhere(client: Make) -> None:
    away = Reply(307, headers={"Location": "/other"})
    with serving(away) as server, pytest.raises(VendorTrouble) as met:
        client(server).post(server.url, resource="a token", form={"secret": "s"})
    assert (met.value.code, len(server.seen)) == ("redirected", 1)


# --- TLS, and the address that was checked ---


def secure(
    folder: Path, server_name: str, waits: Waits, *, asked: str = "school.example", **kind: Any
) -> str:
    """What comes of a request to ``asked`` when the server's certificate is for another thing."""
    made = certificates(folder, name=server_name, **kind)
    with serving(OK, context=made.context) as server:
        host = f"{asked}:{server.port}"
        with VendorClient(
            limits=LIMITS,
            test_hosts=[host],
            trust=made.trust,
            sleeping=waits,
            resolving=lambda _host, _port: ["127.0.0.1"],
        ) as using:
            try:
                using.get(f"https://{host}/api", resource="students")
            except VendorTrouble as met:
                assert server.seen == [], "something was sent over an insecure connection"
                return met.code
        return server.seen[0].headers["Host"].partition(":")[0]


def test_a_good_certificate_is_for_the_name_that_was_asked(tmp_path: Path, waits: Waits) -> None:
    assert secure(tmp_path, "school.example", waits) == "school.example"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("elsewhere.example", {}),
        ("127.0.0.1", {}),
        ("school.example", {"days": (-30, -1)}),
        ("school.example", {"days": (2, 30)}),
        ("school.example", {"is_self_signed": True}),
    ],
    ids=["another name", "the IP address", "expired", "not yet", "self-signed"],
)
def test_a_bad_certificate_is_insecure_and_not_tried_again(
    tmp_path: Path, waits: Waits, name: str, kind: dict[str, Any]
) -> None:
    assert secure(tmp_path, name, waits, **kind) == "insecure"
    assert waits == []


def test_an_authority_that_nobody_trusts_is_insecure(tmp_path: Path, client: Make) -> None:
    made = certificates(tmp_path, name="127.0.0.1")
    with serving(OK, context=made.context) as server:
        met = trouble(client(server), f"https://{server.host}/")
    assert (met.code, met.kind) == ("insecure", TroubleKind.PERMANENT)


def test_plain_http_in_place_of_tls_is_insecure(client: Make) -> None:
    with serving(OK) as server:
        assert trouble(client(server), f"https://{server.host}/").code == "insecure"


def test_a_connection_that_ends_before_tls_is_agreed_passes(client: Make) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        # Nobody listens: refused at once. What matters is that it is not called insecure.
        with VendorClient(limits=LIMITS, test_hosts=[host], sleeping=Waits()) as using:
            assert trouble(using, f"https://{host}/").code == "unreachable"


def test_two_names_of_one_machine_share_no_connection(tmp_path: Path, waits: Waits) -> None:
    """A certificate that was checked for one name says nothing of the other."""
    made = certificates(tmp_path, name="school.example")
    with serving(OK, context=made.context) as server:
        hosts = [f"{name}:{server.port}" for name in ("school.example", "other.example")]
        with VendorClient(
            limits=LIMITS,
            test_hosts=hosts,
            trust=made.trust,
            sleeping=waits,
            resolving=lambda _host, _port: ["127.0.0.1"],
        ) as using:
            assert using.get(f"https://{hosts[0]}/", resource="x").status == 200
            assert trouble(using, f"https://{hosts[1]}/").code == "insecure"
    assert len(server.seen) == 1


def test_a_name_that_changes_between_check_and_connection_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the name is looked up once a request, and the answer is what is used."""
    looked_up: list[str] = []
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    def rebinding(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["93.184.215.14"] if len(looked_up) == 1 else ["127.0.0.1"]

    monkeypatch.setattr(socket, "create_connection", connect)
    with VendorClient(limits=LIMITS, sleeping=Waits(), resolving=rebinding) as using:
        met = trouble(using, "https://school.example/")
    assert connected == ["93.184.215.14"], "never to the private address"
    assert (looked_up, met.code) == (["school.example"] * 2, "address_refused")


def test_no_request_leaves_for_a_private_address() -> None:
    with serving(OK) as server, VendorClient(limits=LIMITS, sleeping=Waits()) as using:
        for url in (server.url, f"https://{server.host}", f"https://u:p@{server.host}"):
            assert trouble(using, url).code == "address_refused"
    assert (server.seen, using.num_requests) == ([], 0)


# --- Silence ---


def test_logs_name_what_was_asked_and_nothing_secret(
    client: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    secret = "hunter2"
    with serving(Reply(500, b"hunter2 of the body"), OK) as server:
        client(server).send(
            Call(
                method="POST",
                url=f"{server.url}/schools/hunter2",
                resource="students",
                params={"cursor": secret},
                form={"client_secret": secret},
                headers={"X-Key": secret},
                auth=("hunter2", secret),
            )
        )
    with serving(OK) as server:
        pass
    trouble(client(server), f"{server.url}/hunter2")
    assert "POST students at 127.0.0.1: 200, 8 bytes" in caplog.text
    assert "GET students: unreachable" in caplog.text
    assert secret not in caplog.text
