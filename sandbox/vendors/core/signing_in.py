"""Signing in to a pretend vendor's pages: two people a school, and a cookie. Knows no vendor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

from sandbox.demo import PASSWORD
from sandbox.vendors.core.messages import Answer, Request, html_answer, redirect
from sandbox.vendors.core.pages import Field, fields, form, page, paragraph, side_form, sign_in_help
from sandbox.vendors.core.world import World

_MOST_SESSIONS = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: ``office`` may do everything at their school, ``teacher`` may not."""

    role: str
    school: str

    @property
    def may_approve(self) -> bool:
        """Whether they may share the school's data."""
        return self.role == "office"


def visitor_of(world: World, request: Request, vendor: str) -> Visitor | None:
    """Who is signed in with the request's cookie."""
    try:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(f"pretend_{vendor}")
    except CookieError:
        return None
    found = world.drawer(vendor).get("sessions", {}).get(cookie.value if cookie else "")
    return Visitor(*found) if found and found[1] in world.schools else None


def sign_in_page(world: World, label: str, *, wrong: str = "") -> Answer:
    """The page that asks who it is; it is posted to the address it is shown at."""
    return html_answer(
        page(
            label,
            "Sign in",
            paragraph(wrong, kind="wrong") if wrong else "",
            form(
                fields(
                    Field("username", "Username", autocomplete="username"),
                    Field("password", "Password", kind="password", autocomplete="current-password"),
                ),
                buttons=(("sign_in", "Sign in"),),
            ),
            sign_in_help(list(world.schools)),
        )
    )


OTHER: Final = "<hr>" + side_form("other", "Sign in as somebody else")


def visitor_or_page(world: World, request: Request, *, vendor: str, label: str) -> Visitor | Answer:
    """Who is signed in, or what to answer until somebody is."""
    query = f"?{request.query_text}" if request.query_text else ""
    here = f"/{vendor}{request.path}{query}"
    pressed = request.field("press")
    if pressed == "sign_in":
        return _signed_in(world, request, vendor=vendor, label=label, here=here)
    if pressed == "other":
        return redirect(here).plus(
            ("Set-Cookie", f"pretend_{vendor}=; Path=/{vendor}; Max-Age=0; HttpOnly; SameSite=Lax")
        )
    return visitor_of(world, request, vendor) or sign_in_page(world, label)


def _signed_in(world: World, request: Request, *, vendor: str, label: str, here: str) -> Answer:
    """The answer to a posted sign-in page: the same address again, or what was wrong."""
    role, _, school = request.field("username").partition(".")
    is_known = role in ("office", "teacher") and school in world.schools
    if not is_known or request.field("password") != PASSWORD:
        return sign_in_page(world, label, wrong="The username or the password is wrong.")
    session = secrets.token_urlsafe(18)
    with world.changing(vendor) as drawer:
        sessions = drawer.setdefault("sessions", {})
        while len(sessions) >= _MOST_SESSIONS:
            del sessions[next(iter(sessions))]
        sessions[session] = [role, school]
    return redirect(here).plus(
        ("Set-Cookie", f"pretend_{vendor}={session}; Path=/{vendor}; HttpOnly; SameSite=Lax")
    )
