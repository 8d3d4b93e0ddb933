"""How the portal reaches a school's MIS: what the desk offers, what was entered or approved.

They know nothing of what is fetched.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from accounts.models import MisProduct, School, SchoolMis
from accounts.models.constraints import one_live, one_of, only_with


class MisOffer(models.Model):
    """The Service Desk made an MIS visible to a school, which may then choose it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="mis_offers")
    product = models.CharField(max_length=20, choices=MisProduct.choices)
    offered_at = models.DateTimeField(auto_now_add=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            one_of("product", MisProduct, prefix="mis_offer"),
            one_live(
                "school",
                "product",
                where=Q(withdrawn_at__isnull=True),
                name="mis_offer_one_live_per_product",
            ),
            only_with("withdrawn_by", "withdrawn_at", prefix="mis_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_product_display()} for {self.school}"


class MisConnection(models.Model):
    """How the portal reaches the MIS that a school uses over one period.

    ``sealed`` is a JSON object of secrets, encrypted as a whole ("" when there are none); no page
    shows them. ``checked`` is the result of the last test of the connection: one line a sub-report.
    ``trouble`` is a key of ``connectors.trouble.TROUBLES`` while the last pull or test failed.
    """

    school_mis = models.OneToOneField(
        SchoolMis, on_delete=models.PROTECT, related_name="connection"
    )
    endpoint = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    sealed = models.TextField(blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked = models.JSONField(default=list, blank=True)
    trouble = models.CharField(max_length=40, blank=True)
    trouble_detail = models.JSONField(default=dict, blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            only_with("entered_by", "entered_at", prefix="connection"),
            only_with("approved_by", "approved_at", prefix="connection"),
            CheckConstraint(
                condition=Q(trouble="", trouble_at__isnull=True)
                | (~Q(trouble="") & Q(trouble_at__isnull=False)),
                name="connection_trouble_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Connection of {self.school_mis}"


class ApprovalRequest(models.Model):
    """Somebody was sent to the vendor to approve, and is expected back with the same ``state``.

    Only the digest (SHA-256, hex) of the state is kept; the verifier is sealed. It is used once.
    """

    school_mis = models.ForeignKey(
        SchoolMis, on_delete=models.PROTECT, related_name="approval_requests"
    )
    state_digest = models.CharField(max_length=64, unique=True)
    sealed_verifier = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            CheckConstraint(
                condition=Q(state_digest__regex=r"^[0-9a-f]{64}$"),
                name="approval_state_is_sha256",
            ),
            CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="approval_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"Approval asked of {self.school_mis}"
