"""Finding people by the words of their names, whatever is typed first. It changes nothing."""

from __future__ import annotations

from django.db.models import Q

#: Where a name may stand, with a MIS person and with an account alike.
NAME_FIELDS = (
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "middle_names",
    "former_surname",
)


def has_words(text: str, *, of: str = "", also: tuple[str, ...] = ()) -> Q:
    """Every word of ``text`` is part of one of the names, or of the lookups ``also``.

    ``of`` is the way to the person whose names they are: ``account__`` for an association.
    """
    every = Q()
    for word in text.split():
        either = Q()
        for lookup in (*(f"{of}{name}" for name in NAME_FIELDS), *also):
            either |= Q(**{f"{lookup}__icontains": word})
        every &= either
    return every
