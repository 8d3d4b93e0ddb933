"""What was typed while a session ended: it waits through signing in, and is sent only once its
owner says so. It knows no page.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

#: Where the session keeps it.
_KEY: Final = "typed"
#: So many characters are kept at most: somebody whom we do not know has sent them.
LONGEST: Final = 20_000
#: So long it waits for its owner, in seconds.
WAITS: Final = 30 * 60

KEPT: Final = (
    "You had been signed out, so nothing has been sent yet. Sign in, and what you typed is still "
    "here."
)
#: Whoever pressed something is told, lest they believe that it was done.
SIGNED_OUT: Final = (
    "You had been signed out, so what you pressed last was not done. Sign in, then do it again."
)


def keep(request: HttpRequest) -> None:
    """Keep what was posted, for the same address, where there is anything to read in it.

    Nothing is kept that is too long, or has files.
    """
    typed = request.POST.urlencode()
    if request.FILES or len(typed) > LONGEST or not _words(request.POST):
        tell_that_it_is_gone(request)
        return
    kept = {"at": time.time(), "address": request.get_full_path(), "typed": typed}
    request.session[_KEY] = kept
    messages.info(request, KEPT)


def tell_that_it_is_gone(request: HttpRequest) -> None:
    """Say that nothing was done, and that it is to be done again."""
    messages.warning(request, SIGNED_OUT)


def asked_again(request: HttpRequest) -> HttpResponse | None:
    """The page that asks whether to send what waits for this address; None where nothing does."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    if request.method != "GET" or kept.get("address") != request.get_full_path():
        return None
    del request.session[_KEY]
    if time.time() - kept["at"] > WAITS:
        return None
    typed = QueryDict(kept["typed"])
    context = {"address": kept["address"], "fields": _fields(typed), "words": _words(typed)}
    return render(request, "accounts/typed.html", context)


def _fields(typed: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in typed.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def _words(typed: QueryDict) -> list[str]:
    """What a person can read of it: numbers alone say nothing."""
    return [value for _, value in _fields(typed) if any(letter.isalpha() for letter in value)]
