"""What the demonstration checks, says and forgets."""

import os
import socket
from pathlib import Path

import pytest

from uso_portal import demo, demo_vendors, env
from uso_portal.demo import DemoError
from uso_portal.embedded.locks import SHARED, open_lock_file, try_lock
from uso_portal.embedded.places import Places


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setattr(env, name, "")
    monkeypatch.setattr(env, "USO_DATA_DIR", tmp_path / "var")
    return tmp_path / "var"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((demo.HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def vendors_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "VENDORS_PORT", free_port())


def test_a_second_claim_is_refused() -> None:
    hold = demo.claim()
    with pytest.raises(DemoError, match="running already"):
        demo.claim()
    os.close(hold)
    os.close(demo.claim())


def test_a_free_port_is_fine_and_one_in_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        monkeypatch.setattr(env, "PORT", taken.getsockname()[1])
        taken.listen()
        with pytest.raises(DemoError, match=rf"in use by .*process {os.getpid()}"):
            demo.check_ports()
    demo.check_ports()


def test_a_port_that_the_vendors_cannot_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(env, "PORT", free_port())
        monkeypatch.setattr(env, "VENDORS_PORT", port)
        with pytest.raises(DemoError, match=f"VENDORS_PORT={port + 1} make demo"):
            demo.check_ports()


def test_the_vendors_are_introduced_unless_the_real_ones_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(env, "VENDORS_PORT", 8123)
    monkeypatch.setattr(os, "environ", {"ARBOR_PARTNER_ID": "ours", "INTEGRIS_PARTNER_KEY": ""})
    demo_vendors.introduce()
    assert "ARBOR_URL" not in os.environ
    assert os.environ["SCHOLARPACK_URL"] == "http://127.0.0.1:8123/scholarpack"
    assert os.environ["INTEGRIS_PARTNER_KEY"] == "pretend-integris-key"
    assert os.environ["VENDOR_TEST_HOSTS"] == "127.0.0.1:8123,localhost:8123"
    assert set(os.environ) <= env.known_names()


def test_the_vendors_listen_beside_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "VENDORS_PORT", 0)
    for portal, beside in ((8000, 8001), (65535, 65534)):
        monkeypatch.setattr(env, "PORT", portal)
        assert demo_vendors.port() == beside
    assert demo_vendors.words()[2] == "65534"


def test_without_a_sandbox_there_are_no_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    (env.USO_DATA_DIR).mkdir(parents=True)
    *portal, last = (each.name for each in demo.all_services())
    assert last == "vendors"
    assert "pretend vendors" in demo.welcome()
    monkeypatch.setattr(demo_vendors, "find_spec", lambda _: None)
    assert [each.name for each in demo.all_services()] == portal
    assert "pretend vendors" not in demo.welcome()
    demo.check_ports()


def test_a_port_for_root_only_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(DemoError, match="only for root"):
        demo.check_ports()


def test_missing_styles_are_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(env, "ROOT", tmp_path)
    with pytest.raises(DemoError, match="make install"):
        demo.check_static()
    (tmp_path / "static" / "dist").mkdir(parents=True)
    demo.check_static()


def test_starting_over_forgets_only_what_is_its_own(data_dir: Path) -> None:
    (data_dir / "uploads").mkdir(parents=True)
    (data_dir / "test").mkdir()
    demo.start_over()
    assert [each.name for each in data_dir.iterdir()] == ["test"]


def test_starting_over_is_refused_while_the_servers_are_in_use(data_dir: Path) -> None:
    user = open_lock_file(Places.under(data_dir).users_lock)
    assert try_lock(user, SHARED)
    with pytest.raises(DemoError, match="in use"):
        demo.start_over()
    os.close(user)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_somebodys_own_server_is_never_emptied(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, name, "somewhere")
    with pytest.raises(DemoError, match="never emptied here"):
        demo.start_over()


def test_the_welcome_says_where_and_who(monkeypatch: pytest.MonkeyPatch) -> None:
    said = demo.welcome()
    assert f"http://localhost:{env.PORT}/" in said
    assert "The password of all is" in said
    monkeypatch.setattr(demo, "find_spec", lambda _: None)
    assert "password of all" not in demo.welcome()
