"""Uploads and the problems in their rows; they know nothing of what came of each person."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import SchoolMis
from accounts.models.constraints import one_of
from autoupdate.models.consent import LicenceKey
from autoupdate.models.pulls import Pull
from autoupdate.models.runs import ProcessingRun


class UploadState(models.TextChoices):
    """Where an upload is on its way (transitions: ``autoupdate.states``)."""

    RECEIVED = "received", "Received"
    READY = "ready", "Ready to process"
    REJECTED = "rejected", "Rejected"
    SUPERSEDED = "superseded", "Replaced by a newer upload"
    PROCESSED = "processed", "Processed"


class Delivery(models.TextChoices):
    """How an upload came."""

    AGENT = "agent", "AutoUpdate software"
    PULL = "pull", "Fetched from the MIS"
    PUSH = "push", "Sent by the MIS"


class Upload(models.Model):
    """One export of one sub-report as received, immutable but for its state.

    ``stored_as`` names the encrypted, filtered rows file in the vault ("" when none is kept).
    ``order_at`` orders uploads of one sub-report: when the export was taken, as far as known.
    ``known_fields`` are our field codes whose column came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="uploads")
    report = models.CharField(max_length=20)
    sub_report = models.CharField(max_length=30)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)
    licence_key = models.ForeignKey(
        LicenceKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pull = models.ForeignKey(
        Pull, on_delete=models.PROTECT, null=True, blank=True, related_name="uploads"
    )
    received_at = models.DateTimeField()
    extracted_at = models.DateTimeField(null=True, blank=True)
    order_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    num_bytes = models.BigIntegerField()
    format = models.CharField(max_length=10, blank=True)
    num_repeats = models.PositiveIntegerField(default=0)
    last_repeated_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=UploadState.choices, default=UploadState.RECEIVED
    )
    state_at = models.DateTimeField()
    fault = models.CharField(max_length=40, blank=True)
    fault_detail = models.JSONField(default=dict, blank=True)
    num_rows = models.PositiveIntegerField(default=0)
    num_records = models.PositiveIntegerField(default=0)
    num_problems = models.PositiveIntegerField(default=0)
    problem_counts = models.JSONField(default=dict, blank=True)
    known_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    stored_as = models.CharField(max_length=120, blank=True)
    processed_run = models.ForeignKey(
        ProcessingRun, on_delete=models.PROTECT, null=True, blank=True, related_name="uploads"
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            one_of("state", UploadState, prefix="upload"),
            one_of("delivery", Delivery, prefix="upload"),
            CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_sha256_shape"
            ),
            CheckConstraint(
                condition=Q(state=UploadState.REJECTED) ^ Q(fault=""),
                name="upload_rejected_with_fault",
            ),
            CheckConstraint(
                condition=Q(state=UploadState.PROCESSED) ^ Q(processed_run__isnull=True),
                name="upload_processed_by_a_run",
            ),
            UniqueConstraint(
                fields=["school_mis", "sub_report", "sha256", "extracted_at"],
                condition=Q(extracted_at__isnull=False),
                name="upload_same_extract_once",
            ),
        ]
        indexes = [
            models.Index(fields=["school_mis", "-received_at"], name="upload_history"),
            models.Index(
                fields=["school_mis", "sub_report"],
                condition=Q(state__in=["received", "ready"]),
                name="upload_waiting",
            ),
            models.Index(
                fields=["school_mis", "sub_report", "-order_at"],
                condition=Q(state="processed"),
                name="upload_processed",
            ),
            models.Index(
                fields=["school_mis", "-received_at"],
                condition=Q(state="rejected"),
                name="upload_rejected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sub_report} of {self.received_at:%d %B %Y %H:%M}"


class UploadProblem(models.Model):
    """One thing wrong in one row (the first so many of an upload; the rest are counted)."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problems")
    row_number = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=16)
    field = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=220, blank=True)
    value = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["row_number", "pk"]
        constraints = [
            CheckConstraint(condition=~Q(code=""), name="upload_problem_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"Row {self.row_number}: {self.code}"
