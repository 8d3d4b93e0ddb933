"""Is an empty list of groups an ordinary answer, or a sign that something was lost?

A primary school may have no teaching classes at all. One that had some would not lose every one of
them in a day. It changes nothing, and knows no vendor.
"""

from __future__ import annotations

from accounts.models import SchoolMis
from autoupdate.connectors.base import SubReport
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Group


def has_none(met: VendorTrouble, *, school_mis: SchoolMis, sub_report: SubReport) -> bool:
    """Whether the trouble only says that the school has no groups of a kind, and never had.

    Groups are known from the exports of this use of an MIS that were processed.
    """
    if met.code != "nobody" or sub_report.group_kind is None:
        return False
    return not Group.objects.filter(school_mis=school_mis, kind=sub_report.group_kind).exists()
