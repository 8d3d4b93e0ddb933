"""A worker that fetches in a process of its own, and stops before a page where it is told to.

Told ``SUB_REPORT PAGE``, it says "paused" before that page ("" and 0 for none) of the first school,
and waits for a line. The vendor is within the process.
"""

from __future__ import annotations

import sys


def say(word: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def pause() -> None:
    """Stop until somebody says go on."""
    say("paused")
    sys.stdin.readline()


def main() -> None:
    """Work the queue of pulls until nothing is due."""
    from autoupdate.actions import pulls
    from autoupdate.wake import quietly
    from tests.fetching import in_place_of_arbor, small_school

    with quietly(), in_place_of_arbor(small_school()) as vendor:
        if sys.argv[1]:
            vendor.happens(sys.argv[1], int(sys.argv[2]), pause)
        pulls.work()
    say("done")
