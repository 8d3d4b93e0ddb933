"""``manage.py demo_code``: what the app of the demonstration's second step would show now."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.management.base import BaseCommand

from sandbox.demo import APP_SECRET


class Command(BaseCommand):
    """Say the six figures. The secret is public, and nobody's but the demonstration's."""

    help = "Says the code with which the demonstration's second step is shown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it."""
        counter = next(iter(yield_hotp_counters_from_time()))
        self.stdout.write(str(format_hotp_value(hotp_value(APP_SECRET, counter))))
