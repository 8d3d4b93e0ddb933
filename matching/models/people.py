"""MIS persons and their links to USO accounts; they know nothing of uploads or runs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import AccountKind, SchoolMis, UsoAccount
from accounts.models.constraints import one_live, one_of


class Standing(models.TextChoices):
    """Where a MIS person stands with USO now; the pages' lists are made of it."""

    LINKED = "linked", "Has a USO account"
    REQUIRES_MATCHING = "requires_matching", "Requires matching"
    INCOMPLETE = "incomplete", "Details missing in the MIS"
    NOT_STARTED = "not_started", "Not started yet"
    EXCLUDED = "excluded", "Should not be in USO"
    LEFT = "left", "Left the school"


class MisPerson(models.Model):
    """A person as the school's MIS last described them. The row outlives their presence.

    ``in_current`` and ``in_future`` say in which of the last processed exports they stood;
    ``standing_code`` is the reason code of the last outcome that set ``standing``. ``former_upns``
    are the UPNs that the MIS gave before this one, the oldest first; None: always the same.
    """

    school_mis = models.ForeignKey(
        SchoolMis, on_delete=models.PROTECT, related_name="people", db_index=False
    )
    kind = models.CharField(max_length=8, choices=AccountKind.choices)
    mis_id = models.CharField(max_length=64)
    legal_forename = models.CharField(max_length=100, blank=True)
    legal_surname = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    former_upns = ArrayField(models.CharField(max_length=13), null=True, blank=True)
    title = models.CharField(max_length=20, blank=True)
    middle_names = models.CharField(max_length=100, blank=True)
    preferred_forename = models.CharField(max_length=100, blank=True)
    preferred_surname = models.CharField(max_length=100, blank=True)
    former_surname = models.CharField(max_length=100, blank=True)
    external_id = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    admission_number = models.CharField(max_length=20, blank=True)
    year_group = models.CharField(max_length=4, blank=True)
    reg_group = models.CharField(max_length=40, blank=True)
    house = models.CharField(max_length=40, blank=True)
    staff_code = models.CharField(max_length=20, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)
    in_current = models.BooleanField()
    in_future = models.BooleanField()
    absent_since = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    standing = models.CharField(max_length=20, choices=Standing.choices)
    standing_code = models.CharField(max_length=40)
    standing_since = models.DateTimeField()

    class Meta:
        ordering = ["legal_surname", "legal_forename", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["school_mis", "kind", "mis_id"], name="mis_person_once_per_mis"
            ),
            one_of("kind", AccountKind, prefix="mis_person"),
            one_of("standing", Standing, prefix="mis_person"),
            CheckConstraint(condition=~Q(mis_id=""), name="mis_person_has_mis_id"),
            CheckConstraint(
                condition=(
                    Q(absent_since__isnull=True, in_current=True)
                    | Q(absent_since__isnull=True, in_future=True)
                    | Q(absent_since__isnull=False, in_current=False, in_future=False)
                ),
                name="mis_person_absent_or_present",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school_mis", "kind", "standing"],
                condition=~Q(standing="linked"),
                name="mis_person_queue",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name people use: preferred where there is one, legal otherwise."""
        forename = self.preferred_forename or self.legal_forename
        surname = self.preferred_surname or self.legal_surname
        return f"{forename} {surname}".strip()


class LinkMade(models.TextChoices):
    """How a link came to be."""

    UPN = "upn", "Same UPN"
    NAMES = "names_and_date_of_birth", "Same names and date of birth"
    LIKENESS = "likeness", "Similar, and can be nobody else"
    CREATED = "created", "Account created for this person"
    RETURNED = "returned", "Came back to the account they had"
    STAFF_MATCHED = "staff_matched", "Matched by a member of staff"
    STAFF_CREATED = "staff_created", "Created by a member of staff"


class LinkEnd(models.TextChoices):
    """Why a link ended; "" while it is live."""

    LEFT = "left", "No longer in the MIS"
    LEAVING_DATE = "leaving_date", "Leaving date passed"
    STAFF = "staff", "Ended by a member of staff"
    MIS_CHANGED = "mis_changed", "The school changed its MIS"


class Link(models.Model):
    """This MIS person is this USO account. Kept when ended.

    Exactly one live link of an account leads: its MIS record describes the account, so that two
    schools that spell a name differently do not rewrite it in turns every night.
    """

    mis_person = models.ForeignKey(MisPerson, on_delete=models.PROTECT, related_name="links")
    school_mis = models.ForeignKey(SchoolMis, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="links")
    is_leading = models.BooleanField()
    made = models.CharField(max_length=24, choices=LinkMade.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    reasons = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=LinkEnd.choices, blank=True)

    class Meta:
        ordering = ["-made_at"]
        # By nobody are the links of the nights: nearly all.
        indexes = [
            models.Index(
                fields=["made_by"], condition=Q(made_by__isnull=False), name="link_made_by"
            )
        ]
        constraints = [
            one_live("mis_person", where=Q(ended_at__isnull=True), name="link_one_live_per_person"),
            one_live(
                "account",
                "school_mis",
                where=Q(ended_at__isnull=True),
                name="link_one_live_per_account_and_mis",
            ),
            one_live(
                "account",
                where=Q(ended_at__isnull=True, is_leading=True),
                name="link_one_leads_per_account",
            ),
            one_of("made", LinkMade, prefix="link"),
            CheckConstraint(
                condition=(
                    Q(ended_at__isnull=True, end_reason="")
                    | Q(ended_at__isnull=False, end_reason__in=LinkEnd.values)
                ),
                name="link_end_has_reason",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="link_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person} is {self.account}"
