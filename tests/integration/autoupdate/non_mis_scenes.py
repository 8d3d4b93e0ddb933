"""Accounts that a school holds without its MIS, one for each reason."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import School, SchoolMis, UsoAccount
from tests.factories import LinkFactory, SchoolAssociationFactory


def held(school: School, *, origin: str = "hand", **more: object) -> UsoAccount:
    """An account held at the school by hand; made by hand unless told otherwise."""
    account: UsoAccount = SchoolAssociationFactory(
        school=school, source="hand", account__origin=origin, **more
    ).account
    return account


def linked(school_mis: SchoolMis) -> UsoAccount:
    """An account that the MIS names."""
    account: UsoAccount = LinkFactory(mis_person__school_mis=school_mis).account
    SchoolAssociationFactory(account=account, school=school_mis.school)
    return account


def no_longer_linked(school_mis: SchoolMis, *, days: int = 9) -> UsoAccount:
    """An account whose person the MIS named until so many days ago."""
    ended = timezone.now() - timedelta(days=days)
    account: UsoAccount = LinkFactory(
        mis_person__school_mis=school_mis,
        mis_person__in_current=False,
        mis_person__absent_since=ended - timedelta(days=1),
        mis_person__standing="left",
        made_at=ended - timedelta(days=90),
        ended_at=ended,
        end_reason="left",
    ).account
    SchoolAssociationFactory(account=account, school=school_mis.school, source="hand")
    return account
