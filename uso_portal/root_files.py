"""The few files at the root of the site, for when it cannot be reached: what a browser may do with
them. They are built from ``static/offline``; it knows no page.
"""

from __future__ import annotations

from typing import Final
from wsgiref.headers import Headers

WORKER: Final = "/service-worker.js"
PAGE: Final = "/offline.html"
#: They bring what they need themselves; the script fetches the portal's pages for the browser.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_headers(headers: Headers, path: str, url: str) -> None:
    """Add to the headers of a static file what is due to its address."""
    if url in {WORKER, PAGE}:
        headers["Content-Security-Policy"] = POLICY
