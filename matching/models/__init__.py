"""The models of WHO IS WHO, gathered for import."""

from matching.models.decisions import (
    Candidate,
    CandidateScope,
    Decision,
    ExcludedName,
    MatchDecision,
    RejectedPair,
)
from matching.models.people import Link, LinkEnd, LinkMade, MisPerson, Standing
from matching.models.renewals import KeysRenewal

__all__ = [
    "Candidate",
    "CandidateScope",
    "Decision",
    "ExcludedName",
    "KeysRenewal",
    "Link",
    "LinkEnd",
    "LinkMade",
    "MatchDecision",
    "MisPerson",
    "RejectedPair",
    "Standing",
]
