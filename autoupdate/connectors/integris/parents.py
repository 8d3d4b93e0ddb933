"""The same parent under two ids, as Integris has them when details differ: made one when certain.

Certain is: the same forename and surname, tied to the same pupil, with an e-mail address or a
mobile number in common, and neither title nor relationship says otherwise. A landline is a
household's, so father and son may share it. Otherwise both stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from autoupdate.connectors.integris.couples import are_a_couple, is_womans
from autoupdate.records import ContactRecord

#: Relationships that say nothing against another one.
_GENERAL = frozenset({"", "parent", "carer", "guardian", "parent/carer", "other"})
_MOST_OF_A_KIND = 10


def united(records: Iterable[ContactRecord]) -> tuple[ContactRecord, ...]:
    """The records with one id for each person: the lowest, so that it is the same every night."""
    everybody = list(records)
    same = _Same()
    for one, other in _alike(everybody):
        if is_certain(one, other):
            same.say(one.mis_contact_id, other.mis_contact_id)
    ties: dict[tuple[str, str], ContactRecord] = {}
    for record in everybody:
        known = replace(record, mis_contact_id=same.first_of(record.mis_contact_id))
        key = known.mis_contact_id, known.mis_student_id
        ties[key] = _joined(ties[key], known) if key in ties else known
    return tuple(ties.values())


def is_certain(one: ContactRecord, other: ContactRecord) -> bool:
    """Whether two records of one pupil's contacts are surely one person."""
    if one.mis_contact_id == other.mis_contact_id or not one.forename:
        return False
    if are_a_couple(one.mis_contact_id, other.mis_contact_id):
        return False
    return _shares(one, other) and not _contradicts(one, other)


def _alike(
    records: Iterable[ContactRecord],
) -> Iterable[tuple[ContactRecord, ContactRecord]]:
    """Every two contacts of one pupil with the same full name."""
    namesakes: defaultdict[tuple[str, str, str], list[ContactRecord]] = defaultdict(list)
    for each in records:
        name = each.forename.casefold(), each.surname.casefold()
        namesakes[(each.mis_student_id, *name)].append(each)
    for several in namesakes.values():
        yield from combinations(several, 2)


def _shares(one: ContactRecord, other: ContactRecord) -> bool:
    emails = {each.casefold() for each in one.emails} & {each.casefold() for each in other.emails}
    return bool(emails or set(map(_dialled, one.mobiles)) & set(map(_dialled, other.mobiles)))


def _dialled(number: str) -> str:
    """``+44 (0)7700 900001`` and ``07700900001`` are one number."""
    digits = re.sub(r"\D", "", number)
    return re.sub(r"^(?:00)?440?(?=7)", "0", digits)


def _contradicts(one: ContactRecord, other: ContactRecord) -> bool:
    sexes = {is_womans(one.title), is_womans(other.title)}
    words = {one.relationship.casefold(), other.relationship.casefold()} - _GENERAL
    return sexes == {True, False} or len(words) > 1


class _Same:
    """Which ids are one person's."""

    def __init__(self) -> None:
        self._earlier: dict[str, str] = {}

    def say(self, one: str, other: str) -> None:
        """They are the same."""
        first, second = sorted((self.first_of(one), self.first_of(other)), key=_order)
        if first != second:
            self._earlier[second] = first

    def first_of(self, contact_id: str) -> str:
        """The id under which the person is kept."""
        while contact_id in self._earlier:
            contact_id = self._earlier[contact_id]
        return contact_id


def _order(contact_id: str) -> tuple[int, str]:
    return len(contact_id), contact_id


def _joined(one: ContactRecord, other: ContactRecord) -> ContactRecord:
    """Both records of one tie; where they disagree on responsibility, it is not known."""
    responsible = {one.has_parental_responsibility, other.has_parental_responsibility} - {None}
    is_general = one.relationship.casefold() in _GENERAL
    return replace(
        one,
        title=one.title or other.title,
        relationship=(other.relationship or one.relationship) if is_general else one.relationship,
        has_parental_responsibility=responsible.pop() if len(responsible) == 1 else None,
        emails=_both(one.emails, other.emails),
        mobiles=_both(one.mobiles, other.mobiles),
        phones=_both(one.phones, other.phones),
    )


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))[:_MOST_OF_A_KIND]
