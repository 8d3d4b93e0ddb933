"""Reviewing the accounts that a school holds without its MIS: who is kept, reviews, reminders.

Which accounts these are is worked out and not kept. It knows nothing of exports.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.timezone import now

from accounts.models import School, SchoolMis, UsoAccount
from accounts.models.constraints import one_live, one_of, together


class NonMisKeep(models.Model):
    """An account that a school keeps until the end of a day without its MIS, because somebody said
    so. ``ended_at``: said otherwise since; a day that is over ends nothing, it only counts no more.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="+")
    kept_until = models.DateField()
    reason = models.CharField(max_length=200)
    kept_at = models.DateTimeField(default=now)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_live(
                *("account", "school"),
                where=Q(ended_at__isnull=True),
                name="non_mis_keep_one_live_per_account",
            ),
            together("ended_by", "ended_at", prefix="non_mis_keep"),
            CheckConstraint(condition=~Q(reason=""), name="non_mis_keep_for_a_reason"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("kept_at")),
                name="non_mis_keep_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} kept until {self.kept_until:%d %B %Y}"


class NonMisReview(models.Model):
    """Somebody went through the accounts that the school holds without its MIS.

    ``num_left`` is how many were still to be reviewed when they said that they were done.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="non_mis_reviews")
    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    num_left = models.PositiveIntegerField()

    class Meta:
        ordering = ["-reviewed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.school}: reviewed {self.reviewed_at:%d %B %Y}"


class ReviewOccasion(models.TextChoices):
    """Why accounts are to be reviewed again."""

    MIS_CHANGED = "mis_changed", "The change of MIS was confirmed"
    SCHOOL_YEAR = "school_year", "A new school year began"


class ReviewReminder(models.Model):
    """The one mail that a school gets on one occasion, which began on ``since``."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=12, choices=ReviewOccasion.choices)
    since = models.DateField()
    owed_at = models.DateTimeField(default=now)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(
                fields=["school", "occasion", "since"], name="review_reminder_once_per_occasion"
            ),
            one_of("occasion", ReviewOccasion, prefix="review_reminder"),
            CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("owed_at")),
                name="review_reminder_sent_after_it_was_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_occasion_display()}"
