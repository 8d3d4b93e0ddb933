"""Two schools of different local authorities, processed at once, with one person between them."""

from __future__ import annotations

import pytest

from accounts.models import LocalAuthority, SchoolMis, UsoAccount
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun
from matching.models import Link
from tests.concurrency import scene
from tests.concurrency.workers import wait_until_somebody_waits, worker
from tests.factories import LocalAuthorityFactory
from tests.integration.night.conftest import found
from tests.integration.night.exports import send_students
from tests.integration.night.people import UPN, account_of, crowd, row, schools_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]

ADA = row("1", "Ada Okonkwo", upn=UPN)


@pytest.fixture
def arriving() -> SchoolMis:
    """The school to which Ada comes: processed first, since its authority was there first."""
    la: LocalAuthority = LocalAuthorityFactory(code="301")
    return found(la)


@pytest.fixture
def leaving(arriving: SchoolMis) -> SchoolMis:
    """The school that Ada leaves; she has her account there."""
    made = found(LocalAuthorityFactory(code="302"))
    send_students(made, ADA, *crowd(5))
    scene.begin_night(24)
    nights.work()
    return made


def one_waits_for_the_other(*, pause_before: str) -> None:
    """One worker stops in its first school, until another waits for it in the second."""
    with worker(pause_before=pause_before) as first:
        first.wait_until("paused")
        with worker() as second:
            wait_until_somebody_waits()
            first.go_on()
            first.finish()
            second.finish()


def test_who_moves_between_authorities_in_one_night_keeps_the_account(
    arriving: SchoolMis, leaving: SchoolMis
) -> None:
    before = account_of(leaving, "1")
    send_students(arriving, {**ADA, "id": "51"})
    send_students(leaving, *crowd(5))
    scene.begin_night(25)
    one_waits_for_the_other(pause_before='INTO "matching_link"')
    after = account_of(arriving, "51")
    assert after == before
    assert after.is_allocated
    assert schools_of(after) == {arriving.school.pk}
    assert Link.objects.get(account=after, ended_at=None).is_leading


def test_the_other_way_about_it_is_the_same(arriving: SchoolMis, leaving: SchoolMis) -> None:
    """The school that she leaves is slow; the other one waits for it."""
    send_students(leaving, *crowd(5))
    scene.begin_night(25)
    with worker(pause_before='INTO "') as first:
        first.wait_until("paused")
        send_students(arriving, {**ADA, "id": "51"})
        scene.begin_night(26)
        with worker() as second:
            wait_until_somebody_waits()
            first.go_on()
            first.finish()
            second.finish()
    account = account_of(arriving, "51")
    assert UsoAccount.objects.filter(upn=UPN).count() == 1
    assert account.is_allocated
    assert schools_of(account) == {arriving.school.pk}
    assert Link.objects.get(account=account, ended_at=None).is_leading


def test_a_new_person_at_two_schools_of_two_authorities_at_once(
    arriving: SchoolMis, leaving: SchoolMis
) -> None:
    """Her account is free. Whoever links second waits, and does not lead."""
    account = account_of(leaving, "1")
    send_students(leaving, *crowd(5))
    scene.begin_night(25)
    nights.work()
    other = found(LocalAuthorityFactory(code="303"))
    send_students(arriving, {**ADA, "id": "51"})
    send_students(other, {**ADA, "id": "61"})
    scene.begin_night(26)
    one_waits_for_the_other(pause_before='INTO "matching_link"')
    assert account == account_of(arriving, "51") == account_of(other, "61")
    assert Link.objects.filter(account=account, ended_at=None, is_leading=True).count() == 1
    assert not ProcessingRun.objects.exclude(status="done").exists()
