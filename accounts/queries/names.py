"""Finding people by the words of their names, whatever is typed first. It changes nothing."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.db.models import CharField, Q, Transform

#: Where a name may stand, with a MIS person and with an account alike.
NAME_FIELDS = (
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "middle_names",
    "former_surname",
)

#: Letters that are no letter with a mark, and curly apostrophes; and what is typed for them.
_AS_WRITTEN: Final = "ØøŁłĐđıÐð’‘"
_AS_TYPED: Final = "oollddidd''"
_TYPED: Final = str.maketrans(_AS_WRITTEN, _AS_TYPED)


@CharField.register_lookup
class Plain(Transform):
    """A text in small letters without accents: ``legal_surname__plain__contains``."""

    lookup_name = "plain"
    template = (
        "translate(lower(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', "
        f"'g')), '{_AS_WRITTEN}', '{_AS_TYPED.replace(chr(39), chr(39) * 2)}')"
    )


def plain(text: str) -> str:
    """The same in Python: ``Zoë`` and ``ZOE`` are both ``zoe``."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(each for each in apart if not "\u0300" <= each <= "\u036f")
    return bare.lower().translate(_TYPED)


def has_plain_words(text: str, *, of: str = "", also: tuple[str, ...] = ()) -> Q:
    """As ``has_words``, with accents and the form of an apostrophe left aside on either side.

    For the people of one school: each row's names are made plain while one waits.
    """
    return _every_word(plain(text), "plain__contains", of, also)


def has_words(text: str, *, of: str = "", also: tuple[str, ...] = ()) -> Q:
    """Every word of ``text`` is part of one of the names, or of the lookups ``also``.

    ``of`` is the way to the person whose names they are: ``account__`` for an association.
    """
    return _every_word(text, "icontains", of, also)


def _every_word(text: str, comparing: str, of: str, also: tuple[str, ...]) -> Q:
    every = Q()
    for word in text.split():
        either = Q()
        for lookup in (*(f"{of}{name}" for name in NAME_FIELDS), *also):
            either |= Q(**{f"{lookup}__{comparing}": word})
        every &= either
    return every
