"""Cases: what a school asks of the Service Desk, the conversation about it, and what came of it.

Secrets in a case are sealed, and gone when it is resolved. Nothing of what a kind asks for.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone

from accounts.models import MisProduct, School
from accounts.models.constraints import one_live, one_of, together


def now() -> datetime:
    """The moment, as the clock says that is in force when a row is made."""
    return timezone.now()


class CaseKind(models.TextChoices):
    """What sort of thing is asked for; ``autoupdate.casework.kinds`` says what goes with each."""

    CONNECTION = "connection", "Connection details"
    KEYS = "keys", "Keys for an MIS that sends"
    OPT_OUT = "opt_out", "Opt a field out"
    PROCESS_NOW = "process_now", "Process now"
    CHANGE_MIS = "change_mis", "Change MIS"
    MISSING_ENDPOINT = "missing_endpoint", "Missing endpoint URL"
    OTHER = "other", "Anything else"


class CaseState(models.TextChoices):
    """Where a case is, and so whose turn it is (transitions: ``autoupdate.states``)."""

    WITH_DESK = "with_desk", "With the Service Desk"
    WITH_SCHOOL = "with_school", "Waiting for the school"
    RESOLVED = "resolved", "Resolved"


#: Kinds that are about one MIS product, which the case then names.
ABOUT_AN_MIS = (CaseKind.CONNECTION, CaseKind.KEYS, CaseKind.MISSING_ENDPOINT)
#: Kinds of which a second open case (for the same MIS) would only be the first one again.
ONCE_AT_A_TIME = (*ABOUT_AN_MIS, CaseKind.PROCESS_NOW, CaseKind.CHANGE_MIS)


class Case(models.Model):
    """One case of one school. ``product`` is the MIS that it is about, "" for none.

    ``details``: field code → text, of what may be shown. ``sealed``: field code → sealed text, of
    the secrets, emptied as soon as they are taken over (``taken_at``) or the case is resolved.
    ``handover``: keys made for the school, sealed, until it has looked at them once.
    ``state_at`` is since when it is somebody's turn. ``asked_by`` names who of the school asked,
    where the desk raised it for them ("": the school did).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=20, choices=CaseKind.choices)
    product = models.CharField(max_length=20, choices=MisProduct.choices, blank=True)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict, blank=True)
    sealed = models.JSONField(default=dict, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    handover = models.TextField(blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.WITH_DESK)
    state_at = models.DateTimeField(default=now)
    raised_at = models.DateTimeField(default=now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.CharField(max_length=120, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            one_of("kind", CaseKind, prefix="case"),
            one_of("state", CaseState, prefix="case"),
            together("assigned_to", "assigned_at", prefix="case"),
            together("resolved_by", "resolved_at", prefix="case"),
            CheckConstraint(condition=~Q(subject=""), name="case_names_its_subject"),
            CheckConstraint(
                condition=Q(kind__in=ABOUT_AN_MIS, product__in=MisProduct.values)
                | (~Q(kind__in=ABOUT_AN_MIS) & Q(product="")),
                name="case_names_its_mis",
            ),
            CheckConstraint(
                condition=Q(state=CaseState.RESOLVED, resolved_at__isnull=False)
                | (~Q(state=CaseState.RESOLVED) & Q(resolved_at__isnull=True)),
                name="case_resolved_by_somebody",
            ),
            CheckConstraint(
                condition=~Q(state=CaseState.RESOLVED) | Q(sealed={}),
                name="case_resolved_holds_no_secrets",
            ),
            CheckConstraint(
                condition=Q(handover="") | Q(handed_at__isnull=False),
                name="case_handover_has_its_time",
            ),
            one_live(
                "school",
                "kind",
                "product",
                where=~Q(state=CaseState.RESOLVED) & Q(kind__in=ONCE_AT_A_TIME),
                name="case_one_open_per_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-raised_at"], name="case_of_school"),
            models.Index(
                fields=["state_at"], condition=~Q(state=CaseState.RESOLVED), name="case_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}: {self.subject}"

    @property
    def raised_words(self) -> str:
        """Who raised it, and for whom."""
        if not self.asked_by:
            return str(self.raised_by)
        return f"{self.raised_by} of the Service Desk for the school, asked by {self.asked_by}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state != CaseState.RESOLVED


class Voice(models.TextChoices):
    """Who speaks in a conversation. The school hears everything but notes."""

    SCHOOL = "school", "The school"
    DESK = "desk", "The Service Desk"
    NOTE = "note", "The Service Desk, to itself"
    EVENT = "event", "The portal"


class CaseMessage(models.Model):
    """One contribution to the conversation. A trigger refuses every update and delete.

    An event says in a sentence what somebody (``written_by``) did to the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    voice = models.CharField(max_length=8, choices=Voice.choices)
    text = models.TextField()
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            one_of("voice", Voice, prefix="case_message"),
            CheckConstraint(condition=~Q(text=""), name="case_message_says_something"),
        ]
        indexes = [models.Index(fields=["case", "written_at"], name="case_conversation")]

    def __str__(self) -> str:
        return f"{self.get_voice_display()} in case {self.case_id}"


class Deed(models.TextChoices):
    """What can be carried out for a case; the words are in ``autoupdate.casework.deeds``."""

    OFFER = "offer", "Made an MIS visible"
    START = "start", "Started an MIS"
    CHANGE = "change", "Changed the MIS"
    TAKE = "take", "Took credentials over into the connection"
    KEEP = "keep", "Kept credentials until the MIS is in use"
    KEYS = "keys", "Issued keys"
    OPT_OUT = "opt_out", "Opted a field out"
    FORCE = "force", "Processed the school"


class CaseDeed(models.Model):
    """One thing that was carried out for a case. A trigger refuses every update and delete.

    ``subject`` names what came of it as the audit trail does ("run:12").
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deeds")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    subject = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(default=now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [one_of("deed", Deed, prefix="case_deed")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} for case {self.case_id}"


class WaitingCredentials(models.Model):
    """Credentials from an accepted case, sealed, until the school uses the MIS they are for.

    ``details`` and ``sealed`` as in the case. Emptied when they are taken over, or replaced.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="waiting_credentials")
    product = models.CharField(max_length=20, choices=MisProduct.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waiting_credentials")
    details = models.JSONField(default=dict, blank=True)
    sealed = models.JSONField(default=dict, blank=True)
    kept_at = models.DateTimeField(default=now)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "waiting credentials"
        constraints = [
            one_of("product", MisProduct, prefix="waiting_credentials"),
            one_live(
                "school",
                "product",
                where=Q(ended_at__isnull=True),
                name="waiting_credentials_one_per_mis",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(sealed={}),
                name="waiting_credentials_ended_hold_no_secrets",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: credentials for {self.get_product_display()}"


class MailOccasion(models.TextChoices):
    """Why somebody is written to; ``autoupdate.casework.mails`` says to whom, and in what words."""

    RAISED = "raised", "A case was raised"
    RAISED_FOR = "raised_for", "The desk raised a case for the school"
    SCHOOL_WROTE = "school_wrote", "The school wrote"
    DESK_WROTE = "desk_wrote", "The Service Desk wrote"
    RESOLVED = "resolved", "A case was resolved"
    SCHOOL_CLOSED = "school_closed", "The school closed a case"
    ASSIGNED = "assigned", "A case was assigned"


class CaseMail(models.Model):
    """A mail that is owed. The rows are the truth: a task only sends what is due.

    ``occasioned_by`` is whoever did it, who is not written to.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mails")
    occasion = models.CharField(max_length=16, choices=MailOccasion.choices)
    occasioned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    num_attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("occasion", MailOccasion, prefix="case_mail"),
            CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("created_at")),
                name="case_mail_sent_after_it_was_owed",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="case_mail_due")
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: case {self.case_id}"
