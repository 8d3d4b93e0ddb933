"""How far the accounts' blocking keys are made anew; it knows neither accounts nor keys."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models.constraints import one_live


class KeysRenewal(models.Model):
    """One walk through all accounts, in the order of their ids, with the engine of one version.

    The newest says with which version the keys are kept, once it is done.
    """

    version = models.CharField(max_length=80)
    last_account = models.BigIntegerField(default=0)
    num_renewed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_live(
                "version",
                where=Q(done_at__isnull=True),
                name="keys_renewal_one_open_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"Keys of {self.version}"
