"""The shapes of what staff read: outcomes and candidates, with the reasons. They know no request.

They hold what the pages show to whoever may see results, and no date of birth or UPN.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import AccountKind
from autoupdate.models import Outcome
from autoupdate.processing.reasons import Code, reason_for
from matching.engine import Agreement
from matching.likelihood import lead, likelihood, margin_over
from matching.models import Candidate, CandidateScope, MisPerson, Standing


class ReasonSerializer(serializers.Serializer[Any]):
    """How one field compares; ``why`` is a phrase for a person, or empty."""

    field = serializers.CharField()
    agreement = serializers.ChoiceField(choices=[each.value for each in Agreement])
    why = serializers.CharField(allow_blank=True)


class MatchedSerializer(serializers.Serializer[Any]):
    """Where an account was and how well it fits: ``score`` of 100, ``margin`` over the next."""

    scope = serializers.ChoiceField(choices=CandidateScope.values)
    scope_words = serializers.SerializerMethodField()
    score = serializers.FloatField()
    score_words = serializers.SerializerMethodField()
    margin = serializers.FloatField()
    margin_words = serializers.SerializerMethodField()
    reasons = ReasonSerializer(many=True)

    def get_scope_words(self, found: dict[str, Any]) -> str:
        """The scope for a person."""
        return str(CandidateScope(found["scope"]).label)

    def get_score_words(self, found: dict[str, Any]) -> str:
        """The score for a person."""
        return likelihood(found["score"])[0]

    def get_margin_words(self, found: dict[str, Any]) -> str:
        """The margin for a person."""
        return lead(found["margin"])


class PersonSerializer(serializers.Serializer[MisPerson]):
    """A person of the MIS."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AccountKind.values)
    mis_id = serializers.CharField()
    name = serializers.CharField(source="display_name")


class OutcomeSerializer(serializers.Serializer[Outcome]):
    """What a run decided about one person; ``match`` is null where nobody was compared."""

    id = serializers.IntegerField()
    person = PersonSerializer(source="mis_person")
    username = serializers.CharField(source="account.username", default=None, allow_null=True)
    code = serializers.ChoiceField(choices=[each.value for each in Code])
    sentence = serializers.SerializerMethodField()
    remedy = serializers.SerializerMethodField()
    match = serializers.SerializerMethodField()

    def get_sentence(self, outcome: Outcome) -> str:
        """Why, for a person."""
        return reason_for(outcome.code, mis=self.context["mis"]).sentence

    def get_remedy(self, outcome: Outcome) -> str:
        """What to do about it, or nothing."""
        return reason_for(outcome.code, mis=self.context["mis"]).remedy

    @extend_schema_field(MatchedSerializer(allow_null=True))
    def get_match(self, outcome: Outcome) -> dict[str, Any] | None:
        """The best account that the person was compared with."""
        if "scope" not in outcome.detail:
            return None
        return dict(MatchedSerializer(outcome.detail).data)


class OutcomesSerializer(serializers.Serializer[Any]):
    """Some of a run's outcomes, in the order of their ids."""

    outcomes = OutcomeSerializer(many=True)
    next = serializers.IntegerField(
        allow_null=True, help_text="What to give as `after` for more; null: these were the last."
    )


class CandidateSerializer(serializers.Serializer[Candidate]):
    """An account on offer."""

    username = serializers.CharField(source="account.username")
    name = serializers.CharField(source="account.display_name")
    match = serializers.SerializerMethodField()

    @extend_schema_field(MatchedSerializer)
    def get_match(self, candidate: Candidate) -> dict[str, Any]:
        """How well it fits."""
        others = [score for pk, score in self.context["scores"] if pk != candidate.pk]
        found = {
            "scope": candidate.scope,
            "score": candidate.score,
            "margin": round(margin_over(candidate.score, others), 1),
            "reasons": candidate.reasons,
        }
        return dict(MatchedSerializer(found).data)


class CandidatesSerializer(serializers.Serializer[Any]):
    """A person of the MIS with the accounts on offer, the best first."""

    person = PersonSerializer()
    standing = serializers.ChoiceField(choices=Standing.values)
    candidates = CandidateSerializer(many=True)
