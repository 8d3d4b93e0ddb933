"""How one person gets written down differently a second time: the kinds of difference in MIS data.

Each kind is a function of its own with a rate in each level of noise. Knows no engine's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from string import ascii_lowercase
from typing import Final, Literal

from sandbox import upn
from sandbox.names import NamePicker
from sandbox.names.draw import without_diacritics
from sandbox.populations.truth import Human

Noise = Literal["normal", "hard"]
Change = Callable[[Human, Random, NamePicker], Human]

_ALIKE: Final = (
    *(("ph", "f"), ("ck", "k"), ("ie", "y"), ("ee", "i"), ("ai", "ay"), ("ou", "u"), ("c", "k")),
    *(("s", "z"), ("oo", "u"), ("th", "t"), ("v", "w"), ("i", "y"), ("e", "a")),
)


def _typo(text: str, rng: Random) -> str:
    if len(text) < 3:
        return text
    place = rng.randrange(1, len(text))
    before, here, after = text[:place], text[place], text[place + 1 :]
    return rng.choice(
        (
            before + after,
            before + here + here + after,
            before + rng.choice(ascii_lowercase) + after,
            before[:-1] + here + before[-1] + after,
        )
    )


def _misheard(text: str, rng: Random) -> str:
    pairs = [pair for pair in _ALIKE if pair[0] in text]
    return text.replace(*rng.choice(pairs), 1) if pairs else _typo(text, rng)


def _nickname(one: Human, _rng: Random, picker: NamePicker) -> Human:
    found = one.preferred_forename or picker.familiar_form(one.legal_forename)
    return replace(one, legal_forename=found, preferred_forename="") if found else one


def _respelt(one: Human, rng: Random, picker: NamePicker) -> Human:
    found = picker.respelt(one.legal_forename)
    if found == one.legal_forename:
        found = _misheard(found, rng)
    return replace(one, legal_forename=found)


def _forename_typo(one: Human, rng: Random, _picker: NamePicker) -> Human:
    return replace(one, legal_forename=_typo(one.legal_forename, rng))


def _middle_for_forename(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    first, _, rest = one.middle_names.partition(" ")
    if not first:
        return one
    names = " ".join(filter(None, (one.legal_forename, rest)))
    return replace(one, legal_forename=first, middle_names=names, preferred_forename="")


def _forename_with_middle(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    joined = f"{one.legal_forename} {one.middle_names}".strip()
    return replace(one, legal_forename=joined, middle_names="")


def _initial(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, legal_forename=one.legal_forename[:1], preferred_forename="")


def _new_surname(one: Human, rng: Random, picker: NamePicker) -> Human:
    former = one.legal_surname if rng.random() < 0.5 else ""
    surname = picker.surname(one.community)
    return replace(one, legal_surname=surname, former_surname=former)


def _double_barrelled(one: Human, rng: Random, picker: NamePicker) -> Human:
    first, dash, second = one.legal_surname.partition("-")
    if dash:
        return replace(one, legal_surname=rng.choice((first, second, f"{first} {second}")))
    other = picker.surname(one.community)
    joined = rng.choice((f"{one.legal_surname}-{other}", f"{other}-{one.legal_surname}"))
    return replace(one, legal_surname=joined)


def _surname_typo(one: Human, rng: Random, picker: NamePicker) -> Human:
    found = picker.respelt(one.legal_surname)
    if found == one.legal_surname:
        found = rng.choice((_typo, _misheard))(found, rng)
    return replace(one, legal_surname=found)


def _plain(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(
        one,
        legal_forename=without_diacritics(one.legal_forename).upper(),
        legal_surname=without_diacritics(one.legal_surname).replace("'", "").replace("-", " "),
    )


def _swapped(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, legal_forename=one.legal_surname, legal_surname=one.legal_forename)


def _day_and_month(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    born = one.date_of_birth
    if born is None or born.day > 12:
        return one
    return replace(one, date_of_birth=date(born.year, born.day, born.month))


def _wrong_date(one: Human, rng: Random, _picker: NamePicker) -> Human:
    born = one.date_of_birth
    if born is None:
        return one
    away = rng.choice((1, -1, 10, -10, 30, 365, -365, 3652))
    return replace(one, date_of_birth=born + timedelta(days=away))


def _no_date(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, date_of_birth=None)


def _no_preferred(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, preferred_forename="")


def _no_middle(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, middle_names="")


def _no_upn(one: Human, _rng: Random, _picker: NamePicker) -> Human:
    return replace(one, upn="")


def _temporary_upn(one: Human, rng: Random, _picker: NamePicker) -> Human:
    if one.kind != "student":
        return one
    made = upn.temporary(one.local_authority, "4000", year=26, serial=rng.randrange(2300))
    return replace(one, upn=made)


def _new_upn(one: Human, rng: Random, _picker: NamePicker) -> Human:
    """Give a second permanent UPN, as after a lost file."""
    if one.kind != "student":
        return one
    made = upn.permanent(
        one.local_authority, "9000", year=rng.randrange(100), serial=rng.randrange(1000)
    )
    return replace(one, upn=made)


#: Kind of difference → how often it befalls somebody, in each level of noise.
CHANGES: Final[Mapping[Change, Mapping[Noise, float]]] = {
    _nickname: {"normal": 0.02, "hard": 0.04},
    _respelt: {"normal": 0.01, "hard": 0.025},
    _forename_typo: {"normal": 0.005, "hard": 0.015},
    _middle_for_forename: {"normal": 0.004, "hard": 0.008},
    _forename_with_middle: {"normal": 0.01, "hard": 0.02},
    _initial: {"normal": 0.0005, "hard": 0.002},
    _new_surname: {"normal": 0.008, "hard": 0.015},
    _double_barrelled: {"normal": 0.008, "hard": 0.015},
    _surname_typo: {"normal": 0.006, "hard": 0.015},
    _plain: {"normal": 0.2, "hard": 0.3},
    _swapped: {"normal": 0.001, "hard": 0.003},
    _day_and_month: {"normal": 0.003, "hard": 0.008},
    _wrong_date: {"normal": 0.004, "hard": 0.01},
    _no_date: {"normal": 0.003, "hard": 0.01},
    _no_preferred: {"normal": 0.3, "hard": 0.4},
    _no_middle: {"normal": 0.3, "hard": 0.4},
    _no_upn: {"normal": 0.02, "hard": 0.04},
    _temporary_upn: {"normal": 0.01, "hard": 0.02},
    _new_upn: {"normal": 0.002, "hard": 0.004},
}


def written_again(one: Human, noise: Noise, *, rng: Random, picker: NamePicker) -> Human:
    """Return the person as somebody else writes them down."""
    for change, rates in CHANGES.items():
        if rng.random() < rates[noise]:
            one = change(one, rng, picker)
    return one
