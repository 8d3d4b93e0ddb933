"""Pulls: one school's MIS being fetched. These rows are the queue; Celery only wakes workers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from accounts.models import School, SchoolMis
from accounts.models.constraints import one_live, one_of
from autoupdate.models.runs import FailureKind, ProcessingRun


class PullCause(models.TextChoices):
    """Why a school's MIS is fetched."""

    EVENING = "evening", "Every evening"
    FORCE = "force", "Force run"


class PullStatus(models.TextChoices):
    """Where a pull is (transitions: ``autoupdate.states``)."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Fetching"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


LIVE_PULL = Q(status__in=["queued", "running"])


class Pull(models.Model):
    """One fetching of one school's accepted reports.

    ``parts`` is a list of objects, one a sub-report, in order; their shape is in
    ``autoupdate.pull_parts``. A pull is *failed* when any part is; the parts that are done
    became uploads all the same, each complete in itself.
    ``alive_at`` shows that its worker lives. ``not_before``: when a failed try is made again.
    ``run`` is the processing that followed a Force run.
    """

    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="pulls")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pulls")
    cause = models.CharField(max_length=8, choices=PullCause.choices)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=8, choices=PullStatus.choices, default=PullStatus.QUEUED)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    parts = models.JSONField(default=list, blank=True)
    num_requests = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=16, choices=FailureKind.choices, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_detail = models.JSONField(default=dict, blank=True)
    run = models.ForeignKey(
        ProcessingRun, on_delete=models.PROTECT, null=True, blank=True, related_name="pulls"
    )

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            one_live("school", where=LIVE_PULL, name="pull_one_live_per_school"),
            one_of("cause", PullCause, prefix="pull"),
            one_of("status", PullStatus, prefix="pull"),
            CheckConstraint(
                condition=(
                    Q(status=PullStatus.FAILED, failure__in=FailureKind.values)
                    | (~Q(status=PullStatus.FAILED) & Q(failure=""))
                ),
                name="pull_failed_with_a_kind",
            ),
            CheckConstraint(
                condition=Q(cause=PullCause.FORCE, requested_by__isnull=False)
                | Q(cause=PullCause.EVENING, requested_by__isnull=True),
                name="pull_forced_by_somebody",
            ),
            CheckConstraint(
                condition=(
                    Q(status__in=["done", "failed"], finished_at__isnull=False)
                    | Q(status__in=["queued", "running"], finished_at__isnull=True)
                ),
                name="pull_finished_when_over",
            ),
            CheckConstraint(
                condition=~Q(status="running")
                | Q(claimed_at__isnull=False, alive_at__isnull=False),
                name="pull_running_was_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(status="queued"), name="pull_queue"),
            models.Index(fields=["school", "-queued_at"], name="pull_of_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_cause_display()} {self.queued_at:%d %B %Y %H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether the pull is still waiting or under way."""
        return self.status in (PullStatus.QUEUED, PullStatus.RUNNING)


class PullLogLine(models.Model):
    """One line of the additional log that the Service Desk reads: never a name or a value."""

    pull = models.ForeignKey(Pull, on_delete=models.CASCADE, related_name="log_lines")
    at = models.DateTimeField()
    message = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.message
