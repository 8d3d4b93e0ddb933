"""Pictures of the pages, kept after the run for whoever wants to look at them.

They lie in the tests' data folder: ``pictures/1280/autoupdate-results-head.jpeg``. It knows
nothing of what the pages show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from playwright.sync_api import Page

#: Below the tests' data folder.
FOLDER: Final = "pictures"
_QUALITY: Final = 60
#: Pixels; what is below is not in the picture.
_MOST: Final = 6_000


def keep(page: Page, name: str, *, width: int) -> Path:
    """Keep how the whole page looks in its window, ``width`` pixels wide; returns the file."""
    folder = Path(settings.DATA_DIR) / FOLDER / str(width)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace(':', '-')}.jpeg"
    # As high as the page: a picture of a "full page" leaves the window's sizes upset.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, _MOST)})
    page.screenshot(path=file, type="jpeg", quality=_QUALITY, caret="initial")
    return file
