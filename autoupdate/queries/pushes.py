"""What is known of an MIS that sends by itself: whether it did so only once. It changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Min

from accounts.models import SchoolMis
from autoupdate.models import Delivery, MisConnection, Upload

#: All that is sent within this time of the first is one sending: there are several sub-reports.
ONE_SENDING = timedelta(hours=6)
#: After so long without a second sending the daily schedule was never made.
OVERDUE_AFTER = timedelta(days=2)


def only_once(school_mis: SchoolMis, now: datetime) -> datetime | None:
    """When the MIS sent its first and only time, once a second is overdue; else None.

    Then somebody pressed Save & Run, which makes no schedule. A sending that brought nothing new,
    or that was refused, counts as one.
    """
    times = Upload.objects.filter(school_mis=school_mis, delivery=Delivery.PUSH).aggregate(
        first=Min("received_at"), last=Max("received_at"), repeated=Max("last_repeated_at")
    )
    first = times["first"]
    if first is None or now - first < OVERDUE_AFTER:
        return None
    used = MisConnection.objects.filter(school_mis=school_mis).aggregate(at=Max("last_used_at"))
    later = (times["last"], times["repeated"], used["at"])
    is_only = all(each is None or each - first < ONE_SENDING for each in later)
    return first if is_only else None
