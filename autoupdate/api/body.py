"""The raw body of a request as a stream, and the length its sender stated.

Neither Django nor DRF may read it first: they would hold it in memory or put it on a disk.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from autoupdate.connectors.tabular.rows import Readable
from autoupdate.receive import UploadRefused

#: Outside these years a clock is wrong, and PostgreSQL and Python disagree on the far ends.
_YEARS = range(2000, 2200)


def body_of(request: HttpRequest) -> tuple[Readable, int | None]:
    """The body, and its stated length (None for a body sent in chunks).

    Raises UploadRefused where the web server does not know where a chunked body ends.
    """
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # Django takes a body without a length for an empty one, so the server's stream is read.
        if not request.META.get("wsgi.input_terminated"):
            raise UploadRefused("length_missing")
        return request.META["wsgi.input"], None
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdecimal():
        raise UploadRefused("length_missing")
    return request, int(stated)


def time_of_extract(text: str) -> datetime | None:
    """``extracted_at`` as sent; None where it is blank. A time without a zone is London's.

    Raises UploadRefused for what is no time.
    """
    if not text:
        return None
    # A "+" that nobody encoded arrives as a space.
    text = text.replace(" ", "+") if "T" in text else text
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise UploadRefused("time_unreadable")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
