"""The audit trail: append-only, kept so by the database; it knows no app above this one."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.places import School
from accounts.models.uso import UsoAccount


class AuditEvent(models.Model):
    """Who did what to which school or person, with before and after.

    ``action`` is a dotted code ("report.accepted"). ``subject`` names what is neither a school
    nor an account ("mis_person:12"). A trigger refuses every update and delete.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_events"
    )
    account = models.ForeignKey(
        UsoAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_events"
    )
    subject = models.CharField(max_length=80, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["school", "-at"], name="audit_school_at"),
            models.Index(fields=["account", "-at"], name="audit_account_at"),
            models.Index(fields=["subject"], condition=~models.Q(subject=""), name="audit_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_names_its_action"),
            models.CheckConstraint(condition=~models.Q(by_label=""), name="audit_names_its_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_label}: {self.action}"
