"""Finding schools by name or number, and what they belong to by name. It knows no page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet


def named(schools: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The schools whose name has all the words of ``text``, or whose DfE number or URN it is."""
    return schools.filter(is_named(text))


def is_named(text: str) -> Q:
    """The condition that a school is so called, or has that number."""
    la_code, _, establishment = text.replace(" ", "").partition("/")
    number = Q(local_authority__code=la_code, establishment=establishment)
    if text.strip().isdecimal():
        digits = text.strip()
        number |= Q(local_authority__code=digits[:3], establishment=digits[3:])
        number |= Q(establishment=digits)
        number |= Q(urn=int(digits)) if len(digits) < 10 else Q()
    return number | is_called(text)


def is_called(text: str) -> Q:
    """The condition that a name has all the words of ``text``."""
    words = Q()
    for word in text.split():
        words &= Q(name__icontains=word)
    return words
