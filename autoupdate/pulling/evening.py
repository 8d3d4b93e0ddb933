"""Which evening it is, and which schools' MISs are to be fetched in it. It queues nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.calendar import last_at, next_at
from autoupdate.connectors import registry
from autoupdate.connectors.base import Days
from autoupdate.models import Pull, ReportAcceptance
from autoupdate.models.pulls import LIVE_PULL
from autoupdate.queries.readiness import is_connected, is_fetched

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening in which MISs are fetched: from its start until the night's."""

    starts_at: datetime
    ends_at: datetime

    @property
    def is_school_day(self) -> bool:
        """Whether the evening is that of a Monday to Friday."""
        return timezone.localtime(self.starts_at).weekday() <= _FRIDAY


def evening_at(now: datetime) -> Evening | None:
    """The evening that is now, in the site's time zone; None between a night and an evening."""
    starts_at = last_at(settings.EVENING_STARTS_AT, now)
    ends_at = next_at(settings.NIGHT_STARTS_AT, starts_at)
    return Evening(starts_at, ends_at) if now < ends_at else None


def due_in(evening: Evening) -> list[SchoolMis]:
    """The MISs in use that are to be fetched and have not been since the evening began.

    One vendor's schools never follow one another while there is another's: workers side by side
    then ask different vendors.
    """
    products = [
        each.code
        for each in registry.all()
        if is_fetched(each) and (evening.is_school_day or each.pulled_on is Days.EVERY_DAY)
    ]
    fetched = Pull.objects.filter(
        LIVE_PULL | Q(queued_at__gte=evening.starts_at, school_mis=OuterRef("pk")),
        school=OuterRef("school"),
    )
    accepts = ReportAcceptance.objects.filter(school_mis=OuterRef("pk"), withdrawn_at__isnull=True)
    candidates = (
        SchoolMis.objects.filter(~Exists(fetched), Exists(accepts), product__in=products)
        .filter(ended_at__isnull=True)
        .select_related("connection")
        .order_by("pk")
    )
    ready = [
        each
        for each in candidates
        if is_connected(registry.get(each.product), getattr(each, "connection", None))
    ]
    by_product = [[each for each in ready if each.product == product] for product in products]
    return list(_in_turns(by_product))


def _in_turns(lists: Iterable[list[SchoolMis]]) -> Iterator[SchoolMis]:
    for turn in zip_longest(*lists):
        yield from (each for each in turn if each is not None)
