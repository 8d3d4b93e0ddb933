"""Local authorities, trusts, schools and the MIS each school uses; they know nothing of people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Lower

from accounts.models.constraints import one_live, one_of, only_with


class LocalAuthority(models.Model):
    """A local authority: ``code`` is DfE's three digits, which end every username."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"
        constraints = [
            CheckConstraint(condition=Q(code__regex=r"^[0-9]{3}$"), name="la_code_three_digits")
        ]

    def __str__(self) -> str:
        return self.name


class Trust(models.Model):
    """A multi-academy trust: its schools may lie in several local authorities.

    One that was removed (``removed_at``) has neither schools nor users; who once was its user
    still names it.
    """

    name = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            only_with("removed_by", "removed_at", prefix="trust"),
            CheckConstraint(condition=~Q(name=""), name="trust_has_a_name"),
            UniqueConstraint(
                Lower("name"), condition=Q(removed_at__isnull=True), name="trust_one_live_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.TextChoices):
    """DfE's phases of education, as far as a page needs them."""

    NURSERY = "nursery", "Nursery"
    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"
    ALL_THROUGH = "all_through", "All-through"
    SPECIAL = "special", "Special"
    OTHER = "other", "Other"


class School(models.Model):
    """A school: DfE number = local authority code + ``establishment`` (four digits)."""

    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="schools"
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="schools"
    )
    establishment = models.CharField(max_length=4)
    urn = models.PositiveIntegerField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=160)
    phase = models.CharField(max_length=16, choices=Phase.choices, default=Phase.OTHER)
    uses_autotext = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["local_authority", "establishment"], name="school_one_per_dfe_number"
            ),
            CheckConstraint(
                condition=Q(establishment__regex=r"^[0-9]{4}$"), name="school_establishment_digits"
            ),
            one_of("phase", Phase, prefix="school"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dfe_number(self) -> str:
        """The DfE number as people write it: ``301/2001``."""
        return f"{self.local_authority.code}/{self.establishment}"


class MisProduct(models.TextChoices):
    """The MIS products that AutoUpdate knows; each has a connector of the same code."""

    SIMS = "sims", "SIMS"
    SIMS_CONNECTED = "sims_connected", "SIMS Connected"
    ARBOR = "arbor", "Arbor"
    SCHOLARPACK = "scholarpack", "ScholarPack"
    BROMCOM = "bromcom", "Bromcom"
    INTEGRIS = "integris", "Integris"
    PUPIL_ASSET = "pupil_asset", "Pupil Asset"
    IRIS = "iris", "IRIS (iSAMS and Ed:gen)"
    SCHOOLPOD = "schoolpod", "SchoolPod"


class SchoolMis(models.Model):
    """One school's use of one MIS over a period; at most one period is open."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="mis_periods")
    product = models.CharField(max_length=20, choices=MisProduct.choices)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-started_at"]
        verbose_name_plural = "school MIS periods"
        constraints = [
            one_live("school", where=Q(ended_at__isnull=True), name="mis_one_in_use_per_school"),
            one_of("product", MisProduct, prefix="mis"),
            only_with("ended_by", "ended_at", prefix="mis"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="mis_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_product_display()}"
