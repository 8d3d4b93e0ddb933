"""Preferred names that somebody corrected by hand, kept from the MIS until they are released."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from accounts.models.constraints import one_live, together
from accounts.models.uso import UsoAccount

#: The only names that can be corrected by hand: how somebody wishes to be called.
CORRECTABLE = ("preferred_forename", "preferred_surname")


class NameCorrection(models.Model):
    """One correction of an account's preferred name; at most one is in force.

    While it is, ``UsoAccount.keeps_name`` is set. The ``former`` names are what it was before.
    """

    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="corrections")
    preferred_forename = models.CharField(max_length=100, blank=True)
    preferred_surname = models.CharField(max_length=100, blank=True)
    former_forename = models.CharField(max_length=100, blank=True)
    former_surname = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            one_live(
                "account", where=Q(released_at__isnull=True), name="correction_one_per_account"
            ),
            together("released_by", "released_at", prefix="correction"),
            CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.preferred_forename} {self.preferred_surname}".strip()
