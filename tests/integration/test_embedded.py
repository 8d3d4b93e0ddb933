"""The embedded servers with real processes: shared, stopped by the last, and hard to break."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.processes import (
    PATIENCE,
    data_folder,
    ended_when_late,
    processes_of,
    programs_of,
    start,
    wait_for,
)
from uso_portal.embedded import folders
from uso_portal.embedded.errors import EmbeddedError
from uso_portal.processes import command_line

USER = """
import sys, time
from pathlib import Path
from uso_portal.embedded.join import join
found = join(Path(sys.argv[1]), durable=False)
print(found.pid, found.postgres_host, flush=True)
sys.stdin.read() if sys.argv[2] == "stay" else None
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def use(data_dir: Path, how: str = "stay") -> subprocess.Popen[str]:
    """A process that joins the servers, and stays until its standard input closes."""
    return start("-c", USER, str(data_dir), how, data_dir=data_dir)


def joined(process: subprocess.Popen[str]) -> tuple[int, str]:
    assert process.stdout is not None
    with ended_when_late(process.kill):
        pid, host = process.stdout.readline().split()
    return int(pid), host


def select_one(host: str) -> object:
    with psycopg.connect(host=host, dbname="uso", user="uso") as connection:
        return connection.execute("select 1").fetchone()


def end(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        process.kill()
        process.wait(PATIENCE)


def test_several_at_once_share_one_server_and_the_last_one_stops_it(data_dir: Path) -> None:
    users = [use(data_dir) for _ in range(3)]
    seen = {joined(user) for user in users}
    assert len(seen) == 1
    ((keeper, host),) = seen
    end(*users[:2])
    assert select_one(host) == (1,)
    end(users[2])
    wait_for(lambda: not processes_of(data_dir), what="the servers to stop")
    assert not command_line(keeper)


def test_who_leaves_last_returns_only_after_the_servers_have_stopped(data_dir: Path) -> None:
    assert use(data_dir, "leave").wait(timeout=PATIENCE) == 0
    assert processes_of(data_dir) == []
    assert use(data_dir, "leave").wait(timeout=PATIENCE) == 0


def test_after_kill_9_of_everything_the_next_command_just_works(data_dir: Path) -> None:
    first = use(data_dir)
    joined(first)
    for process in processes_of(data_dir):
        with suppress(psutil.NoSuchProcess):  # one takes others with it
            process.kill()
    first.wait(PATIENCE)
    second = use(data_dir)
    _, host = joined(second)
    assert select_one(host) == (1,)
    end(second)


def test_after_kill_9_of_the_keeper_the_servers_go_and_can_be_started_again(
    data_dir: Path,
) -> None:
    first = use(data_dir)
    keeper, _ = joined(first)
    os.kill(keeper, signal.SIGKILL)
    second = use(data_dir)
    other_keeper, host = joined(second)
    assert other_keeper != keeper
    assert select_one(host) == (1,)
    end(first, second)


def test_a_lock_file_left_by_another_boot_is_removed(data_dir: Path) -> None:
    use(data_dir, "leave").wait(timeout=PATIENCE)
    lock = data_dir / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{data_dir}/postgres\n1\n5432\n\n\n0 0\nready\n")
    again = use(data_dir)
    assert select_one(joined(again)[1]) == (1,)
    end(again)


def test_a_server_that_dies_is_brought_back(data_dir: Path) -> None:
    user = use(data_dir)
    _, host = joined(user)
    (redis,) = programs_of(data_dir, "redis-server")
    redis.kill()
    wait_for(
        lambda: any(each.pid != redis.pid for each in programs_of(data_dir, "redis-server")),
        what="Redis to come back",
    )
    assert select_one(host) == (1,)
    end(user)


def test_a_data_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    process = start("manage.py", "migrate", "--check", data_dir=blocked / "var")
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert "Make it writable, or set USO_DATA_DIR" in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as somebody else")
def test_as_root_no_folder_is_opened_for_others(data_dir: Path) -> None:
    home = data_dir / "home"
    home.mkdir(mode=0o700)
    inside = home / "var"
    inside.mkdir()
    found = folders.prepare_postgres_home(inside)
    try:
        assert found.is_outside_data_dir
        assert found.cluster.parent == folders.system_home(inside)
        assert home.stat().st_mode & 0o777 == 0o700
    finally:
        folders.remove_system_home(inside)
    assert not folders.system_home(inside).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as somebody else")
def test_as_root_programs_out_of_reach_are_copied_to_where_they_run(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = folders.server_user()
    assert user is not None
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    assert not folders.can_run(closed, user=user)
    monkeypatch.setattr(folders, "find_programs", lambda: closed)
    before = os.umask(0o077)
    try:
        found = folders.prepare_postgres_home(data_dir)
        assert found.programs.is_relative_to(folders.system_home(data_dir))
        assert folders.can_run(found.programs, user=user)
    finally:
        os.umask(before)
        folders.remove_system_home(data_dir)


def test_no_embedded_packages_is_one_sentence() -> None:
    with pytest.raises(EmbeddedError, match="make install"):
        folders.package_folder("no_such_package_here")
