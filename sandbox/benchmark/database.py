"""A database and a file store for one benchmark, gone when it is over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings

from autoupdate.wake import quietly
from sandbox.benchmark.forked import alone


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Create a database of that name and this process beside the portal's, use it, and drop it.

    Nobody is woken. Two benchmarks at once do not meet.
    """
    before, name = connection.settings_dict["NAME"], f"{name}_{os.getpid()}"
    connection.settings_dict["TEST"] = {**connection.settings_dict.get("TEST", {}), "NAME": name}
    # Migrating takes memory that a worker never needs: the measured process has not done it.
    alone(lambda: connection.creation.create_test_db(verbosity=0, autoclobber=True))
    connection.settings_dict["NAME"] = name
    try:
        with (
            tempfile.TemporaryDirectory() as store,
            override_settings(UPLOAD_STORE_DIR=Path(store), DEBUG=False),
            quietly(),
        ):
            yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
