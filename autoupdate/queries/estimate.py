"""How far a pull is and how long it will still take: from its pages so far, and the last pull.

Pure: it looks at parts. An estimate is for people who wait, and nothing is decided by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from autoupdate.pull_parts import Part, PartState

_NOTHING_LEFT = frozenset({PartState.DONE, PartState.FAILED, PartState.LEFT_OUT})


def seconds_left(
    parts: Sequence[Part], *, before: Sequence[Part] = (), now: datetime
) -> float | None:
    """Seconds until all parts are read; None where nothing lets one say.

    ``before`` are the parts of the school's last pull that was done.
    """
    typical = _typical(parts, before)
    total = 0.0
    for each in parts:
        if each.state in _NOTHING_LEFT:
            continue
        left = _left_of(each, typical.get(each.sub_report, typical.get("")), now=now)
        if left is None:
            return None
        total += left
    return total


def share_done(parts: Sequence[Part], *, before: Sequence[Part] = ()) -> float | None:
    """From 0 to 1, by people; None where it is not known how many there are."""
    last = {each.sub_report: each.num_people for each in before}
    read = expected = 0
    for each in parts:
        if each.state in (PartState.FAILED, PartState.LEFT_OUT):
            continue
        is_done = each.state == PartState.DONE
        of_all = each.num_people if is_done else each.num_expected or last.get(each.sub_report)
        if of_all is None:
            return None
        read += min(each.num_people, of_all)
        expected += of_all
    return read / expected if expected else None


def _typical(parts: Sequence[Part], before: Sequence[Part]) -> dict[str, float]:
    """Sub-report → the seconds that it took before; "" → of those that this pull has read."""
    typical = {each.sub_report: each.took_s for each in before if each.state == PartState.DONE}
    read = [each.took_s for each in parts if each.state == PartState.DONE]
    if read:
        typical[""] = sum(read) / len(read)
    return typical


def _left_of(part: Part, typical: float | None, *, now: datetime) -> float | None:
    if part.state != PartState.READING:
        return typical
    spent = (now - datetime.fromisoformat(part.began_at)).total_seconds()
    if part.num_expected and part.num_people:
        to_come = max(part.num_expected - part.num_people, 0)
        return spent / part.num_people * to_come
    return None if typical is None else max(typical - spent, 0.0)
