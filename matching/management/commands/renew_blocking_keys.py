"""After a name table or the recipe of the blocking keys changed: make accounts' keys anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from matching.bulk.renewing import renew_keys
from matching.engine import keys_version


class Command(BaseCommand):
    """``manage.py renew_blocking_keys``: until then, some accounts may not be found."""

    help = (
        "Makes the blocking keys of every account anew, a thousand at a time. To be run after a "
        "release that changed the engine's name tables; it can be stopped and begun again, and a "
        "second run changes nothing."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Renew, and say how many accounts had other keys."""
        self.stdout.write(f"Accounts with new keys ({keys_version()}): {renew_keys()}")
