"""Taking a change back as a whole: the former MIS is in use again, as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AssociationSource, AuditEvent, SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.actions.taking_change_back import take_back
from autoupdate.models import ChangeState, ProcessingRun, ReportAcceptance
from autoupdate.queries import changes
from matching.actions.deciding import create_new, match_person
from matching.models import Link, MatchDecision
from tests.factories import ProcessingRunFactory
from tests.integration.changes.conftest import Scene, live_link
from tests.integration.changes.test_first_night import last_run
from tests.integration.night.exports import send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import UPN, account_of, codes, person, row, schools_of

ADA = row("1", "Ada Okonkwo", upn=UPN, year="6", reg="6B", email="old@example.org")
BEN = row("2", "Ben Hale", "05/06/2014")
ADA_NOW = row(
    "9", "Ada Okonkwo-Hill", "05/03/2015", upn=UPN, year="7", reg="7A", email="new@example.org"
)
NIA = row("30", "Nia Vex", "01/02/2013")


def picture_of(scene: Scene) -> dict[str, object]:
    """Accounts, places, links and consent as far as the school's former MIS has to do with them."""
    accounts = UsoAccount.objects.filter(links__school_mis=scene.before).order_by("pk")
    places = SchoolAssociation.objects.filter(account__in=accounts).order_by("pk")
    return {
        "accounts": list(accounts.values()),
        "places": list(places.values()),
        "links": list(Link.objects.filter(school_mis=scene.before).order_by("pk").values()),
        "acceptances": list(ReportAcceptance.objects.filter(school_mis=scene.before).values()),
        "mis": SchoolMis.objects.filter(school=scene.school, ended_at=None).values().get(),
    }


def test_all_is_as_it_was(scene: Scene) -> None:
    scene.live(ADA, BEN)
    before = picture_of(scene)
    scene.move()
    scene.first_night(ADA_NOW, NIA)
    ada = account_of(scene.before, "1")
    assert (ada.legal_surname, ada.date_of_birth) == ("Okonkwo-Hill", date(2015, 3, 5))
    done = take_back(scene.made, by=scene.head)
    assert picture_of(scene) == before
    assert (done.num_unallocated, done.num_restored, done.num_left_alone) == (1, 1, 0)
    change = scene.made
    assert (change.state, change.settled_by) == (ChangeState.TAKEN_BACK, scene.head)
    assert change.summary["unallocated"] == 1
    assert AuditEvent.objects.filter(action="mis_change.taken_back").count() == 1


def test_the_created_are_unallocated_and_listed(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    scene.first_night(ADA_NOW, NIA)
    nia = account_of(scene.after, "30")
    take_back(scene.made, by=scene.head)
    nia.refresh_from_db()
    assert nia.unallocated_at is not None
    assert schools_of(nia) == set()
    [listed] = changes.created(scene.made)
    assert (listed.account, listed.is_allocated, listed.written) == (nia, False, {})
    assert AuditEvent.objects.get(action="mis_change.account_unallocated").account == nia


def test_the_next_night_of_the_former_mis_finds_nothing_to_do(scene: Scene) -> None:
    scene.live(ADA, BEN)
    scene.move()
    scene.first_night(ADA_NOW, NIA)
    take_back(scene.made, by=scene.head)
    scene.live(ADA, BEN)
    assert codes(last_run()) == {}
    assert last_run().school_mis == scene.before


def test_what_somebody_changed_meanwhile_stays(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    scene.first_night(ADA_NOW)
    ada = account_of(scene.before, "1")
    UsoAccount.objects.filter(pk=ada.pk).update(email="by.hand@example.org")
    done = take_back(scene.made, by=scene.head)
    ada.refresh_from_db()
    assert (ada.email, ada.legal_surname) == ("by.hand@example.org", "Okonkwo")
    assert (done.num_restored, done.num_left_alone) == (1, 1)


def test_several_nights_go_back_to_before_the_first(scene: Scene) -> None:
    scene.live(ADA)
    before = picture_of(scene)
    scene.move()
    scene.first_night(ADA_NOW)
    scene.first_night(ADA_NOW | {"email": "newest@example.org", "reg": "7B"})
    take_back(scene.made, by=scene.head)
    assert picture_of(scene) == before


def test_an_account_held_by_hand_is_held_by_hand_again(scene: Scene) -> None:
    scene.live(ADA)
    zoe = hand_made(scene.school, "Zoe Grant", born="2014-06-05")
    scene.move()
    scene.first_night(ADA_NOW, row("40", "Zoe Grant", "05/06/2014", year="4"))
    place = zoe.associations.get()
    assert (place.source, place.year_group) == (AssociationSource.MIS, "4")
    take_back(scene.made, by=scene.head)
    place.refresh_from_db()
    assert (place.source, place.year_group, place.ended_at) == (AssociationSource.HAND, "", None)


def test_decisions_of_staff_stay_on_record_and_their_accounts_with_the_school(
    scene: Scene,
) -> None:
    scene.live(ADA)
    liz = hand_made(scene.school, "Elisabeth Hartley", born="2014-06-05")
    scene.move()
    scene.first_night(
        ADA_NOW, row("50", "Liz Hartley", "05/06/2014"), row("51", "Eliza Hartley", "05/06/2014")
    )
    match_person(person(scene.after, "50"), account=liz, by=scene.head)
    eliza = create_new(person(scene.after, "51"), by=scene.head)
    done = take_back(scene.made, by=scene.head)
    assert done.num_decisions == 2
    assert MatchDecision.objects.count() == 2
    assert live_link(scene.after, liz) is None
    assert schools_of(eliza) == {scene.school.pk}
    assert eliza.associations.get().source == AssociationSource.HAND


def test_an_account_that_another_school_led_is_led_by_it_still(
    scene: Scene, neighbour: SchoolMis
) -> None:
    scene.live(BEN)
    ben = account_of(scene.before, "2")
    send_students(neighbour, row("70", "Ben Hale", "05/06/2014"))
    scene.night()
    other = live_link(neighbour, ben)
    assert other is not None
    scene.move()
    scene.first_night(row("8", "Ben Hale", "05/06/2014"))
    take_back(scene.made, by=scene.head)
    former = live_link(scene.before, ben)
    assert former is not None
    assert former.is_leading
    other.refresh_from_db()
    assert not other.is_leading


def test_what_waits_of_the_new_mis_is_closed(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    upload = send_students(scene.after, ADA_NOW)
    take_back(scene.made, by=scene.head)
    upload.refresh_from_db()
    assert (upload.state, upload.fault) == ("rejected", "mis_changed")


def test_before_the_first_night_too(scene: Scene) -> None:
    scene.live(ADA)
    before = picture_of(scene)
    scene.move()
    done = take_back(scene.made, by=scene.desk)
    assert (done.num_unallocated, done.num_restored) == (0, 0)
    assert picture_of(scene) == before


def test_not_while_data_are_processed(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    run = ProcessingRunFactory(school_mis=scene.after)
    with pytest.raises(ActionRefused, match="try again"):
        take_back(scene.made, by=scene.head)
    now = timezone.now()
    ProcessingRun.objects.filter(pk=run.pk).update(status="done", claimed_at=now, finished_at=now)
    take_back(scene.made, by=scene.head)


def test_after_it_the_mis_can_be_changed_again(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    scene.first_night(ADA_NOW)
    take_back(scene.made, by=scene.head)
    scene.move()
    scene.first_night(ADA_NOW)
    assert account_of(scene.after, "9") == account_of(scene.before, "1")
