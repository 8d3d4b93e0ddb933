"""The built styles and scripts, looked for once in a process instead of once for each test client.

It serves them as the portal does, and knows nothing of the pages.
"""

from __future__ import annotations

from typing import Any, ClassVar

from whitenoise.middleware import WhiteNoiseMiddleware


class StaticOnce(WhiteNoiseMiddleware):
    """WhiteNoise, whose every copy has the files that the first one found."""

    _found: ClassVar[dict[str, Any]] = {}

    def add_files_from_finders(self) -> None:
        """Called for each copy, which is each test client."""
        if not self._found:
            super().add_files_from_finders()
            self._found.update(self.files)
        self.files.update(self._found)
