"""Addresses that may not be there yet: a page that is missing costs a link, not the page."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: Any) -> str:
    """The address of that name, "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
