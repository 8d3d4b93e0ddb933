"""The process that owns the embedded servers: it starts them, and stops them after their last user.

It knows users only as holders of a shared lock, so that one killed with -9 leaves nothing behind.
Started by `join`, never by hand: python -m uso_portal.embedded.keeper DATA_DIR durable|fast
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from uso_portal.embedded import postgres_server, redis_server
from uso_portal.embedded.errors import EmbeddedError
from uso_portal.embedded.folders import PostgresHome, prepare_postgres_home
from uso_portal.embedded.locks import EXCLUSIVE, open_lock_file, try_lock
from uso_portal.embedded.places import Places

_LOOKS_EVERY = 0.1


@dataclass(slots=True, kw_only=True)
class Server:
    """A running child and the way to bring it back."""

    process: subprocess.Popen[bytes]
    start: Callable[[], subprocess.Popen[bytes]]
    stop: Callable[[subprocess.Popen[bytes]], None]

    def keep_running(self) -> None:
        """Start it again when it died (somebody ended it, or memory ran out)."""
        if self.process.poll() is not None:
            self.process = self.start()


def _start_postgres(home: PostgresHome, *, log: Path, durable: bool) -> Server:
    postgres_server.make_cluster(home, log=log)

    def start() -> subprocess.Popen[bytes]:
        postgres_server.clear_leftovers(home)
        process = postgres_server.start(home, log=log, durable=durable)
        postgres_server.wait_ready(home, process, log=log)
        return process

    return Server(process=start(), start=start, stop=postgres_server.stop)


def _start_redis(place: redis_server.RedisPlace, *, folder: Path, log: Path) -> Server:
    def start() -> subprocess.Popen[bytes]:
        process = redis_server.start(place, folder=folder, log=log)
        redis_server.wait_ready(place, process, log=log)
        return process

    return Server(process=start(), start=start, stop=redis_server.stop)


def _start_all(places: Places, *, durable: bool) -> list[Server]:
    home = prepare_postgres_home(places.data_dir)
    redis_place = redis_server.choose_place(places.redis)
    servers = [_start_redis(redis_place, folder=places.folder, log=places.redis_log)]
    try:
        servers.append(_start_postgres(home, log=places.postgres_log, durable=durable))
    except BaseException:
        _stop_all(servers)
        raise
    state = {"postgres_host": str(home.sockets), "redis_url": redis_place.url, "pid": os.getpid()}
    state |= {"moved_to": str(home.cluster) if home.is_outside_data_dir else ""}
    places.write_state(json.dumps(state))
    return servers


def _stop_all(servers: list[Server]) -> None:
    for server in reversed(servers):
        server.stop(server.process)


def _stay(places: Places, servers: list[Server], *, asked_to_stop: list[bool]) -> None:
    users = open_lock_file(places.users_lock)
    # An exclusive lock is given only when no user holds a shared one; it is kept until we are gone,
    # so that a newcomer waits for the end of the stopping and then starts afresh.
    while not (asked_to_stop or try_lock(users, EXCLUSIVE)):
        for server in servers:
            server.keep_running()
        time.sleep(_LOOKS_EVERY)


def keep(places: Places, *, durable: bool) -> None:
    """Run the servers until the last user has left, or until SIGTERM."""
    asked_to_stop: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    mine = open_lock_file(places.keeper_lock)
    if not try_lock(mine, EXCLUSIVE):
        return
    servers = _start_all(places, durable=durable)
    try:
        _stay(places, servers, asked_to_stop=asked_to_stop)
    finally:
        places.forget_state()
        _stop_all(servers)


def main(data_dir: str, durability: str) -> int:
    """Exit code 0, or 1 with a sentence on standard error."""
    try:
        keep(Places.under(Path(data_dir)), durable=durability == "durable")
    except EmbeddedError as error:
        print(error, file=sys.stderr)  # noqa: T201  read by `join`
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
