"""What schools of the demonstration have asked of the Service Desk: one case of each turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from autoupdate.actions import cases, desk_cases
from autoupdate.models import Case
from sandbox.seeding.clock import clock_at
from sandbox.seeding.places import Place

_A_WHILE = timedelta(hours=3)


def raise_cases(places: Mapping[str, Place], *, at: datetime) -> None:
    """Two wait for the desk, one for the school, one is resolved; all of the hours before."""
    oakfield, riverside, kingsway = (places[key] for key in ("oakfield", "riverside", "kingsway"))
    with clock_at(at - 2 * _A_WHILE):
        resolved = _ask(oakfield, "A second computer", "Can the software run on two computers?")
        answered = _ask(oakfield, "Contacts of one class", "The contacts of 3B do not arrive.")
    with clock_at(at - _A_WHILE):
        desk_cases.resolve(
            resolved,
            text="On one only: the key is the school’s, and the newest export counts.",
            by=oakfield.desk,
        )
        desk_cases.note(answered, text="Looks like a filter in SIMS.", by=oakfield.desk)
        desk_cases.answer(
            answered,
            text="Does the report in SIMS have a filter on the class? Please look, and tell me.",
            by=oakfield.desk,
        )
        cases.raise_case(
            riverside.school,
            kind="opt_out_field",
            given={"field": "students.email"},
            message="Our pupils have no addresses of their own.",
            by=riverside.contact,
        )
        cases.raise_case(
            kingsway.school,
            kind="bromcom_keys",
            given={},
            message="We would like to begin after the half-term.",
            by=kingsway.head,
        )


def _ask(place: Place, about: str, message: str) -> Case:
    return cases.raise_case(
        place.school, kind="other", given={"about": about}, message=message, by=place.contact
    )
