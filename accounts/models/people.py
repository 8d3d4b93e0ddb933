"""Portal users and the roles they hold at schools; they know nothing of USO accounts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.constraints import one_live, one_of, only_with
from accounts.models.places import LocalAuthority, School


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
    SERVICE_DESK = "service_desk", "Service Desk"


SCHOOL_ROLES = (Role.HEAD, Role.HEAD_PROXY, Role.NOMINATED_CONTACT)


class Membership(models.Model):
    """One role of one portal user: at a school, in a local authority, or everywhere (the desk).

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
            models.CheckConstraint(
                condition=(
                    Q(
                        role__in=SCHOOL_ROLES,
                        school__isnull=False,
                        local_authority__isnull=True,
                    )
                    | Q(role=Role.LA_USER, school__isnull=True, local_authority__isnull=False)
                    | Q(role=Role.SERVICE_DESK, school__isnull=True, local_authority__isnull=True)
                ),
                name="membership_place_fits_role",
            ),
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
                where=Q(ended_at__isnull=True, role=Role.SERVICE_DESK),
                name="membership_one_live_desk",
            ),
        ]

    def __str__(self) -> str:
        place = self.school or self.local_authority or "every school"
        return f"{self.user}: {self.get_role_display()} at {place}"
