"""What has come of a school, which fixes its local authority and DfE number. It changes nothing."""

from __future__ import annotations

from accounts.models import School, SchoolAssociation
from autoupdate.models import ProcessingRun, Upload
from matching.models import MisPerson


def what_came(school: School) -> list[str]:
    """What of the school there is that its number goes with, in words; nothing: it is not fixed.

    Usernames end in the authority's code, and matching looks through the authority.
    """
    of_school = {"school_mis__school": school}
    there = (
        ("USO accounts", SchoolAssociation.objects.filter(school=school)),
        ("uploads", Upload.objects.filter(**of_school)),
        ("people of its MIS", MisPerson.objects.filter(**of_school)),
        ("nights", ProcessingRun.objects.filter(**of_school)),
    )
    return [words for words, rows in there if rows.exists()]


def together(came: list[str]) -> str:
    """What came, in a sentence."""
    return " and ".join(filter(None, (", ".join(came[:-1]), *came[-1:])))
