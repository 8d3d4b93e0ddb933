"""People for the engine's tests: plain helpers and hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from matching.engine import MatchResult, Person, Scope, match
from matching.engine.upn import check_letter

BORN = date(2012, 3, 14)
#: Valid permanent UPNs, all different.
UPNS = tuple(check_letter(body) + body for body in (f"8012000050{n:02}" for n in range(1, 20)))


def student(
    key: str = "r", forename: str = "Olivia", surname: str = "Okafor", **more: Any
) -> Person:
    """A student, born on BORN unless told otherwise."""
    given: dict[str, Any] = {"kind": "student", "date_of_birth": BORN} | more
    return Person(key=key, legal_forename=forename, legal_surname=surname, **given)


def staff(key: str = "r", forename: str = "Robert", surname: str = "Okafor", **more: Any) -> Person:
    """A member of staff without a date of birth unless told otherwise."""
    return Person(
        key=key, legal_forename=forename, legal_surname=surname, **{"kind": "staff"} | more
    )


def account(of: Person, key: str = "a", **changes: Any) -> Person:
    """The account of a person: the same details but for the changes."""
    return replace(of, key=key, **changes)


def only(record: Person, *accounts: Person, **more: Any) -> MatchResult:
    """The engine's answer for one record."""
    return match([record], accounts, **more)[record.key]


#: A valid temporary UPN.
TEMPORARY = check_letter("80120000500A") + "80120000500A"

FORENAMES = (
    "Olivia",
    "Oliwia",
    "Bob",
    "Robert",
    "Mohammed",
    "Muhammad",
    "Anne-Marie",
    "Łukasz",
    "J",
    "Zoë",
    "王伟",
    "",
)
SURNAMES = (
    "Okafor",
    "O’Neill",
    "Oneil",
    "Smith",
    "Smith-Jones",
    "Jones",
    "van den Berg",
    "Berg",
    "Robert",
    "Nguyễn",
    "",
)
BIRTHS = (None, BORN, date(2012, 3, 15), date(2011, 4, 3), date(2011, 3, 4), date(2001, 3, 14))


def people(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Person]:
    """Strategy: people who are often alike; ``more`` replaces fields' strategies."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "key": st.just("?"),
        "kind": st.sampled_from(["student", "student", "student", "staff"]),
        "legal_forename": st.sampled_from(FORENAMES),
        "legal_surname": st.sampled_from(SURNAMES),
        "preferred_forename": st.sampled_from(["", "", *FORENAMES]),
        "preferred_surname": st.sampled_from(["", "", *SURNAMES]),
        "middle_names": st.sampled_from(["", "", "Robert", "Grace May", "J"]),
        "former_surname": st.sampled_from(["", "", *SURNAMES]),
        "date_of_birth": st.sampled_from(BIRTHS),
        "upn": st.sampled_from(["", "", *UPNS[:3], TEMPORARY, "A801200005001"]),
        "former_upns": st.sampled_from([(), (), (), (UPNS[0],), (TEMPORARY, UPNS[1])]),
        "mis_ids": st.sampled_from([(), (), ("17",), ("18", "19")]),
        "year_group": st.sampled_from(["", "R", "7", "8", "11"]),
        "scope": st.sampled_from(Scope),
    }
    return st.builds(Person, **(fields | more))


TEXTS = (
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "middle_names",
    "former_surname",
    "upn",
    "year_group",
)


def people_of_any_text(max_size: int = 20) -> st.SearchStrategy[Person]:
    """Strategy: people whose every text is any Unicode at all."""
    text = st.text(st.characters(), max_size=max_size)
    return people(**dict.fromkeys(TEXTS, text))


Both = tuple[list[Person], list[Person]]


@st.composite
def records_and_accounts(draw: st.DrawFn) -> Both:
    """Strategy: records, and accounts of which most are a record's but for a field or two."""
    found = draw(st.lists(people(), max_size=5))
    others = draw(st.lists(people(), max_size=2))
    for _ in range(draw(st.integers(0, 6)) if found else 0):
        of, other = draw(st.sampled_from(found)), draw(people())
        fields = draw(st.lists(st.sampled_from(CHANGEABLE), max_size=2))
        others.append(replace(of, **{field: getattr(other, field) for field in fields}))
    return numbered("r", found), numbered("a", others)


CHANGEABLE = (*TEXTS, "date_of_birth", "scope")


def numbered(prefix: str, found: list[Person]) -> list[Person]:
    """Give people keys of their own."""
    return [replace(each, key=f"{prefix}{n}") for n, each in enumerate(found)]
