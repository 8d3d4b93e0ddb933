"""The weekly mail about people who wait to be matched: who wants it, and each one that is owed.

A mail names nobody: what it says is counted when it is sent.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import School
from autoupdate.models.cases import now


class WaitingMailWish(models.Model):
    """What somebody said about the mail of one school. Without a row their role decides."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_wanted = models.BooleanField()
    said_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["reader", "school"], name="waiting_mail_wish_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {'wanted' if self.is_wanted else 'not wanted'}"


class WaitingMail(models.Model):
    """A mail that is owed to one reader for one week. The rows are the truth: a task only sends
    what is due, and a week that is asked for twice owes nothing twice."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    week_on = models.DateField()
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(
                fields=["school", "reader", "week_on"], name="waiting_mail_once_a_week"
            ),
            CheckConstraint(
                condition=Q(week_on__iso_week_day=1), name="waiting_mail_week_begins_on_monday"
            ),
            CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("created_at")),
                name="waiting_mail_sent_after_it_was_owed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True), name="waiting_mail_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, week of {self.week_on:%d %B %Y}"
