"""What a school allows: its licence key, the reports it accepted, the fields it opted out of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import School, SchoolMis
from accounts.models.constraints import one_live, only_with


class LicenceKey(models.Model):
    """The key with which a school's AutoUpdate software signs in.

    ``digest`` (SHA-256, hex) finds the key; ``encrypted`` shows it again to who may see it.
    ``ending`` is its last group of four signs, by which the desk finds the school on the telephone.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="licence_keys")
    digest = models.CharField(max_length=64, unique=True)
    encrypted = models.TextField()
    ending = models.CharField(max_length=4, blank=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            one_live(
                "school", where=Q(revoked_at__isnull=True), name="licence_key_one_live_per_school"
            ),
            only_with("revoked_by", "revoked_at", prefix="licence_key"),
            CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="licence_key_digest_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"Licence key of {self.school}"


class ReportAcceptance(models.Model):
    """A school's consent to one report of the MIS it uses; it does not carry to another MIS."""

    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="acceptances")
    report = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-accepted_at"]
        constraints = [
            one_live(
                "school_mis",
                "report",
                where=Q(withdrawn_at__isnull=True),
                name="acceptance_one_live_per_report",
            ),
            only_with("withdrawn_by", "withdrawn_at", prefix="acceptance"),
            CheckConstraint(condition=~Q(report=""), name="acceptance_names_its_report"),
        ]

    def __str__(self) -> str:
        return f"{self.report} of {self.school_mis}"


class FieldOptOut(models.Model):
    """A field the school opted out of: its value is dropped at the door, whoever sends it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="field_opt_outs")
    sub_report = models.CharField(max_length=30)
    field = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, blank=True)
    opted_out_at = models.DateTimeField(auto_now_add=True)
    opted_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "sub_report", "field"], name="opt_out_once"),
            CheckConstraint(
                condition=~Q(sub_report="") & ~Q(field=""), name="opt_out_names_its_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.sub_report}.{self.field}"
