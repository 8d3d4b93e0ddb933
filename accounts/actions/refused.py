"""An action that is not to be done, and why, in the words of whoever asked for it."""

from __future__ import annotations


class ActionRefused(Exception):  # noqa: N818
    """``message`` says what was not done, why, and what to do next. Nothing has been changed."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
