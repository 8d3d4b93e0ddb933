"""What the last night did to all schools that somebody reaches, as a row of figures."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.permissions import Visitor
from autoupdate.queries import night_sums


def last_night_of(user: Visitor) -> dict[str, Any]:
    """For templates: ``last_night_on`` and its ``night_tiles``; nothing where there was none."""
    last = night_sums.latest(night_sums.of_reach(user), today=timezone.localdate())
    if last is None:
        return {}
    tiles = [
        {
            "value": last.values[each.name],
            "label": each.label,
            "hint": each.hint,
            "tone": each.tone if last.values[each.name] else "neutral",
        }
        for each in night_sums.FIGURES
    ]
    return {"last_night_on": last.night_on, "night_tiles": tiles}
