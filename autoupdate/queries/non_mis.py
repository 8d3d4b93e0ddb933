"""The accounts that a school holds without its MIS: which, why, since when, what was said of them.

An account is one of them while no MIS person of the school is linked to it. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import AccountOrigin, AssociationSource, School, SchoolAssociation
from autoupdate.models import NonMisKeep
from matching.models import Link

#: Why an account has no live link → how a list names it, with a tone.
WHYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ended": ("Link ended", "warn"),
        "hand": ("Made by hand", "info"),
        "never": ("Never in the MIS", "neutral"),
    }
)


def held_without_mis(school: School) -> QuerySet[SchoolAssociation]:
    """The live associations of accounts that are linked to nobody in any MIS of the school."""
    links = _links(school).filter(ended_at__isnull=True)
    return SchoolAssociation.objects.filter(~Exists(links), school=school, ended_at__isnull=True)


def to_review(school: School, *, today: date) -> QuerySet[SchoolAssociation]:
    """Those of them that nobody keeps, or kept until a day that is over."""
    kept = _keeps(school).filter(kept_until__gte=today)
    return held_without_mis(school).filter(~Exists(kept))


def with_reasons(associations: QuerySet[SchoolAssociation], *, school: School) -> QuerySet[Any]:
    """The same associations with everything that the review shows of each.

    ``why`` is a key of WHYS; ``last_seen_at``: when the MIS last had them, None for never;
    ``since``: when its link ended, or it came; ``link_end``: why the link ended. Of
    whatever is said to keep them: ``kept_until`` and ``kept_for``.
    """
    ended = _links(school).filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    kept = _keeps(school)
    # What is only reckoned with is not asked for again by itself.
    known: QuerySet[Any] = associations.select_related("account").alias(
        link_ended_at=Subquery(ended.values("ended_at")[:1]),
        absent_since=Subquery(ended.values("mis_person__absent_since")[:1]),
    )
    known = known.annotate(
        link_end=Subquery(ended.values("end_reason")[:1]),
        kept_until=Subquery(kept.values("kept_until")[:1]),
        kept_for=Subquery(kept.values("reason")[:1]),
    )
    by_hand = Q(source=AssociationSource.HAND, account__origin=AccountOrigin.HAND)
    told: QuerySet[Any] = known.annotate(
        why=Case(
            When(link_ended_at__isnull=False, then=Value("ended")),
            When(by_hand, then=Value("hand")),
            default=Value("never"),
            output_field=CharField(),
        ),
        last_seen_at=Coalesce("absent_since", "link_ended_at"),
        since=Coalesce("link_ended_at", "started_at"),
    )
    return told


def _links(school: School) -> QuerySet[Link]:
    return Link.objects.filter(account=OuterRef("account"), school_mis__school=school)


def _keeps(school: School) -> QuerySet[NonMisKeep]:
    return NonMisKeep.objects.filter(
        school=school, account=OuterRef("account"), ended_at__isnull=True
    )
