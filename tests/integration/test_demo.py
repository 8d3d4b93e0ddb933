"""The demonstration with real processes: up, ready, and nothing left behind however it ends."""

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.processes import PATIENCE, ended_when_late, processes_of, programs_of, start, wait_for

pytestmark = pytest.mark.slow
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.demo_settings"}


@pytest.fixture
def data_dir(migrated_folder: Path) -> Path:
    """A data folder as the demonstration leaves it, so that not every test must migrate."""
    return migrated_folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()


def demo(data_dir: Path, port: int, *words: str) -> subprocess.Popen[str]:
    more = {"PORT": str(port), "WEB_WORKERS": "1", "CELERY_WORKERS": "1"}
    more["VENDORS_PORT"] = str(free_port())
    return start("manage.py", "demo", *words, data_dir=data_dir, **more, **SETTINGS)


def readiness(port: int) -> dict[str, object]:
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
        asking.request("GET", "/health/ready", headers={"Host": "localhost"})
        return dict(json.load(asking.getresponse()))
    return {}


def wait_ready(port: int) -> None:
    wait_for(lambda: readiness(port).get("status") == "ready", what="the web server")


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """What the demo says up to a word (or to its end)."""
    assert process.stdout is not None
    said = ""
    with ended_when_late(process.kill):
        for line in process.stdout:
            said += line
            if word in line:
                break
    return said


def workers(data_dir: Path) -> set[int]:
    return {each.pid for each in programs_of(data_dir, "worker")}


def check_worker_comes_back(data_dir: Path) -> None:
    wait_for(lambda: workers(data_dir), what="the worker")
    before = workers(data_dir)
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: workers(data_dir) - before, what="another worker")


def check_second_demo_is_told(data_dir: Path, port: int) -> None:
    said, _ = demo(data_dir, port + 1, "--start-over").communicate(timeout=PATIENCE)
    assert said.strip().endswith("Stop it with Ctrl-C where it was started.")


def check_vendors(said: str) -> None:
    found = re.search(r"pretend vendors of MISs are at http://([\d.:]+)/", said)
    assert found, said
    with closing(HTTPConnection(found.group(1), timeout=PATIENCE)) as asking:
        asking.request("GET", "/_control/state")
        assert "harbour-lane" in json.load(asking.getresponse())["schools"]


def check_kill_9_leaves_nothing(process: subprocess.Popen[str], data_dir: Path) -> None:
    process.kill()
    process.communicate(timeout=PATIENCE)
    wait_for(lambda: not processes_of(data_dir), what="everything to end with the supervisor")


def test_it_starts_keeps_going_and_leaves_nothing_however_it_ends(
    data_dir: Path, port: int
) -> None:
    first = demo(data_dir, port)
    said = read_until(first, "Ctrl-C stops everything")
    assert f"http://localhost:{port}/" in said
    assert "Service Desk" in said
    assert "Traceback" not in said
    wait_ready(port)
    check_vendors(said)
    check_worker_comes_back(data_dir)
    check_second_demo_is_told(data_dir, port)
    check_kill_9_leaves_nothing(first, data_dir)
    (data_dir / "uploads").mkdir(exist_ok=True)
    (data_dir / "uploads" / "old").write_text("sealed")
    (data_dir / "mine.txt").write_text("not the demo's")
    second = demo(data_dir, port, "--start-over")
    wait_ready(port)
    second.send_signal(signal.SIGINT)
    rest, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, rest
    assert "Traceback" not in rest
    assert processes_of(data_dir) == []
    assert not (data_dir / "uploads" / "old").exists()
    assert (data_dir / "mine.txt").exists()


def test_a_port_in_use_is_one_sentence(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said, _ = demo(data_dir, port).communicate(timeout=PATIENCE)
    (line,) = said.strip().splitlines()
    assert f"Port {port} is in use" in line
    assert f"(process {os.getpid()})" in line
    assert "make demo" in line
