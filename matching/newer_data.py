"""Whether newer data of a school wait to be processed, and what a decision page says of it.

What staff decide takes effect at once either way: the newer data only bring the account's details.
Matching knows nothing of exports and runs. ``settings.NEWER_DATA_OF`` names the function that does.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import SchoolMis


class NewerData(StrEnum):
    """What is on its way that is newer than the MIS people as they are kept."""

    NONE = "none"  # what is kept is what the MIS last said
    UPLOAD = "upload"  # an export has arrived and waits for the next run
    RUN = "run"  # a run waits for a worker, or is at work


NewerDataOf = Callable[[SchoolMis, str], NewerData]

#: What a page says before a decision; knows ``{mis}``.
BEFORE: Final[dict[NewerData, str]] = {
    NewerData.NONE: (
        "The data from {mis} are current: what you choose takes effect at once, the account’s "
        "details included."
    ),
    NewerData.UPLOAD: (
        "Newer data from {mis} wait for the next run. What you choose takes effect at once; the "
        "account’s details follow in that run."
    ),
    NewerData.RUN: (
        "The newest data from {mis} are about to be processed. What you choose takes effect at "
        "once; the account’s details follow in that run."
    ),
}


def newer_data_of(school_mis: SchoolMis, *, kind: str) -> NewerData:
    """What is on its way for people of that kind."""
    ask: NewerDataOf = import_string(settings.NEWER_DATA_OF)
    return ask(school_mis, kind)
