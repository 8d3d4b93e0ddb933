"""Contacts of Integris that are two people in one: “Mr and Mrs”.

Both have what was entered for them together; a single forename is the first one's, as on letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from autoupdate.records import ContactRecord

_BETWEEN = re.compile(r"\s+and\s+|\s*&\s*", re.IGNORECASE)
#: Title → whether it is a woman's (None: it does not say).
_TITLES: Mapping[str, bool | None] = {
    "mr": False,
    "sir": False,
    "mrs": True,
    "miss": True,
    "ms": True,
    "lady": True,
    "mx": None,
    "dr": None,
    "prof": None,
    "rev": None,
}
#: A word for what somebody is to a pupil → whether it is a woman's.
_WOMENS: Mapping[str, bool] = {
    "mother": True,
    "step mother": True,
    "stepmother": True,
    "grandmother": True,
    "aunt": True,
    "father": False,
    "step father": False,
    "stepfather": False,
    "grandfather": False,
    "uncle": False,
}
_PLURALS: Mapping[str, str] = {
    "parents": "Parent",
    "grandparents": "Grandparent",
    "step parents": "Step Parent",
    "foster parents": "Foster Parent",
    "carers": "Carer",
    "guardians": "Guardian",
}


def is_womans(title: str) -> bool | None:
    """Whether a title is a woman's; None where it does not say."""
    return _TITLES.get(title.rstrip(".").casefold())


def separated(record: ContactRecord) -> Iterator[ContactRecord]:
    """The one person of a record, or the two: then with ids ``701/1`` and ``701/2``."""
    titles = _BETWEEN.split(record.title)
    if len(titles) != 2 or not all(each.rstrip(".").casefold() in _TITLES for each in titles):
        yield record
        return
    forenames = [*_BETWEEN.split(record.forename, maxsplit=1), ""]
    relationships = _relationships(record.relationship, titles=titles)
    for place in (0, 1):
        yield replace(
            record,
            mis_contact_id=f"{record.mis_contact_id}/{place + 1}",
            title=titles[place],
            forename=forenames[place],
            relationship=relationships[place],
        )


def are_a_couple(one_id: str, other_id: str) -> bool:
    """Whether two ids are of the two people of one record."""
    return "/" in one_id and one_id.rpartition("/")[0] == other_id.rpartition("/")[0]


def _relationships(text: str, *, titles: list[str]) -> tuple[str, str]:
    """What each of the two is: “Mother and Father” goes by their titles, if these tell."""
    one = _PLURALS.get(text.casefold(), text)
    words = _BETWEEN.split(text)
    womens = [_WOMENS.get(word.casefold()) for word in words]
    if len(words) != 2 or set(womens) != {True, False}:
        return one, one
    first, second = map(is_womans, titles)
    if first is None and second is not None:
        first = not second
    if first is None or first is second:
        return one, one
    return (words[0], words[1]) if womens[0] is first else (words[1], words[0])
