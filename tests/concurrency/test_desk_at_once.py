"""Two people of the desk do the same at the same moment: one wins, the other is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions.refused import ActionRefused
from accounts.actions.schools import set_up_school
from accounts.actions.trusts import move_schools
from accounts.models import AuditEvent, Role, School
from accounts.queries.school_details import SchoolDetails
from tests.concurrency.together import at_once
from tests.factories import LocalAuthorityFactory, SchoolFactory, TrustFactory, user_with_role

pytestmark = pytest.mark.django_db(transaction=True)


def refusal(results: list[Any]) -> str:
    """What the one who lost was told."""
    [refused] = [each for each in results if isinstance(each, ActionRefused)]
    return refused.message


def test_two_move_one_school_to_two_trusts() -> None:
    school = SchoolFactory(trust=None)
    trusts = [TrustFactory(name="Harbour Trust"), TrustFactory(name="Bridge Trust")]
    first, second = (user_with_role(Role.SERVICE_DESK) for _ in trusts)
    results = at_once(
        lambda: move_schools([school], to=trusts[0], reason="They joined.", by=first),
        lambda: move_schools([school], to=trusts[1], reason="They joined.", by=second),
    )
    [[moved]] = [each for each in results if not isinstance(each, ActionRefused)]
    assert f"somebody else moved {school} into {moved.trust} meanwhile" in refusal(results)
    assert School.objects.get(pk=school.pk).trust == moved.trust
    assert AuditEvent.objects.filter(action="trust.school_moved").count() == 1


def test_two_set_up_a_school_with_the_same_number() -> None:
    authority = LocalAuthorityFactory(code="991")
    first, second = (user_with_role(Role.SERVICE_DESK) for _ in range(2))
    one = SchoolDetails("Brook School", authority, "2001")
    other = SchoolDetails("Brook Primary School", authority, "2001")
    results = at_once(
        lambda: set_up_school(one, trust=None, by=first),
        lambda: set_up_school(other, trust=None, by=second),
    )
    [made] = [each for each in results if isinstance(each, School)]
    told = refusal(results)
    assert told.startswith("Nothing was changed")
    assert "number" in told
    assert list(School.objects.filter(local_authority=authority)) == [made]
    assert AuditEvent.objects.filter(action="school.set_up").count() == 1
