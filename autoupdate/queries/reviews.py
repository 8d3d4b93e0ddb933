"""When a school's accounts without the MIS are to be reviewed, and when that was last done.

Two things ask for it: a change of MIS that was confirmed, and a school year that began. It changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import School, SchoolMis
from autoupdate.models import ChangeState, MisChange, NonMisReview, ReviewOccasion
from autoupdate.queries.non_mis import to_review

#: A school year begins on the first of this month.
FIRST_MONTH = 9


@dataclass(frozen=True, slots=True)
class Due:
    """Why a review is due, since which day, and how many accounts wait for it."""

    occasion: ReviewOccasion
    since: date
    num: int


def last_review(school: School) -> NonMisReview | None:
    """The last review that somebody marked as done."""
    reviews = NonMisReview.objects.filter(school=school)
    return reviews.select_related("reviewed_by").first()


def due_of(school: School, *, now: datetime, counted: int | None = None) -> Due | None:
    """The review that is due at one school, if one is. At most two queries.

    ``counted``: how many accounts there are to review, where that is known already.
    """
    known = with_occasions(School.objects.filter(pk=school.pk)).get()
    return due_from(known, now=now, counted=counted)


def all_due(*, now: datetime) -> Iterator[tuple[School, Due]]:
    """Every school at which one is due."""
    for school in with_occasions(School.objects.all()):
        due = due_from(school, now=now)
        if due is not None:
            yield school, due


def year_began(today: date) -> date:
    """The first day of the school year in which ``today`` lies."""
    this_year = date(today.year, FIRST_MONTH, 1)
    return this_year if today >= this_year else date(today.year - 1, FIRST_MONTH, 1)


def with_occasions(schools: QuerySet[School]) -> QuerySet[Any]:
    """Schools with what may ask for a review, and when one was last done."""
    theirs = {"school": OuterRef("pk")}
    in_use = SchoolMis.objects.filter(**theirs, ended_at__isnull=True)
    confirmed = MisChange.objects.filter(**theirs, state=ChangeState.CONFIRMED)
    reviews = NonMisReview.objects.filter(**theirs)
    return schools.annotate(
        mis_since=Subquery(in_use.values("started_at")[:1]),
        confirmed_at=Subquery(confirmed.order_by("-settled_at").values("settled_at")[:1]),
        reviewed_at=Subquery(reviews.order_by("-reviewed_at").values("reviewed_at")[:1]),
    )


def due_from(school: Any, *, now: datetime, counted: int | None = None) -> Due | None:
    """The review that is due at a school of ``with_occasions``, if one is. At most one query."""
    today = timezone.localdate(now)
    asking = max(_occasions(school, today), default=None)
    if asking is None or (school.reviewed_at and school.reviewed_at >= asking[0]):
        return None
    num = to_review(school, today=today).count() if counted is None else counted
    return Due(ReviewOccasion(asking[1]), timezone.localdate(asking[0]), num) if num else None


def _occasions(school: Any, today: date) -> Iterator[tuple[datetime, str]]:
    began = timezone.make_aware(datetime.combine(year_began(today), time.min))
    if school.mis_since and school.mis_since < began:
        yield began, ReviewOccasion.SCHOOL_YEAR.value
    if school.confirmed_at:
        yield school.confirmed_at, ReviewOccasion.MIS_CHANGED.value
