"""A school's change from one MIS to another, and what its nights did until a person looked.

They know nothing of exports.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import School, SchoolAssociation, SchoolMis, UsoAccount
from accounts.models.constraints import one_live, one_of
from autoupdate.models.runs import ProcessingRun


class ChangeState(models.TextChoices):
    """What became of a change (transitions: ``autoupdate.states``)."""

    WAITING = "waiting", "Waiting to be looked at"
    CONFIRMED = "confirmed", "Confirmed"
    TAKEN_BACK = "taken_back", "Taken back"


class MisChange(models.Model):
    """A school changed its MIS: ``before`` ended and ``after`` began.

    While it waits, nights remove nobody. ``first_run`` is the first run that looked at people of
    the new MIS. ``summary`` holds what settling it came to: name → number of people.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="mis_changes")
    before = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="+")
    after = models.OneToOneField(SchoolMis, on_delete=models.PROTECT, related_name="change")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    first_run = models.ForeignKey(
        ProcessingRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    summary = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            one_live("school", where=Q(state="waiting"), name="change_one_waiting_per_school"),
            one_of("state", ChangeState, prefix="change"),
            CheckConstraint(condition=~Q(before=F("after")), name="change_between_two"),
            CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="change_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        before, after = self.before.get_product_display(), self.after.get_product_display()
        return f"{self.school}: {before} to {after}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has confirmed it or taken it back."""
        return self.state == ChangeState.WAITING


class ChangedAccount(models.Model):
    """What the nights of a waiting change did to one account, so that it can be taken back.

    ``written``: field → ``{"before": …, "written": …}``, dates in ISO form; ``association`` is the
    one that its place fields are of. Emptied when the change is settled, but for whom it created.
    """

    change = models.ForeignKey(MisChange, on_delete=models.CASCADE, related_name="accounts")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="+")
    association = models.ForeignKey(
        SchoolAssociation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_created = models.BooleanField(default=False)
    written = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["change", "account"], name="changed_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.change}"


class KeptAccount(models.Model):
    """Somebody who is missing in the new MIS and keeps their account, because a person said so."""

    change = models.ForeignKey(MisChange, on_delete=models.CASCADE, related_name="kept")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            UniqueConstraint(fields=["change", "account"], name="kept_account_once"),
            CheckConstraint(condition=~Q(reason=""), name="kept_account_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account} kept"
