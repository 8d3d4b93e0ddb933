"""Nights, processing runs, their log, the outcomes per person, and held removals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from accounts.models import AccountKind, LocalAuthority, School, SchoolMis, UsoAccount
from accounts.models.constraints import one_live, one_of
from matching.models import Link, MisPerson


class Night(models.Model):
    """One night: the processing of every school that had something ready."""

    night_on = models.DateField(unique=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-night_on"]

    def __str__(self) -> str:
        return f"Night of {self.night_on:%d %B %Y}"


class RunCause(models.TextChoices):
    """Why a school is processed."""

    NIGHT = "night", "Overnight"
    FORCE = "force", "Forced by the Service Desk"
    PULL = "pull", "After Force run"


class RunStatus(models.TextChoices):
    """Where a run is (transitions: ``autoupdate.states``)."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class FailureKind(models.TextChoices):
    """Whose turn it is after a failure."""

    TEMPORARY = "temporary", "We try again"
    MISCONFIGURED = "misconfigured", "The school puts something right"
    PERMANENT = "permanent", "The Service Desk looks at it"
    INTERNAL = "internal", "A fault of ours"


LIVE_RUN = Q(status__in=["queued", "running"])


class ProcessingRun(models.Model):
    """The processing of one school. These rows are the queue; Celery only wakes workers.

    One live run per school, and one *running* run per local authority: schools that share people
    and usernames are processed one after another, in the order of ``priority`` and ``id``.
    """

    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="runs")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="runs")
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    night = models.ForeignKey(
        Night, on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    cause = models.CharField(max_length=8, choices=RunCause.choices)
    reason = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.PositiveSmallIntegerField(default=100)
    status = models.CharField(max_length=8, choices=RunStatus.choices, default=RunStatus.QUEUED)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=16, choices=FailureKind.choices, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            one_live("school", where=LIVE_RUN, name="run_one_live_per_school"),
            one_live("local_authority", where=Q(status="running"), name="run_one_running_per_la"),
            one_of("cause", RunCause, prefix="run"),
            one_of("status", RunStatus, prefix="run"),
            CheckConstraint(
                condition=(
                    Q(status=RunStatus.FAILED, failure__in=FailureKind.values)
                    | (~Q(status=RunStatus.FAILED) & Q(failure=""))
                ),
                name="run_failed_with_a_kind",
            ),
            CheckConstraint(
                condition=(
                    Q(cause=RunCause.FORCE, requested_by__isnull=False, night__isnull=True)
                    & ~Q(reason="")
                )
                | Q(cause=RunCause.NIGHT, requested_by__isnull=True, night__isnull=False)
                | Q(cause=RunCause.PULL, requested_by__isnull=False, night__isnull=True),
                name="run_forced_by_somebody_for_a_reason",
            ),
            CheckConstraint(
                condition=(
                    Q(status__in=["done", "failed"], finished_at__isnull=False)
                    | Q(status__in=["queued", "running"], finished_at__isnull=True)
                ),
                name="run_finished_when_over",
            ),
            CheckConstraint(
                condition=~Q(status="running") | Q(claimed_at__isnull=False),
                name="run_running_was_claimed",
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "id"], condition=Q(status="queued"), name="run_queue"),
            models.Index(fields=["school", "-queued_at"], name="run_of_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_cause_display()} {self.queued_at:%d %B %Y %H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether the run is still waiting or under way."""
        return self.status in (RunStatus.QUEUED, RunStatus.RUNNING)


class RunLogLine(models.Model):
    """One line of the additional log that the Service Desk reads."""

    run = models.ForeignKey(ProcessingRun, on_delete=models.CASCADE, related_name="log_lines")
    at = models.DateTimeField()
    message = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.message


class Outcome(models.Model):
    """What a run decided about one person who was anything but linked and unchanged.

    ``code`` is a key of ``processing.reasons``. ``detail`` holds what changed (field → [before,
    after]) or the engine's reasons. Rows are never changed.
    """

    # Two indexes below begin with the run and one with the account: no more of each is needed.
    run = models.ForeignKey(
        ProcessingRun, on_delete=models.PROTECT, related_name="outcomes", db_index=False
    )
    mis_person = models.ForeignKey(MisPerson, on_delete=models.PROTECT, related_name="outcomes")
    account = models.ForeignKey(
        UsoAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        db_index=False,
    )
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    situation = models.CharField(max_length=40)
    reaction = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "mis_person"], name="outcome_once_per_run"),
            one_of("kind", AccountKind, prefix="outcome"),
            CheckConstraint(condition=~Q(code=""), name="outcome_has_a_code"),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="outcome_of_account"),
            models.Index(fields=["run", "code"], name="outcome_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person}: {self.code}"


class HoldState(models.TextChoices):
    """What became of held removals."""

    OPEN = "open", "Waiting for a person"
    RELEASED = "released", "Released"
    REPLACED = "replaced", "Replaced by a later run"


class Hold(models.Model):
    """Removals of one kind that the brake kept back until a person has looked at them."""

    run = models.ForeignKey(ProcessingRun, on_delete=models.PROTECT, related_name="holds")
    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    num_removals = models.PositiveIntegerField()
    num_live = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=HoldState.choices, default=HoldState.OPEN)
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_live("school_mis", "kind", where=Q(state="open"), name="hold_one_open_per_kind"),
            one_of("state", HoldState, prefix="hold"),
            one_of("kind", AccountKind, prefix="hold"),
            CheckConstraint(
                condition=~Q(state="released") | Q(state_by__isnull=False),
                name="hold_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.num_removals} {self.get_kind_display()} held at {self.school_mis.school}"


class HeldRemoval(models.Model):
    """One person whose removal waits in a hold."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="removals")
    mis_person = models.ForeignKey(MisPerson, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold", "mis_person"], name="held_once_per_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person} held"
