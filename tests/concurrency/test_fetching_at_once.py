"""Several workers fetch, one is killed in the middle, several press at once: nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from accounts.actions.refused import ActionRefused
from accounts.models import Role, SchoolMis
from autoupdate.actions import evenings, pulls
from autoupdate.models import Pull, Upload
from autoupdate.pulling import ending
from sandbox.seeding.clock import clock_at
from tests.concurrency.test_forced_at_once import at_once
from tests.concurrency.workers import fetcher
from tests.factories import PullFactory, SchoolMisFactory, user_with_role
from tests.fetching import connect, in_place_of_arbor, small_school
from tests.integration.pulling.conftest import MIDDAY
from tests.integration.pulling.steps import states

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]

SUB_REPORTS = ("staff", "students", "contacts")


@pytest.fixture(autouse=True)
def _small_schools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Arbor is a small school's; the silent are taken for dead at once."""
    monkeypatch.setattr(ending, "LOST_AFTER", timedelta(0))
    with in_place_of_arbor(small_school()):
        yield


def schools(number: int) -> list[SchoolMis]:
    return [connect(SchoolMisFactory(product="arbor")) for _ in range(number)]


def uploaded() -> Counter[tuple[int, str, int]]:
    """(MIS, sub-report, rows) → uploads."""
    return Counter(Upload.objects.values_list("school_mis", "sub_report", "num_rows"))


def whole(made: list[SchoolMis]) -> Counter[tuple[int, str, int]]:
    """What every school has once it is fetched."""
    rows = dict(zip(SUB_REPORTS, (2, 6, 6), strict=True))
    return Counter((each.pk, name, num) for each in made for name, num in rows.items())


def test_two_workers_share_the_schools_and_fetch_each_once() -> None:
    made = schools(6)
    for each in made:
        PullFactory(school_mis=each)
    with fetcher() as one, fetcher() as two:
        one.finish()
        two.finish()
    assert set(Pull.objects.values_list("status", "num_attempts")) == {("done", 1)}
    assert uploaded() == whole(made)


def test_a_worker_killed_in_the_middle_of_a_list_leaves_no_part_of_it() -> None:
    made = schools(1)
    pull = PullFactory(school_mis=made[0])
    with fetcher(pause_at=("students", 3)) as mortal:
        mortal.wait_until("paused")
        pull.refresh_from_db()
        assert states(pull) == {"staff": "done", "students": "reading", "contacts": "waiting"}
        mortal.kill()
    assert pulls.work() == 0
    assert ending.give_back_lost() == 1
    assert set(Upload.objects.values_list("sub_report", flat=True)) == {"staff"}
    with fetcher() as next_one:
        next_one.finish()
    pull.refresh_from_db()
    assert (pull.status, pull.num_attempts) == ("done", 2)
    assert uploaded() == whole(made)


def test_a_worker_that_only_slept_and_was_taken_for_dead_brings_nothing_twice() -> None:
    made = schools(1)
    pull = PullFactory(school_mis=made[0])
    with fetcher(pause_at=("students", 3)) as slow:
        slow.wait_until("paused")
        assert ending.give_back_lost() == 1
        with fetcher() as other:
            other.finish()
        slow.go_on()
        slow.finish()
    pull.refresh_from_db()
    assert (pull.status, pull.num_attempts) == ("done", 2)
    assert uploaded() == whole(made)


def test_a_pull_killed_again_and_again_ends_all_the_same() -> None:
    made = schools(1)
    pull = PullFactory(school_mis=made[0])
    for page in (("staff", 1), ("students", 2), ("contacts", 1)):
        with fetcher(pause_at=page) as mortal:
            mortal.wait_until("paused")
            mortal.kill()
        ending.give_back_lost()
    with fetcher() as last:
        last.finish()
    pull.refresh_from_db()
    assert pull.status == "done"
    assert uploaded() == whole(made)


def test_of_several_who_press_at_once_one_wins() -> None:
    (school_mis,) = schools(1)
    heads = [user_with_role(Role.HEAD, school=school_mis.school) for _ in range(4)]
    with clock_at(MIDDAY):
        results = at_once(
            *(lambda by=by: pulls.force_run(school_mis.school, by=by) for by in heads)
        )
    assert sum(isinstance(each, Pull) for each in results) == 1
    assert sum(isinstance(each, ActionRefused) for each in results) == 3
    assert Pull.objects.count() == 1


def test_an_evening_begun_several_times_at_once_is_one_evening() -> None:
    made = schools(3)
    with clock_at(MIDDAY.replace(hour=18)):
        at_once(*[evenings.queue_evening] * 4)
    assert Counter(Pull.objects.values_list("school_mis", flat=True)) == Counter(
        each.pk for each in made
    )


def test_several_workers_for_one_pull_do_it_once() -> None:
    made = schools(1)
    PullFactory(school_mis=made[0])
    assert sorted(at_once(*[pulls.work] * 4)) == [0, 0, 0, 1]
    assert uploaded() == whole(made)
