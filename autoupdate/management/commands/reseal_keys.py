"""After an encryption key was added: seal licence keys and other short secrets with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from autoupdate.actions.resealing import reseal_all
from autoupdate.secret_box import UnsealError


class Command(BaseCommand):
    """``manage.py reseal_keys``: afterwards only stored uploads still need the older keys."""

    help = (
        "Seals every licence key, and every secret of a connection or a case, with the first of "
        "UPLOAD_ENCRYPTION_KEYS. An older key can be dropped once this has run and "
        "UPLOAD_KEEP_DAYS have gone by."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Reseal, or say what is missing."""
        try:
            num_rows = reseal_all()
        except UnsealError as error:
            raise CommandError(
                "A licence key, or another secret, was sealed with a key that "
                "UPLOAD_ENCRYPTION_KEYS no longer holds. Put that key back at the end of the list. "
                "Nothing was changed."
            ) from error
        for what, number in num_rows.items():
            self.stdout.write(f"{what} sealed with the newest key: {number}")
