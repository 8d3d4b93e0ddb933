"""People as the tests of the night tell of them: rows for an export, and what came of them."""

from __future__ import annotations

from collections import Counter
from random import Random

from accounts.models import SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.models import Outcome, ProcessingRun
from matching.models import Link, MisPerson

Row = dict[str, str]

#: Valid, permanent UPNs.
UPN, OTHER_UPN = "B801200005001", "Q801200005002"


def row(mis_id: str, name: str, dob: str = "04/03/2015", **more: str) -> Row:
    """One person's row: ``name`` is forename and surname, the rest as in ``exports.STUDENT``."""
    forename, _, surname = name.partition(" ")
    return {"id": mis_id, "forename": forename, "surname": surname, "dob": dob, **more}


def crowd(number: int, *, first: int = 500) -> list[Row]:
    """So many people whom nobody could mistake for one another or for anybody else."""
    return [_stranger(number) for number in range(first, first + number)]


def _stranger(number: int) -> Row:
    rng = Random(number)
    forename, surname = (
        "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4)).capitalize()
        for _ in range(2)
    )
    dob = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(2010, 2018)}"
    return {"id": str(number), "forename": forename, "surname": surname, "dob": dob}


def person(school_mis: SchoolMis, mis_id: str, *, kind: str = "student") -> MisPerson:
    """A MIS person as kept."""
    return MisPerson.objects.get(school_mis=school_mis, mis_id=mis_id, kind=kind)


def account_of(school_mis: SchoolMis, mis_id: str, *, kind: str = "student") -> UsoAccount:
    """The account that a MIS person is linked to now."""
    found = person(school_mis, mis_id, kind=kind)
    return Link.objects.select_related("account").get(mis_person=found, ended_at=None).account


def schools_of(account: UsoAccount) -> set[int]:
    """The schools that hold an account now."""
    live = SchoolAssociation.objects.filter(account=account, ended_at=None)
    return set(live.values_list("school", flat=True))


def codes(run: ProcessingRun) -> dict[str, str]:
    """MIS id → reason code of everybody with an outcome in a run."""
    return dict(Outcome.objects.filter(run=run).values_list("mis_person__mis_id", "code"))


def tally(run: ProcessingRun) -> Counter[str]:
    """Reason code → people in a run."""
    return Counter(codes(run).values())


def usernames() -> set[str]:
    """Every username there is."""
    return set(UsoAccount.objects.values_list("username", flat=True))
