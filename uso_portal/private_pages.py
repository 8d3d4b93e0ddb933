"""Pages of somebody who has signed in are kept by no proxy, and by no browser once they sign out.

It knows no page but the one for signing out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

#: Tells a browser to forget the pages that it kept for its Back button.
FORGET: Final = '"cache"'


class PrivatePages:
    """Says of every answer to a session that it is private, unless the page says more.

    A browser may show a page again on going back, with what was typed there, until they sign out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say whose it is."""
        answer = self.get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return answer
        if not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_cache=True)
        if answer.has_header("Content-Disposition"):
            patch_cache_control(answer, no_store=True)
        if request.method == "POST" and request.path == reverse("account_logout"):
            answer["Clear-Site-Data"] = FORGET
        return answer
