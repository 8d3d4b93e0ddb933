"""After an encryption key was added: seal the stored licence keys with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from autoupdate.actions.keys import reseal_keys
from autoupdate.secret_box import UnsealError


class Command(BaseCommand):
    """``manage.py reseal_keys``: afterwards only stored uploads still need the older keys."""

    help = (
        "Seals every licence key with the first of UPLOAD_ENCRYPTION_KEYS. An older key can be "
        "dropped once this has run and UPLOAD_KEEP_DAYS have gone by."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Reseal, or say what is missing."""
        try:
            num_keys = reseal_keys()
        except UnsealError as error:
            raise CommandError(
                "A licence key was sealed with a key that UPLOAD_ENCRYPTION_KEYS no longer holds. "
                "Put that key back at the end of the list. Nothing was changed."
            ) from error
        self.stdout.write(f"Licence keys sealed with the newest key: {num_keys}")
