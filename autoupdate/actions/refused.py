"""An action that is not to be done, and why: the same exception as in the apps below."""

from __future__ import annotations

from accounts.actions.refused import ActionRefused

__all__ = ["ActionRefused"]
