"""What each school of the demonstration allows: its licence key, reports, fields, names."""

from __future__ import annotations

from autoupdate.actions.consent import accept_report
from autoupdate.actions.keys import issue_key
from autoupdate.actions.opt_outs import opt_out
from matching.actions import excluding
from sandbox.demo_people import seed_excluded_names
from sandbox.seeding.places import Place

_SIMS = ("sims", "sims_connected")


def allow(place: Place) -> None:
    """Issue the key, accept the reports, opt the fields out."""
    if place.demo.mis in _SIMS:
        issue_key(place.school, by=place.desk)
    for report in place.demo.accepted:
        accept_report(place.school_mis, report=report, by=place.head)
    for sub_report, field in place.demo.not_uploaded:
        opt_out(
            place.school,
            sub_report=sub_report,
            field=field,
            reason="The school asked for it in a case.",
            by=place.desk,
        )


def exclude_names(places: dict[str, Place]) -> None:
    """Write down the names that should not be in USO."""
    for each in seed_excluded_names():
        place = places[each.school]
        name = excluding.Name(each.forename, each.surname, kind=each.kind, reason=each.reason)
        excluding.add(name, school=place.school, by=place.contact)
