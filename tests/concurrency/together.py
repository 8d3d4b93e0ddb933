"""Several deeds at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from accounts.actions.refused import ActionRefused
from tests.processes import PATIENCE


def at_once(
    *deeds: Callable[[], Any],
    may_meet: type[Exception] | tuple[type[Exception], ...] = ActionRefused,
) -> list[Any]:
    """What each deed returned, or what it ``may_meet`` and met, all started together."""
    ready = threading.Barrier(len(deeds), timeout=PATIENCE)
    results: list[Any] = [None] * len(deeds)

    def do(place: int, deed: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[place] = deed()
        except may_meet as met:
            results[place] = met
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=item) for item in enumerate(deeds)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return results
