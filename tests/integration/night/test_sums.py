"""The sums that each night keeps, by school and by local authority; forced runs add to them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Role, SchoolMis
from autoupdate.actions import nights
from autoupdate.models import AuthorityNight, SchoolNight
from autoupdate.queries import night_sums
from tests.factories import user_with_role
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_students
from tests.integration.night.people import row

ADA, BEN, CAL = row("1", "Ada Okonkwo"), row("2", "Ben Karimi"), row("3", "Cal Abara")


def told(model: Any) -> list[tuple[int, ...]]:
    """Created, updated, unallocated, restored, waiting, held: night by night."""
    names = [each.name for each in night_sums.FIGURES]
    return list(model.objects.order_by("night_on").values_list(*names))


def test_a_night_is_summed_for_the_school_and_its_authority(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA, BEN)
    night()
    send_students(school_mis, {**ADA, "email": "ada@school.example"})
    night()
    assert told(SchoolNight) == [(2, 0, 0, 0, 0, 0), (0, 1, 1, 0, 0, 0)]
    assert told(AuthorityNight) == told(SchoolNight)
    assert {each.num_schools for each in AuthorityNight.objects.all()} == {1}


def test_a_second_run_of_the_day_adds_what_it_did_and_says_what_stands(
    school_mis: SchoolMis,
) -> None:
    desk = user_with_role(Role.SERVICE_DESK)
    for people in ([ADA], [ADA, BEN, CAL]):
        send_students(school_mis, *people)
        nights.force(school_mis.school, by=desk, reason="A case.")
        nights.work()
    assert told(SchoolNight) == [(3, 0, 0, 0, 0, 0)]
    assert told(AuthorityNight) == told(SchoolNight)
    [authority] = AuthorityNight.objects.all()
    assert authority.num_schools == 1
    assert authority.night_on >= timezone.localdate()
