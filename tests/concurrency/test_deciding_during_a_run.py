"""Staff decide while a run of their school, or of another that wants the account, is under way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.actions import locking
from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser, Role, SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun
from matching.actions.deciding import create_new, match_person, reject_pair
from matching.models import Link, MatchDecision
from tests.concurrency import scene
from tests.concurrency.workers import wait_until_somebody_waits, worker
from tests.factories import LocalAuthorityFactory, user_with_role
from tests.integration.night.conftest import found
from tests.integration.night.exports import send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import account_of, codes, person, row, schools_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_work")]

BOB = row("1", "Bob Ashdown")


@pytest.fixture
def school_mis() -> SchoolMis:
    """A school where Bob requires matching: somebody made an account for Rob by hand."""
    made = found(LocalAuthorityFactory(code="301"))
    hand_made(made.school, "Rob Ashdown")
    send_students(made, BOB)
    scene.begin_night(24)
    nights.work()
    return made


@pytest.fixture
def rob(school_mis: SchoolMis) -> UsoAccount:
    return UsoAccount.objects.get(legal_forename="Rob")


@pytest.fixture
def head(school_mis: SchoolMis) -> PortalUser:
    return user_with_role(Role.HEAD, school=school_mis.school)


def during_a_run(deed: Callable[[], Any], *, pause_before: str) -> Any:
    """What the deed gave: it is begun while a run holds the school, and waits until it is over."""
    results: list[Any] = []

    def do() -> None:
        try:
            results.append(deed())
        except ActionRefused as refused:
            results.append(refused)
        finally:
            connection.close()

    with worker(pause_before=pause_before) as busy:
        busy.wait_until("paused")
        deciding = threading.Thread(target=do)
        deciding.start()
        wait_until_somebody_waits()
        busy.go_on()
        busy.finish()
        deciding.join()
    assert not ProcessingRun.objects.exclude(status="done").exists()
    return results[0]


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", "60s")


def test_a_match_during_a_run_is_made_after_it(
    school_mis: SchoolMis, rob: UsoAccount, head: PortalUser
) -> None:
    send_students(school_mis, BOB)
    scene.begin_night(25)
    bob = person(school_mis, "1")
    link = during_a_run(
        lambda: match_person(bob, account=rob, by=head), pause_before="autoupdate_outcome"
    )
    assert isinstance(link, Link)
    assert account_of(school_mis, "1") == rob
    assert MatchDecision.objects.count() == 1


def test_a_match_that_the_run_has_settled_meanwhile_is_refused(
    school_mis: SchoolMis, rob: UsoAccount, head: PortalUser
) -> None:
    """SIMS calls him Robert by now, so the night linked him by itself."""
    send_students(school_mis, row("1", "Rob Ashdown"))
    scene.begin_night(25)
    bob = person(school_mis, "1")
    other = hand_made(school_mis.school, "Rob Ashdowne")
    refused = during_a_run(
        lambda: match_person(bob, account=other, by=head), pause_before="autoupdate_outcome"
    )
    assert isinstance(refused, ActionRefused)
    assert account_of(school_mis, "1") == rob
    assert not MatchDecision.objects.exists()


@pytest.mark.parametrize("deed", ["create", "reject"])
def test_the_other_decisions_wait_likewise(
    deed: str, school_mis: SchoolMis, rob: UsoAccount, head: PortalUser
) -> None:
    send_students(school_mis, BOB)
    scene.begin_night(25)
    bob = person(school_mis, "1")
    deeds: dict[str, Callable[[], Any]] = {
        "create": lambda: create_new(bob, by=head),
        "reject": lambda: reject_pair(bob, account=rob, by=head),
    }
    result = during_a_run(deeds[deed], pause_before="autoupdate_outcome")
    assert not isinstance(result, ActionRefused)
    send_students(school_mis, BOB)
    scene.begin_night(26)
    nights.work()
    assert account_of(school_mis, "1") != rob
    assert UsoAccount.objects.count() == 2


def test_a_decision_before_the_run_is_what_the_run_finds(
    school_mis: SchoolMis, rob: UsoAccount, head: PortalUser
) -> None:
    send_students(school_mis, BOB)
    match_person(person(school_mis, "1"), account=rob, by=head)
    scene.begin_night(25)
    nights.work()
    run = ProcessingRun.objects.get(night__night_on__day=25)
    assert codes(run) == {"1": "updated"}
    assert account_of(school_mis, "1") == rob


def test_two_schools_want_one_free_account_one_by_decision_one_by_night(
    school_mis: SchoolMis, rob: UsoAccount, head: PortalUser
) -> None:
    """Both get it, both hold it, and one of the two records leads."""
    neighbour = found(school_mis.school.local_authority)
    send_students(neighbour, row("51", "Rob Ashdown"))
    scene.begin_night(25)
    bob = person(school_mis, "1")
    link = during_a_run(
        lambda: match_person(bob, account=rob, by=head), pause_before='INTO "matching_link"'
    )
    assert isinstance(link, Link)
    assert account_of(neighbour, "51") == account_of(school_mis, "1") == rob
    assert schools_of(rob) == {school_mis.school.pk, neighbour.school.pk}
    leading = Link.objects.filter(account=rob, ended_at=None, is_leading=True)
    assert leading.get().school_mis == neighbour
    assert SchoolAssociation.objects.filter(account=rob, ended_at=None).count() == 2
