"""Which MISs a school may choose; it changes nothing."""

from __future__ import annotations

from accounts.models import School
from autoupdate.models import MisOffer


def is_offered(school: School, *, product: str) -> bool:
    """Whether the Service Desk made the product visible to the school."""
    return product in offered_to(school)


def offered_to(school: School) -> frozenset[str]:
    """The products that the Service Desk made visible to the school; one query."""
    live = MisOffer.objects.filter(school=school, withdrawn_at__isnull=True)
    return frozenset(live.values_list("product", flat=True))
