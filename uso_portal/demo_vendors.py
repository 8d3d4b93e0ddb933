"""The pretend vendors beside the demonstration: their process, their port, the portal's standing.

They live in the sandbox, found by name: the portal never imports it.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from uso_portal import env

HOST = "127.0.0.1"
FOLDER = "vendors"
_MODULE = "sandbox.vendors"


def are_there() -> bool:
    """Whether this machine has pretend vendors at all."""
    return find_spec("sandbox") is not None and find_spec(_MODULE) is not None


def port() -> int:
    """Where they listen: VENDORS_PORT, or the port after the portal's."""
    beside = env.PORT + 1 if env.PORT < 65535 else env.PORT - 1
    return env.VENDORS_PORT or beside


def address() -> str:
    """Scheme, host and port."""
    return f"http://{HOST}:{port()}"


def state_file() -> Path:
    """Where they keep what happened."""
    return env.USO_DATA_DIR / FOLDER / "state.json"


def words() -> list[str]:
    """The words that start them, for this Python."""
    return [
        _MODULE,
        "--port",
        str(port()),
        "--state",
        str(state_file()),
        "--portal",
        f"http://localhost:{env.PORT}",
    ]


def introduce() -> None:
    """Tell the processes that are started from now on about every pretend vendor.

    A vendor that the environment already has an id, a secret or a key for is left alone.
    """
    standing = import_module(f"{_MODULE}.standing").portal_environment(address())
    for variables in standing.values():
        decisive = [name for name in variables if not name.endswith("_URL")] or list(variables)
        if not any(os.environ.get(name) for name in decisive):
            os.environ.update(variables)
