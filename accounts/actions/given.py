"""What was given with a deed of the Service Desk, in shape: a name, and why. It decides nothing."""

from __future__ import annotations

from accounts.actions.refused import ActionRefused

_LONGEST_NAME = 120


def given_name(text: str, *, of: str) -> str:
    """The name of an authority or trust as it is kept. Raises ActionRefused where there is none."""
    name = " ".join(text.split())[:_LONGEST_NAME]
    if not name:
        raise ActionRefused(f"Nothing was changed: enter the name of {of}.", field="name")
    return name


def given_reason(text: str) -> str:
    """Why, as the history keeps it. Raises ActionRefused where nothing was said."""
    reason = text.strip()
    if not reason:
        raise ActionRefused("Nothing was changed: say why, for the history.", field="reason")
    return reason
