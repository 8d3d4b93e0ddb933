"""What the one-machine demonstration checks, says and forgets; it knows no models.

The pretend schools live in the sandbox, found by name: the portal never imports it.
"""

import os
import shutil
import socket
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from importlib.util import find_spec

from uso_portal import demo_vendors, env, services
from uso_portal.embedded import folders
from uso_portal.embedded.locks import EXCLUSIVE, open_lock_file, try_lock, wait_until
from uso_portal.embedded.places import Places
from uso_portal.supervisor import Service

HOST = "127.0.0.1"
SEEDING_COMMAND = "seed_demo"
# What a fresh start removes from the data folder; anything else in there is not the demo's.
_OURS = (
    "postgres",
    "postgres-being-made",
    "postgres-socket",
    "embedded",
    "uploads",
    "beat",
    "vendors",
)
_STARTS_WITHIN = 120


class DemoError(Exception):
    """The demo cannot start. `str()` is a sentence for the person at the keyboard."""


def claim() -> int:
    """Be the only demo of this data folder; the lock lasts as long as this process."""
    env.USO_DATA_DIR.mkdir(parents=True, exist_ok=True)
    descriptor = open_lock_file(env.USO_DATA_DIR / "demo.lock")
    if not try_lock(descriptor, EXCLUSIVE):
        os.close(descriptor)
        raise DemoError("The demo is running already. Stop it with Ctrl-C where it was started.")
    return descriptor


def _who_listens(port: int) -> str:
    """A word on who has the port, when the machine tells."""
    with suppress(Exception):  # a courtesy: whatever goes wrong, the sentence stands without it
        psutil = import_module("psutil")
        for each in psutil.net_connections("tcp"):
            if each.status == "LISTEN" and each.laddr.port == port and each.pid:
                return f" by {psutil.Process(each.pid).name()} (process {each.pid})"
    return ""


def check_ports() -> None:
    """Errors: DemoError when something listens already where the portal or a vendor would."""
    _check_port(env.PORT, other=f"PORT={env.PORT + 2}", example="PORT=8000")
    if demo_vendors.are_there():
        port = demo_vendors.port()
        _check_port(port, other=f"VENDORS_PORT={port + 1}", example="VENDORS_PORT=8001")


def _check_port(port: int, *, other: str, example: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise DemoError(
                f"Port {port} is only for root. Choose another: {example} make demo"
            ) from None
        except OSError:
            raise DemoError(
                f"Port {port} is in use{_who_listens(port)}. Stop that program, or choose "
                f"another port: {other} make demo"
            ) from None


def check_static() -> None:
    """Errors: DemoError when the pages' styles were not built."""
    if not (env.ROOT / "static" / "dist").is_dir():
        raise DemoError("The pages’ styles are not built. Run `make install`.")


def all_services() -> list[Service]:
    """Web server, workers, beat and the pretend vendors, run by this Python's own programs."""
    words = {
        "web": services.web(port=env.PORT, num_workers=env.WEB_WORKERS, host=HOST),
        "worker": services.worker(num_workers=env.CELERY_WORKERS),
        "fetcher": services.fetcher(num_workers=env.CELERY_FETCHERS),
        "beat": services.beat(schedule=env.USO_DATA_DIR / "beat" / "schedule"),
    }
    if demo_vendors.are_there():
        words["vendors"] = demo_vendors.words()
    (env.USO_DATA_DIR / "beat").mkdir(exist_ok=True)
    return [
        Service(name=name, words=services.with_this_python(each)) for name, each in words.items()
    ]


def wait_ready() -> bool:
    """Whether the web server answers that it is ready, within two minutes."""

    def answers() -> bool:
        with suppress(OSError, HTTPException), closing(HTTPConnection(HOST, env.PORT)) as asking:
            asking.request("GET", "/health/ready", headers={"Host": "localhost"})
            return asking.getresponse().status == 200
        return False

    return wait_until(answers, seconds=_STARTS_WITHIN, every=0.2)


def welcome() -> str:
    """The address and who can sign in, by role."""
    lines = ["", f"The portal is at http://localhost:{env.PORT}/", "", *_logins(), ""]
    if demo_vendors.are_there():
        lines += [
            f"The pretend vendors of MISs are at {demo_vendors.address()}/",
            "Sign in there as office.oakfield, and so for every school, with the same password.",
            "AutoUpdate Settings says, step by step, what is to be done there.",
            "",
        ]
    lines += ["Ctrl-C stops everything. `make demo-reset` starts over.", ""]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _logins() -> list[str]:
    """A line for each pretend portal user: username, role, place and MIS, in columns."""
    if not (find_spec("sandbox") and find_spec("sandbox.demo")):
        return []
    rows = [("Username", "Role", "Where", "MIS")]
    rows += [
        (login.username, login.role_label, login.place, login.mis)
        for login in import_module("sandbox.demo").logins()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = [
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    pretend = import_module("sandbox.demo")
    return [
        *table,
        "",
        f"The password of all is {pretend.PASSWORD}",
        f"{pretend.WITH_AN_APP} has a second step too. What the app shows now is said by",
        ".venv/bin/python manage.py demo_code",
    ]


def start_over() -> None:
    """Forget the demo's data. Errors: DemoError when it is in use or somebody's own."""
    if env.DATABASE_URL or env.REDIS_URL:
        raise DemoError(
            "DATABASE_URL or REDIS_URL names a server of your own, which is never emptied here. "
            "Unset both to start the demo over on the embedded servers."
        )
    alone = open_lock_file(Places.under(env.USO_DATA_DIR).users_lock)
    try:
        # Held while we forget, so that nobody starts the servers meanwhile.
        if not try_lock(alone, EXCLUSIVE):
            raise DemoError(
                f"The embedded servers of {env.USO_DATA_DIR} are in use. Stop what runs, and "
                "try again."
            )
        for name in _OURS:
            shutil.rmtree(env.USO_DATA_DIR / name, ignore_errors=True)
        folders.remove_system_home(env.USO_DATA_DIR)
    finally:
        os.close(alone)
