"""What every page tells the browser: nothing inline, nothing from elsewhere, in nobody's frame."""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse

from tests.integration.conftest import Cast
from uso_portal.root_files import PAGE, POLICY, WORKER

INLINE = re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))|\sstyle=|\son[a-z]+=")


def test_a_page_allows_nothing_that_it_does_not_bring(cast: Cast) -> None:
    pages = {
        "roles": cast.client(cast.head).get(reverse("accounts:roles", args=[cast.school.pk])),
        "sign in": cast.anonymous.get(reverse("account_login")),
        "app": cast.client(cast.head).get("/account/2fa/totp/activate/"),
        "passkey": cast.client(cast.head).get("/account/2fa/webauthn/add/"),
    }
    for name, page in pages.items():
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert INLINE.search(page.content.decode()) is None, name
        assert page["X-Frame-Options"] == "DENY"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_of_somebody_who_signed_in_are_kept_for_nobody_else(cast: Cast) -> None:
    head = cast.client(cast.head)
    accounts = reverse("autoupdate:accounts", args=[cast.school.pk])
    assert head.get(accounts)["Cache-Control"] == "private, no-cache"
    assert "no-store" in head.get(accounts, {"download": "csv"})["Cache-Control"]
    assert "Cache-Control" not in cast.anonymous.get(reverse("autoupdate:help"))
    out = head.post(reverse("account_logout"))
    assert out["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in cast.client(cast.head).get(accounts)


def test_the_policy_names_no_host_where_nobody_signs_in_elsewhere() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_what_is_kept_for_when_the_site_cannot_be_reached_is_nobodys(cast: Cast) -> None:
    for address, kind in ((WORKER, "text/javascript"), (PAGE, "text/html")):
        answer = cast.client(cast.head).get(address)
        assert answer.status_code == 200, "Build the scripts: npm run build"
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Security-Policy"] == POLICY
        assert "Vary" not in answer or "Cookie" not in answer["Vary"]
        content = b"".join(answer).decode()
        assert INLINE.search(content) is None
        assert cast.head.username not in content
    worker = b"".join(cast.anonymous.get(WORKER)).decode()
    assert set(re.findall(r'"(/[^"]*)"', worker)) == {
        f"/offline.{each}" for each in ("html", "css", "svg", "js")
    }
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["worker-src"] == ["'self'"]
