"""The page that a school opens to see whether its server reaches the portal. It needs no key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def test_page(request: HttpRequest) -> HttpResponse:
    """That the portal was reached, how, and when; plain enough for a browser of any age."""
    facts = {
        "is_secure": request.is_secure(),
        "host": request.get_host(),
        "protocol": request.META.get("SERVER_PROTOCOL", ""),
        "now": timezone.localtime(),
    }
    return render(request, "autoupdate/agent_test.html", facts)
