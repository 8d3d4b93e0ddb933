"""USO accounts and where they are held; they know nothing of the MIS or of matching."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q

from accounts.models.constraints import one_live, one_of
from accounts.models.places import LocalAuthority, School


class AccountKind(models.TextChoices):
    """The two kinds of USO account."""

    STAFF = "staff", "Staff"
    STUDENT = "student", "Student"


class AccountOrigin(models.TextChoices):
    """How a USO account came to be."""

    NIGHT = "night", "Created overnight"
    STAFF = "staff", "Created by a member of staff from the matching page"
    HAND = "hand", "Made by hand"


class LatestMove(models.TextChoices):
    """What "Latest move or create" shows of an account."""

    CREATED = "created", "Created"
    MOVED = "moved", "Moved"


class UsoAccount(models.Model):
    """One person's USO account. Never deleted: without a live association it is unallocated.

    ``blocking_keys`` are the matching engine's keys for this account (see ``matching.engine``).
    ``upn`` is a hint for matching, masked on pages, never an identity. ``keeps_name``: somebody
    corrected the preferred name, and no MIS changes it until it is released (``NameCorrection``).
    """

    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    username = models.CharField(max_length=40)
    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="accounts"
    )
    title = models.CharField(max_length=20, blank=True)
    legal_forename = models.CharField(max_length=100, blank=True)
    legal_surname = models.CharField(max_length=100, blank=True)
    middle_names = models.CharField(max_length=100, blank=True)
    preferred_forename = models.CharField(max_length=100, blank=True)
    preferred_surname = models.CharField(max_length=100, blank=True)
    former_surname = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    email = models.CharField(max_length=254, blank=True)
    origin = models.CharField(max_length=8, choices=AccountOrigin.choices)
    created_at = models.DateTimeField()
    latest_move = models.CharField(
        max_length=8, choices=LatestMove.choices, default=LatestMove.CREATED
    )
    latest_move_at = models.DateTimeField()
    unallocated_at = models.DateTimeField(null=True, blank=True)
    blocking_keys = ArrayField(models.CharField(max_length=44), default=list)
    keeps_name = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["legal_surname", "legal_forename", "pk"]
        constraints = [
            one_of("kind", AccountKind, prefix="account"),
            one_of("origin", AccountOrigin, prefix="account"),
            one_of("latest_move", LatestMove, prefix="account"),
            # Not ``unique=True``: that comes with a second index, for parts of a username.
            models.UniqueConstraint(fields=["username"], name="account_username_once"),
            CheckConstraint(
                condition=Q(username__regex=r"^[a-z]+[0-9]*\.[0-9]{3}$"),
                name="account_username_shape",
            ),
            CheckConstraint(
                condition=~Q(legal_forename="", legal_surname=""), name="account_has_a_name"
            ),
        ]
        indexes = [
            GinIndex(fields=["blocking_keys"], name="account_blocking_keys", fastupdate=False),
            models.Index(fields=["upn"], condition=~Q(upn=""), name="account_upn"),
            models.Index(
                fields=["unallocated_at"],
                condition=Q(unallocated_at__isnull=False),
                name="account_unallocated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.username})"

    @property
    def display_name(self) -> str:
        """The name people use: preferred where there is one, legal otherwise."""
        forename = self.preferred_forename or self.legal_forename
        surname = self.preferred_surname or self.legal_surname
        return f"{forename} {surname}".strip()

    @property
    def is_allocated(self) -> bool:
        """Whether some school holds this account now."""
        return self.unallocated_at is None

    @property
    def masked_upn(self) -> str:
        """The UPN as a page may show it: its last three characters only."""
        return f"{'•' * 10}{self.upn[-3:]}" if self.upn else ""


class AssociationSource(models.TextChoices):
    """Who says that an account is at a school."""

    MIS = "mis", "From the MIS"
    HAND = "hand", "By hand"


class AssociationEnd(models.TextChoices):
    """Why an association ended; "" while it is live."""

    LEFT = "left", "No longer in the MIS"
    LEAVING_DATE = "leaving_date", "Leaving date passed"
    STAFF = "staff", "Ended by a member of staff"


class SchoolAssociation(models.Model):
    """One account held at one school over a period, with what the school says of the person."""

    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="associations")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="associations", db_index=False
    )
    source = models.CharField(max_length=4, choices=AssociationSource.choices)
    year_group = models.CharField(max_length=4, blank=True)
    reg_group = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=AssociationEnd.choices, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            one_live(
                "account",
                "school",
                where=Q(ended_at__isnull=True),
                name="association_one_live_per_school",
            ),
            one_of("source", AssociationSource, prefix="association"),
            CheckConstraint(
                condition=(
                    Q(ended_at__isnull=True, end_reason="")
                    | Q(ended_at__isnull=False, end_reason__in=AssociationEnd.values)
                ),
                name="association_end_has_reason",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="association_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "ended_at"], name="association_school_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.account} at {self.school}"


class UsernameStem(models.Model):
    """The next collision number of one username stem in one local authority.

    Numbers only grow, so a username is never given twice, whatever happens to its account.
    """

    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stem = models.CharField(max_length=30)
    num_given = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["local_authority", "stem"], name="username_stem_once_per_la"
            ),
            CheckConstraint(condition=Q(stem__regex=r"^[a-z]+$"), name="username_stem_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.stem}.{self.local_authority.code}"
