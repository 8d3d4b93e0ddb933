"""Factories of Review Non-MIS Accounts: who is kept, reviews, reminders."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from autoupdate.models import NonMisKeep, NonMisReview, ReviewReminder
from tests.factories.accounts import (
    PortalUserFactory,
    SchoolFactory,
    SchoolMisFactory,
    UsoAccountFactory,
)


class NonMisKeepFactory(DjangoModelFactory[NonMisKeep]):
    """An account that is kept for another month."""

    class Meta:
        model = NonMisKeep

    school = factory.SubFactory(SchoolFactory)
    account = factory.SubFactory(
        UsoAccountFactory, local_authority=factory.SelfAttribute("..school.local_authority")
    )
    kept_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    reason = "A governor."
    kept_by = factory.SubFactory(PortalUserFactory)


class NonMisReviewFactory(DjangoModelFactory[NonMisReview]):
    """A review that left nothing on the list."""

    class Meta:
        model = NonMisReview

    school_mis = factory.SubFactory(SchoolMisFactory)
    school = factory.SelfAttribute("school_mis.school")
    reviewed_by = factory.SubFactory(PortalUserFactory)
    num_left = 0


class ReviewReminderFactory(DjangoModelFactory[ReviewReminder]):
    """A mail that is owed since a school year began."""

    class Meta:
        model = ReviewReminder

    school = factory.SubFactory(SchoolFactory)
    occasion = "school_year"
    since = factory.LazyFunction(timezone.localdate)
