"""Checks what was typed into the fields of a kind, and parts it into what may be shown and what is
sealed. It decides nothing and stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from autoupdate.casework.kinds import CaseField, Kind

#: Field code → the values that may be chosen.
Choosable = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was typed, by field code: plain texts, secrets (in the clear yet), what is wrong."""

    plain: dict[str, str] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def checked(kind: Kind, given: Mapping[str, str], *, choosable: Choosable) -> Checked:
    """Everything that ``given`` says of the kind's fields; other keys are not looked at."""
    found = Checked()
    for each in kind.fields:
        text = given.get(each.code, "").strip()
        wrong = _wrong_with(each, text, choosable.get(each.code, ()))
        if wrong:
            found.errors[each.code] = wrong
        elif each.is_secret:
            found.secret[each.code] = text
        else:
            found.plain[each.code] = text
    return found


def _wrong_with(each: CaseField, text: str, values: Collection[str]) -> str:
    if not text:
        return each.missing
    if len(text) > each.max_length:
        return f"Enter no more than {each.max_length} characters"
    if each.choices is not None and text not in values:
        return each.missing
    return each.check(text)
