"""Two and more workers: schools of one authority one after another, usernames never twice."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.models import SchoolMis, UsoAccount
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun
from tests.concurrency import scene, second_night
from tests.concurrency.canonical import differences
from tests.concurrency.workers import sweep, worker
from tests.factories import LocalAuthorityFactory
from tests.integration.night.conftest import found
from tests.integration.night.exports import send_students
from tests.integration.night.people import Row, row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]


#: As many as four schools of one authority have; nobody resembles anybody.
SMITHS = ("Jo", "Ivy", "Jerome", "Jemima", "Julius", "Jarek", "Jocelyn", "Jude", "Jasper", "Jia")


def schools(code: str, *, number: int) -> list[SchoolMis]:
    """Schools of one authority, each with two new pupils called J. Smith (or I. Smith)."""
    la = LocalAuthorityFactory(code=code)
    made = [found(la) for _ in range(number)]
    for at, each in enumerate(made):
        send_students(each, *(_smith(2 * at + more) for more in range(2)))
    return made


def _smith(number: int) -> Row:
    dob = f"{2 * number + 1:02d}/{number + 1:02d}/{2010 + number * 5 % 8}"
    return row(str(number), f"{SMITHS[number]} Smith", dob)


def standing() -> Counter[tuple[str, str]]:
    """(LA code, status) → runs."""
    return Counter(ProcessingRun.objects.values_list("local_authority__code", "status"))


def test_while_one_school_runs_the_others_of_its_authority_wait() -> None:
    schools("301", number=3)
    schools("302", number=2)
    scene.begin_night(24)
    with worker(pause_before='INTO "accounts_usoaccount"') as first:
        first.wait_until("paused")
        assert nights.work() == 2
        assert standing() == {("301", "running"): 1, ("301", "queued"): 2, ("302", "done"): 2}
        assert nights.work() == 0
        first.go_on()
        first.finish()
    assert standing() == {("301", "done"): 3, ("302", "done"): 2}


def test_when_the_busy_worker_dies_another_takes_over_the_authority() -> None:
    schools("301", number=2)
    scene.begin_night(24)
    with worker(pause_before='INTO "accounts_usoaccount"') as first:
        first.wait_until("paused")
        assert nights.work() == 0
    sweep()
    assert nights.work() == 2
    assert standing() == {("301", "done"): 2}


def test_usernames_are_unique_whoever_gives_them() -> None:
    for code in ("301", "302"):
        schools(code, number=4)
    scene.begin_night(24)
    with worker() as one, worker() as two, worker() as three:
        for each in (one, two, three):
            each.finish()
    nights.work()
    assert standing() == {("301", "done"): 4, ("302", "done"): 4}
    given = sorted(UsoAccount.objects.values_list("username", flat=True))
    stems = ["ismith", "jsmith", *(f"jsmith{number}" for number in range(2, 8))]
    assert given == sorted(f"{stem}.{la}" for la in ("301", "302") for stem in stems)


@pytest.mark.slow
def test_three_workers_leave_what_one_would() -> None:
    expected = second_night.undisturbed()
    second_night.get_ready()
    with worker() as one, worker() as two, worker() as three:
        for each in (one, two, three):
            each.finish()
    nights.work()
    assert differences(expected) == {}
