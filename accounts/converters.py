"""How addresses name things: ``staff`` and ``pupils`` for the kinds of people."""

from __future__ import annotations

from typing import Final

from django.urls import register_converter

from accounts.models import AccountKind

#: In addresses and on pages students are pupils, as schools say.
PLURALS: dict[str, str] = {AccountKind.STAFF: "staff", AccountKind.STUDENT: "pupils"}
_KINDS = {plural: kind for kind, plural in PLURALS.items()}


class KindConverter:
    """``<kind:kind>`` in an address: an AccountKind."""

    regex = "|".join(_KINDS)

    def to_python(self, value: str) -> AccountKind:
        """Return the kind that the word stands for."""
        return AccountKind(_KINDS[value])

    def to_url(self, value: str) -> str:
        """Return the word for a kind."""
        return PLURALS[value]


register_converter(KindConverter, "kind")
#: The part of an address that names a kind.
KIND: Final = "<kind:kind>"
