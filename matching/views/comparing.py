"""What a MIS record and its candidates have in common, field by field, for the component.

What agrees is the engine's to say; here it is only put beside the values, with birth dates and UPNs
masked where the reader need not see them. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accounts.dates import uk_date
from accounts.models import AccountKind
from accounts.words import masked_upn, with_legal_name, year_words
from matching.models import CandidateScope, MisPerson
from matching.views.offers import Offer

_VERDICTS: Final[Mapping[str, str]] = {
    "same": "agrees",
    "close": "close",
    "differs": "differs",
    "missing": "missing",
}
#: Scope → how the schools compare.
_SCOPES: Final[Mapping[str, tuple[str, str]]] = {
    CandidateScope.SCHOOL: ("agrees", ""),
    CandidateScope.LOCAL: ("close", "same local authority"),
    CandidateScope.RECENT: ("close", "unallocated not long ago"),
    CandidateScope.ELSEWHERE: ("differs", "another local authority"),
}
#: Scope → what follows from a match; knows ``{school}``, ``{mis}`` and ``{where}``.
_FOLLOWS: Final[Mapping[str, str]] = {
    CandidateScope.SCHOOL: "{school} keeps the account, and {mis} looks after it from now on.",
    CandidateScope.LOCAL: "{school} has the account too from now on. {where} keeps it.",
    CandidateScope.RECENT: "{school} has the account from now on, and it can be used again.",
    CandidateScope.ELSEWHERE: "{school} has the account too from now on. {where} keeps it.",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One row: the engine's name for the field, and its value on either side."""

    code: str
    label: str
    of_person: Callable[[MisPerson], str]
    of_offer: Callable[[Offer, str], str]
    kinds: frozenset[str] = frozenset(AccountKind.values)


def _forename(person: Any) -> str:
    return with_legal_name(person.legal_forename, person.preferred_forename)


def _surname(person: Any) -> str:
    name = with_legal_name(person.legal_surname, person.preferred_surname)
    return f"{name}, formerly {person.former_surname}" if person.former_surname else name


def _birth(person: Any) -> str:
    return uk_date(person.date_of_birth) if person.date_of_birth else ""


def _birth_of_offer(offer: Offer, agreement: str) -> str:
    """The date of birth in full where it is ours, open to the reader or the same anyway, else the
    year alone."""
    born = offer.account.date_of_birth
    if born is None or offer.is_ours or offer.is_open or agreement == "same":
        return _birth(offer.account)
    return f"•• ••• {born.year}"


_STUDENT = frozenset({AccountKind.STUDENT.value})

FIELDS: Final[tuple[Field, ...]] = (
    Field("forename", "Forename", _forename, lambda offer, _: _forename(offer.account)),
    Field("surname", "Surname", _surname, lambda offer, _: _surname(offer.account)),
    Field(
        "middle_names",
        "Middle names",
        lambda person: person.middle_names,
        lambda offer, _: offer.account.middle_names,
    ),
    Field("date_of_birth", "Date of birth", _birth, _birth_of_offer),
    Field(
        "upn",
        "UPN",
        lambda person: masked_upn(person.upn),
        lambda offer, _: masked_upn(offer.account.upn),
        _STUDENT,
    ),
    Field(
        "year_group",
        "Year",
        lambda person: year_words(person.year_group),
        lambda offer, _: year_words(offer.year_group),
        _STUDENT,
    ),
)


def rows(person: MisPerson, offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """A row for each field that anybody has a value in, and one for the school."""
    told = [_row(field, person, offers) for field in FIELDS if person.kind in field.kinds]
    return [
        *(row for row in told if row["value"] or any(cell["value"] for cell in row["cells"])),
        *_known_before(person, offers),
        {
            "label": "School",
            "value": person.school_mis.school.name,
            "cells": [_school_cell(offer) for offer in offers],
        },
    ]


def _known_before(person: MisPerson, offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """A row for the MIS's own id, where it had the same for one of the accounts before."""
    said = [any(each["field"] == "mis_id" for each in one.candidate.reasons) for one in offers]
    if not any(said):
        return []
    had = {"value": "the same in this MIS before", "verdict": _VERDICTS["same"], "note": ""}
    not_had = {"value": "", "verdict": _VERDICTS["missing"], "note": ""}
    cells = [had if is_said else not_had for is_said in said]
    return [{"label": "MIS id", "value": person.mis_id, "cells": cells}]


def in_words(offer: Offer) -> str:
    """An account in one line: whose, born when and held where, as far as the reader may know."""
    account = offer.account
    found = (each for each in offer.candidate.reasons if each["field"] == "date_of_birth")
    born = _birth_of_offer(offer, next((each["agreement"] for each in found), ""))
    who = f"{account.display_name} ({account.username})"
    where = offer.where[:1].lower() + offer.where[1:] if not offer.places else f"at {offer.where}"
    return ", ".join(filter(None, (who, f"born {born}" if born else "", where)))


def follows(person: MisPerson, offers: Sequence[Offer]) -> dict[str, Any]:
    """The row that says what happens if one of the accounts is chosen."""
    school_mis = person.school_mis
    words = {"school": school_mis.school.name, "mis": school_mis.get_product_display()}
    return {
        "label": "If you match",
        "value": "",
        "is_plain": True,
        "cells": [
            {"value": _FOLLOWS[each.candidate.scope].format(where=each.where, **words)}
            for each in offers
        ],
    }


def _row(field: Field, person: MisPerson, offers: Sequence[Offer]) -> dict[str, Any]:
    value = field.of_person(person)
    return {
        "label": field.label,
        "value": value,
        "cells": [_cell(field, value, offer) for offer in offers],
    }


def _cell(field: Field, value: str, offer: Offer) -> dict[str, Any]:
    found = next((each for each in offer.candidate.reasons if each["field"] == field.code), None)
    agreement = found["agreement"] if found else "missing"
    if agreement == "missing":  # the engine looks at less than the page shows, or did not say
        agreement = _plainly(value, field.of_offer(offer, "same"))
    return {
        "value": field.of_offer(offer, agreement),
        "verdict": _VERDICTS[agreement],
        "note": found["why"] if found else "",
    }


def _plainly(ours: str, theirs: str) -> str:
    """How two values compare, taken as they stand."""
    if not (ours and theirs):
        return "missing"
    return "same" if ours == theirs else "differs"


def _school_cell(offer: Offer) -> dict[str, Any]:
    verdict, note = _SCOPES[offer.candidate.scope]
    if offer.let_go_at is not None:
        gone = f"staff here let go of it on {uk_date(offer.let_go_at)}"
        note = f"{note}; {gone}" if note else gone
    return {"value": offer.where, "verdict": verdict, "note": note}
