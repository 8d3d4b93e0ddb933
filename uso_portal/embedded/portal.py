"""The embedded servers of this portal: which data folder, how durable, and where they went."""

import sys
from pathlib import Path

from uso_portal import env
from uso_portal.embedded.join import Addresses, join

_told: set[str] = set()


def addresses() -> Addresses:
    """Start or join the servers of USO_DATA_DIR. Errors: EmbeddedError."""
    found = join(Path(env.USO_DATA_DIR), durable=env.EMBEDDED_IS_DURABLE)
    if found.moved_to and found.moved_to not in _told:
        _told.add(found.moved_to)
        sys.stderr.write(
            f"PostgreSQL does not run as root, and its stand-in cannot enter {env.USO_DATA_DIR}: "
            f"the embedded database is in {found.moved_to}.\n"
        )
    return found


def redis_url(number: int) -> str:
    """The embedded Redis, with the number of the database in it."""
    return f"{addresses().redis_url}/{number}"
