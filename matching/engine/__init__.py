"""Who is who: compares MIS people with USO accounts and says certain, ask or new, with reasons.

Pure Python on frozen dataclasses. It must not know the database, the pages or any one MIS.
"""

from matching.engine.block import blocking_keys, keys_version, upn_key
from matching.engine.decide import match
from matching.engine.model import (
    DEFAULT,
    Agreement,
    FieldReason,
    MatchResult,
    Person,
    Scope,
    ScoredCandidate,
    Thresholds,
    Verdict,
)
from matching.engine.normalise import ascii_letters

__all__ = [
    "DEFAULT",
    "Agreement",
    "FieldReason",
    "MatchResult",
    "Person",
    "Scope",
    "ScoredCandidate",
    "Thresholds",
    "Verdict",
    "ascii_letters",
    "blocking_keys",
    "keys_version",
    "match",
    "upn_key",
]
