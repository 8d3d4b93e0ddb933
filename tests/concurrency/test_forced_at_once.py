"""Two forces at once, a force during a night, an upload during a run: nothing happens twice."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import PortalUser, Role, SchoolMis, UsoAccount
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.models import Outcome, ProcessingRun, Upload
from autoupdate.receive.door import receive_export
from tests.concurrency import scene, together
from tests.concurrency.workers import worker
from tests.factories import LocalAuthorityFactory, user_with_role
from tests.integration.night.conftest import found
from tests.integration.night.exports import STUDENT, csv_export, send_students
from tests.integration.night.people import codes, crowd, row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]

ADA, BEN = row("1", "Ada Okonkwo"), row("2", "Ben Karimi")


@pytest.fixture
def school_mis() -> SchoolMis:
    made = found(LocalAuthorityFactory(code="301"))
    send_students(made, ADA, *crowd(5))
    return made


@pytest.fixture
def desk() -> PortalUser:
    return user_with_role(Role.SERVICE_DESK)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, all started together."""
    return together.at_once(*deeds, may_meet=Exception)


def test_of_several_who_force_one_school_at_once_one_wins(
    school_mis: SchoolMis, desk: PortalUser
) -> None:
    results = at_once(*[lambda: nights.force(school_mis.school, by=desk, reason="A case.")] * 4)
    refused = [each for each in results if isinstance(each, nights.AlreadyUnderWayError)]
    assert len(refused) == 3
    assert ProcessingRun.objects.count() == 1


def test_several_workers_for_one_forced_run_do_it_once(
    school_mis: SchoolMis, desk: PortalUser
) -> None:
    nights.force(school_mis.school, by=desk, reason="A case.")
    assert sorted(at_once(*[nights.work] * 4)) == [0, 0, 0, 1]
    run = ProcessingRun.objects.get()
    assert (run.status, run.num_attempts) == ("done", 1)
    assert Outcome.objects.count() == UsoAccount.objects.count() == 6


def test_a_night_started_twice_at_once_is_one_night(school_mis: SchoolMis) -> None:
    assert sorted(at_once(*[lambda: scene.begin_night(24)] * 4)) == [0, 0, 0, 1]
    assert ProcessingRun.objects.count() == 1


def test_a_force_and_a_night_at_once_are_one_run(school_mis: SchoolMis, desk: PortalUser) -> None:
    at_once(
        lambda: scene.begin_night(24),
        lambda: nights.force(school_mis.school, by=desk, reason="A case."),
    )
    assert ProcessingRun.objects.count() == 1


def test_a_force_during_the_run_of_a_night_is_refused_and_possible_after_it(
    school_mis: SchoolMis, desk: PortalUser
) -> None:
    scene.begin_night(24)
    with worker(pause_before='INTO "accounts_usoaccount"') as busy:
        busy.wait_until("paused")
        with pytest.raises(nights.AlreadyUnderWayError):
            nights.force(school_mis.school, by=desk, reason="A case.")
        busy.go_on()
        busy.finish()
    run = nights.force(school_mis.school, by=desk, reason="A case.")
    nights.work()
    assert codes(run) == {}
    assert UsoAccount.objects.count() == 6


def test_an_upload_during_a_run_comes_in_at_once_and_waits_for_the_next(
    school_mis: SchoolMis, desk: PortalUser
) -> None:
    scene.begin_night(24)
    with worker(pause_before='INTO "accounts_usoaccount"') as busy:
        busy.wait_until("paused")
        late = receive_export(
            io.BytesIO(csv_export([ADA, BEN, *crowd(5)], STUDENT)),
            school_mis=school_mis,
            sub_report="students",
            delivery="agent",
            extracted_at=timezone.now(),
        )
        assert late.state == "received"
        checking = threading.Thread(target=_check, args=[late])
        checking.start()
        busy.go_on()
        busy.finish()
        checking.join()
    late.refresh_from_db()
    assert late.state == "ready"
    run = ProcessingRun.objects.get()
    assert "2" not in codes(run)
    assert Upload.objects.get(state="processed").processed_run == run
    forced = nights.force(school_mis.school, by=desk, reason="A case.")
    nights.work()
    assert codes(forced) == {"2": "created"}


def _check(upload: Upload) -> None:
    try:
        check_upload(upload.pk)
    finally:
        connection.close()


def test_an_upload_checked_during_a_run_that_did_not_see_it_is_not_lost(
    school_mis: SchoolMis, desk: PortalUser
) -> None:
    """The run has chosen its uploads already, and must not close one that came since."""
    nights.force(school_mis.school, by=desk, reason="A case.")
    with worker(pause_before='INTO "autoupdate_outcome"') as busy:
        busy.wait_until("paused")
        checking = threading.Thread(target=_send, args=[school_mis, (ADA, BEN, *crowd(5))])
        checking.start()
        busy.go_on()
        busy.finish()
        checking.join()
    assert set(Upload.objects.values_list("state", flat=True)) == {"processed", "ready"}


def _send(school_mis: SchoolMis, rows: tuple[dict[str, str], ...]) -> None:
    try:
        send_students(school_mis, *rows)
    finally:
        connection.close()
