"""Candidates, what staff decided about them, and names that should not be in USO."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import AccountKind, School, UsoAccount
from accounts.models.constraints import one_of, only_with
from matching.models.people import MisPerson


class CandidateScope(models.TextChoices):
    """Where a candidate account stands, seen from the MIS person's school."""

    SCHOOL = "school", "At this school"
    LOCAL = "local", "At another school in this local authority"
    RECENT = "recent", "Unallocated recently"
    ELSEWHERE = "elsewhere", "At a school elsewhere"


class Candidate(models.Model):
    """An account that may belong to a MIS person who requires matching.

    ``score`` runs from 0 to 100. ``reasons`` lists the engine's verdict per field:
    ``[{"field": …, "agreement": …, "why": …}]``.
    """

    mis_person = models.ForeignKey(MisPerson, on_delete=models.CASCADE, related_name="candidates")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="candidacies")
    score = models.FloatField()
    scope = models.CharField(max_length=10, choices=CandidateScope.choices)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-score", "account_id"]
        constraints = [
            UniqueConstraint(fields=["mis_person", "account"], name="candidate_once_per_pair"),
            one_of("scope", CandidateScope, prefix="candidate"),
            CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="candidate_score_0_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person} may be {self.account}"


class Decision(models.TextChoices):
    """What a member of staff decided about a MIS person; an undo is a decision of its own."""

    MATCHED = "matched", "Matched to an account"
    CREATED_NEW = "created_new", "New account created"
    NOT_SAME_PERSON = "not_same_person", "Not the same person"
    NOT_SAME_UNDONE = "not_same_undone", "“Not the same person” taken back"
    MATCH_UNDONE = "match_undone", "Match taken back"
    CREATE_UNDONE = "create_undone", "New account taken back"


class MatchDecision(models.Model):
    """One decision, append-only (a trigger refuses updates and deletes).

    ``together`` is the same for all that one press of a button decided about several people.
    """

    mis_person = models.ForeignKey(MisPerson, on_delete=models.PROTECT, related_name="decisions")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=16, choices=Decision.choices)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    together = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [one_of("decision", Decision, prefix="decision")]
        indexes = [
            models.Index(
                fields=["together"],
                condition=Q(together__isnull=False),
                name="decision_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mis_person}: {self.get_decision_display()}"


class RejectedPair(models.Model):
    """ "Not the same person": this pair is never offered and never linked while it stands."""

    mis_person = models.ForeignKey(MisPerson, on_delete=models.PROTECT, related_name="rejected")
    account = models.ForeignKey(UsoAccount, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(MatchDecision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["mis_person", "account"], name="rejected_once_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.mis_person} is not {self.account}"


class ExcludedName(models.Model):
    """A name in the MIS that should not be in USO: nobody of that name gets an account.

    Compared after normalising (case, accents, punctuation). Blank ``kind`` means both kinds; a
    date of birth, where given, must agree too.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="excluded_names")
    kind = models.CharField(max_length=8, choices=AccountKind.choices, blank=True)
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["surname", "forename"]
        constraints = [
            UniqueConstraint(
                "school",
                "kind",
                models.functions.Lower("forename"),
                models.functions.Lower("surname"),
                "date_of_birth",
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="excluded_name_once_while_live",
            ),
            CheckConstraint(
                condition=Q(kind__in=["", *AccountKind.values]), name="excluded_name_kind_known"
            ),
            CheckConstraint(condition=~Q(forename=""), name="excluded_name_has_a_name"),
            only_with("removed_by", "removed_at", prefix="excluded_name"),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()
