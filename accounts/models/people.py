"""Portal users and the roles they hold at schools; they know nothing of USO accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.constraints import one_live, one_of, only_with
from accounts.models.places import LocalAuthority, School, Trust


class PortalUser(AbstractUser):
    """Somebody who signs in to the portal. What they may do comes from their memberships."""

    email = models.EmailField()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), name="portal_user_one_per_email"),
            models.UniqueConstraint(Lower("username"), name="portal_user_one_per_username"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Role(models.TextChoices):
    """What a membership makes of a portal user."""

    HEAD = "head", "Headteacher"
    HEAD_PROXY = "head_proxy", "Head Proxy"
    NOMINATED_CONTACT = "nominated_contact", "Nominated Contact"
    LA_USER = "la_user", "Local authority user"
    TRUST_USER = "trust_user", "Trust user"
    SERVICE_DESK = "service_desk", "Service Desk"


#: Role → the field that says where it is held; "": everywhere.
HELD_AT: Final[Mapping[Role, str]] = {
    Role.HEAD: "school",
    Role.HEAD_PROXY: "school",
    Role.NOMINATED_CONTACT: "school",
    Role.LA_USER: "local_authority",
    Role.TRUST_USER: "trust",
    Role.SERVICE_DESK: "",
}
#: The fields in which a role's place may stand.
PLACE_FIELDS: Final = ("school", "local_authority", "trust")
SCHOOL_ROLES = tuple(role for role in Role if HELD_AT[role] == "school")


def place_fits_role() -> Q:
    """Exactly that place is given which the role is held at."""
    fits = Q()
    for field in (*PLACE_FIELDS, ""):
        roles = [role.value for role in Role if HELD_AT[role] == field]
        given = {f"{each}__isnull": each != field for each in PLACE_FIELDS}
        fits |= Q(role__in=roles, **given)
    return fits


class Membership(models.Model):
    """One role of one portal user: at a school, in an authority or trust, or everywhere (the desk).

    It counts up to and including ``expires_on``. ``review_on`` is when somebody should say that it
    is still right; ``reminded_of`` is the one of the two days of which a mail was owed last.
    """

    user = models.ForeignKey(PortalUser, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    expires_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reminded_of = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(
        PortalUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        PortalUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            one_of("role", Role, prefix="membership"),
            only_with("ended_by", "ended_at", prefix="membership"),
            models.CheckConstraint(condition=place_fits_role(), name="membership_place_fits_role"),
            one_live(
                "user",
                "role",
                "school",
                where=Q(ended_at__isnull=True, school__isnull=False),
                name="membership_one_live_per_school",
            ),
            one_live(
                "user",
                "role",
                "local_authority",
                where=Q(ended_at__isnull=True, local_authority__isnull=False),
                name="membership_one_live_per_la",
            ),
            one_live(
                "user",
                "role",
                "trust",
                where=Q(ended_at__isnull=True, trust__isnull=False),
                name="membership_one_live_per_trust",
            ),
            one_live(
                "user",
                where=Q(ended_at__isnull=True, role=Role.SERVICE_DESK),
                name="membership_one_live_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.place or 'every school'}"

    @property
    def place(self) -> School | LocalAuthority | Trust | None:
        """Where the role is held; None for everywhere."""
        return self.school or self.local_authority or self.trust
