"""How roles come about: requests, invitations, quotas, and the mails owed about them.

It knows nothing of who may decide.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.timezone import now

from accounts.models.constraints import one_live, one_of, only_with, together
from accounts.models.people import SCHOOL_ROLES, Membership, PortalUser, Role, place_fits_role
from accounts.models.places import LocalAuthority, School, Trust

_DECIDED = ("granted", "refused", "taken_back")


class RequestState(models.TextChoices):
    """What became of a request."""

    WAITING = "waiting", "Waiting"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"
    TAKEN_BACK = "taken_back", "Taken back"


class RoleRequest(models.Model):
    """A portal user asks for a role at a school; ``refusal`` is the reason they are given."""

    user = models.ForeignKey(PortalUser, on_delete=models.PROTECT, related_name="role_requests")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="role_requests")
    role = models.CharField(max_length=20, choices=Role.choices)
    words = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=now)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        PortalUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=SCHOOL_ROLES), name="role_request_role_is_a_schools"
            ),
            one_of("state", RequestState, prefix="role_request"),
            together("decided_by", "decided_at", prefix="role_request"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=_DECIDED, decided_at__isnull=False),
                name="role_request_decided_with_moment",
            ),
            one_live(
                "user",
                "school",
                "role",
                where=Q(state="waiting"),
                name="role_request_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} asks to be {self.get_role_display()} of {self.school}"


class Invitation(models.Model):
    """Somebody without an account, known by an address, is to have a role.

    ``serial`` counts the mails: a link holds it, so that a newer mail makes the older ones void.
    """

    role = models.CharField(max_length=20, choices=Role.choices)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    email = models.EmailField()
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    invited_by = models.ForeignKey(
        PortalUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(default=now)
    serial = models.PositiveSmallIntegerField(default=1)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        PortalUser, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            one_of("role", Role, prefix="invitation"),
            only_with("ended_by", "ended_at", prefix="invitation"),
            only_with("membership", "ended_at", prefix="invitation"),
            models.CheckConstraint(condition=place_fits_role(), name="invitation_place_fits_role"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("invited_at")), name="invitation_valid_for_a_while"
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                "school",
                "local_authority",
                "trust",
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display()} at {self.place or 'every school'}"

    @property
    def place(self) -> School | LocalAuthority | Trust | None:
        """Where the role is; None for everywhere."""
        return self.school or self.local_authority or self.trust

    @property
    def name(self) -> str:
        """Who is invited."""
        return f"{self.forename} {self.surname}"


class RoleQuota(models.Model):
    """How many people may hold a role at a school, where that is not the usual number."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="role_quotas")
    role = models.CharField(max_length=20, choices=Role.choices)
    number = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField(default=now)
    set_by = models.ForeignKey(PortalUser, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=SCHOOL_ROLES), name="role_quota_role_is_a_schools"
            ),
            models.UniqueConstraint(fields=["school", "role"], name="role_quota_one_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.number} × {self.get_role_display()}"


class RoleMailOccasion(models.TextChoices):
    """What a mail about a role tells."""

    INVITED = "invited", "Invited"
    REQUESTED = "requested", "Somebody asks for a role"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"
    ENDED = "ended", "Ended"
    EXPIRES = "expires", "Expires soon"
    REVIEW = "review", "Review is due"


class RoleMail(models.Model):
    """A mail that is owed to ``to``, about exactly one of the three.

    It holds no secret: the link of an invitation is made when the mail is sent.
    """

    occasion = models.CharField(max_length=10, choices=RoleMailOccasion.choices)
    to = models.EmailField()
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    request = models.ForeignKey(
        RoleRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    due_at = models.DateTimeField(default=now)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("occasion", RoleMailOccasion, prefix="role_mail"),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, request=None, invitation=None)
                | Q(membership=None, request__isnull=False, invitation=None)
                | Q(membership=None, request=None, invitation__isnull=False),
                name="role_mail_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="role_mail_due")
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: {self.to}"
