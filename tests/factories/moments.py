"""Now, as the clock of the moment says it: a seed may have set ``timezone.now`` back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Looked up at each call, so that what a factory makes happened at the seed's time."""
    return timezone.now()
