"""An action that is not to be done, and why, in the words of whoever asked for it."""

from __future__ import annotations


class ActionRefused(Exception):  # noqa: N818
    """``message`` says what was not done, why, and what to do next. Nothing has been changed.

    ``field`` is what of the given it is about, by its name there; "" where it is about the whole.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)
