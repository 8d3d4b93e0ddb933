"""Joining the embedded servers: what is said when they do not come, or do not go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from uso_portal.embedded import join as joining
from uso_portal.embedded import keeper, portal, redis_server
from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.join import Addresses
from uso_portal.embedded.locks import EXCLUSIVE, is_locked, open_lock_file, try_lock, wait_until
from uso_portal.embedded.places import Places


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_STARTS_WITHIN", 0.2)
    monkeypatch.setattr(joining, "_STOPS_WITHIN", 0.2)
    monkeypatch.setattr(joining, "_membership", joining._Membership())


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.under(tmp_path)


def hold(path: Path) -> int:
    descriptor = open_lock_file(path)
    assert try_lock(descriptor, EXCLUSIVE)
    return descriptor


def fake_keeper(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def spawn(places: Places, *, durable: bool) -> subprocess.Popen[bytes]:
        with places.keeper_log.open("wb") as log:
            return subprocess.Popen([sys.executable, "-c", code], stderr=log)

    monkeypatch.setattr(joining, "_spawn_keeper", spawn)
    monkeypatch.setattr(joining, "_STARTS_WITHIN", 30)


def test_servers_that_do_not_stop_are_said(places: Places) -> None:
    stopping = hold(places.users_lock)
    with pytest.raises(EmbeddedError, match="still stopping"):
        joining.join(places.data_dir)
    os.close(stopping)


def test_a_start_that_takes_for_ever_is_said(places: Places) -> None:
    starting = hold(places.joining_lock)
    with pytest.raises(EmbeddedError, match="for too long"):
        joining.join(places.data_dir)
    os.close(starting)


def test_a_keeper_that_says_nothing_is_said(places: Places) -> None:
    mute = hold(places.keeper_lock)
    with pytest.raises(EmbeddedError, match=r"the logs in .* say why"):
        joining.join(places.data_dir)
    os.close(mute)


def test_the_keepers_own_sentence_is_passed_on(
    monkeypatch: pytest.MonkeyPatch, places: Places
) -> None:
    fake_keeper(monkeypatch, "import sys; sys.exit('Port 1 is only for root.')")
    with pytest.raises(EmbeddedError, match=r"^Port 1 is only for root\.$"):
        joining.join(places.data_dir)


def test_the_keepers_traceback_is_not(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    fake_keeper(monkeypatch, "raise ValueError('of no use to anybody')")
    with pytest.raises(EmbeddedError, match=r"the logs in .* say why"):
        joining.join(places.data_dir)


def test_a_forked_child_does_not_give_back_its_parents_hold(places: Places) -> None:
    membership = joining._membership
    membership.descriptors[places.data_dir] = descriptor = open_lock_file(places.users_lock)
    membership.owner = os.getpid() + 1
    joining.leave_all()
    assert membership.descriptors
    membership.owner = os.getpid()
    joining.leave_all()
    assert not membership.descriptors
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_only_one_keeper_keeps(places: Places) -> None:
    first = hold(places.keeper_lock)
    keeper.keep(places, durable=False)
    os.close(first)
    assert not is_locked(places.keeper_lock)


def test_the_redis_place_is_kept_while_it_is_free(tmp_path: Path) -> None:
    file = tmp_path / "redis.json"
    first = redis_server.choose_place(file)
    assert redis_server.choose_place(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("not json")
    assert redis_server.choose_place(file) != first


def test_waiting_ends() -> None:
    assert not wait_until(lambda: False, seconds=0.01, every=0.001)


def test_it_is_said_once_that_the_database_lives_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Addresses(postgres_host="", redis_url="", pid=1, moved_to="elsewhere/postgres")
    monkeypatch.setattr(portal, "join", lambda *_, **__: found)
    portal.addresses()
    portal.addresses()
    assert capsys.readouterr().err.count("elsewhere/postgres") == 1
