"""The first night after a change: who is re-linked, who is asked about, and that nobody goes."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from django.utils import timezone

from accounts.actions.ending import end_here
from accounts.models import SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.models import Outcome, ProcessingRun, Upload
from autoupdate.night import run as night_run
from autoupdate.night.changeover import NO_CHANGE, change_of
from autoupdate.night.journal import Journal
from matching.actions.deciding import match_person, reject_pair
from matching.actions.undoing import undo
from matching.models import Candidate, Link, LinkMade, MisPerson, RejectedPair, Standing
from tests.factories import (
    ExcludedNameFactory,
    MatchDecisionFactory,
    MisPersonFactory,
    RejectedPairFactory,
    SchoolAssociationFactory,
)
from tests.integration.changes.conftest import Scene, live_link
from tests.integration.night.exports import send_students
from tests.integration.night.handmade import hand_made
from tests.integration.night.people import (
    UPN,
    account_of,
    codes,
    crowd,
    person,
    row,
    schools_of,
    tally,
)

ADA = row("1", "Ada Okonkwo", upn=UPN, year="6")
BEN = row("2", "Ben Hale", "05/06/2014")
CARA = row("3", "Cara Quist", "07/08/2013")


def last_run() -> ProcessingRun:
    """The run that was made last."""
    return ProcessingRun.objects.order_by("pk").last()  # type: ignore[return-value]


def ben_hale(scene: Scene) -> MisPerson:
    """Somebody of that name in the former MIS, without an account."""
    made: MisPerson = MisPersonFactory(
        school_mis=scene.before,
        legal_forename="Ben",
        legal_surname="Hale",
        date_of_birth=date(2014, 6, 5),
    )
    return made


def ruled_out(who: MisPerson, account: UsoAccount) -> None:
    """Staff said that the two are not the same."""
    RejectedPairFactory(decision=MatchDecisionFactory(mis_person=who, account=account))


def held_at(scene: Scene) -> set[int]:
    """The accounts that the school holds now."""
    live = SchoolAssociation.objects.filter(school=scene.school, ended_at=None)
    return set(live.values_list("account", flat=True))


def test_people_are_relinked_by_upn_and_by_names_under_ids_that_mean_others_now(
    scene: Scene,
) -> None:
    scene.live(ADA, BEN, CARA)
    ada, ben, cara = (account_of(scene.before, each) for each in "123")
    scene.move()
    scene.first_night(
        row("2", "Ada Okonkwo-Hill", upn=UPN, year="7"),
        row("3", "Ben Hale", "05/06/2014"),
        row("1", "Cara Quist", "07/08/2013"),
    )
    assert account_of(scene.after, "2") == ada
    assert account_of(scene.after, "3") == ben
    assert account_of(scene.after, "1") == cara
    assert codes(last_run()) == {
        "1": "linked_by_names",
        "2": "linked_by_upn",
        "3": "linked_by_names",
    }
    made = dict(Link.objects.filter(school_mis=scene.after).values_list("account", "made"))
    assert made == {ada.pk: LinkMade.UPN, ben.pk: LinkMade.NAMES, cara.pk: LinkMade.NAMES}
    assert scene.made.first_run == last_run()
    assert held_at(scene) == {ada.pk, ben.pk, cara.pk}


def test_the_new_link_leads_and_the_former_one_lives_on(scene: Scene) -> None:
    scene.live(ADA)
    ada = account_of(scene.before, "1")
    scene.move()
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN, email="ada@example.org", year="7"))
    new, former = live_link(scene.after, ada), live_link(scene.before, ada)
    assert new is not None
    assert new.is_leading
    assert former is not None
    assert not former.is_leading
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert ada.associations.get().year_group == "7"


def test_whoever_is_missing_keeps_account_and_association_night_after_night(scene: Scene) -> None:
    scene.live(ADA, BEN)
    ben = account_of(scene.before, "2")
    scene.move()
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN))
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN))
    assert schools_of(ben) == {scene.school.pk}
    assert live_link(scene.before, ben) is not None
    assert not Outcome.objects.filter(run__school_mis=scene.after, account=ben).exists()


def test_somebody_who_leaves_the_new_mis_is_kept_until_the_change_is_confirmed(
    scene: Scene,
) -> None:
    scene.live(ADA, BEN)
    scene.move()
    leaves = row("8", "Ben Hale", "05/06/2014")
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN), leaves)
    ben = account_of(scene.after, "8")
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN))
    assert tally(last_run()) == {"kept_for_change": 1}
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN), leaves | {"leaves": "01/09/2026"})
    assert codes(last_run())["8"] == "kept_for_change"
    assert schools_of(ben) == {scene.school.pk}


def test_somebody_new_gets_an_account_and_is_remembered_as_made_by_the_change(
    scene: Scene,
) -> None:
    scene.live(ADA)
    scene.move()
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN), row("10", "Zoltan Quibell", "09/09/2012"))
    zoltan = account_of(scene.after, "10")
    assert scene.made.accounts.get(was_created=True).account == zoltan


def test_twins_whom_only_a_person_can_tell_apart_are_asked_about(scene: Scene) -> None:
    scene.live(row("1", "Olivia Okafor"), row("2", "Oliwia Okafor"))
    first, second = account_of(scene.before, "1"), account_of(scene.before, "2")
    scene.move()
    scene.first_night(
        row("21", "Oliva Okafor"), row("22", "Olivia Okafor"), row("23", "Olivia Okafor")
    )
    standings = {each: person(scene.after, each).standing for each in ("21", "22", "23")}
    assert set(standings.values()) == {Standing.REQUIRES_MATCHING}
    assert not Link.objects.filter(school_mis=scene.after).exists()
    assert held_at(scene) == {first.pk, second.pk}


def test_a_namesake_held_by_hand_does_not_stand_in_the_way(scene: Scene) -> None:
    scene.live(BEN)
    ben = account_of(scene.before, "2")
    hand_made(scene.school, "Ben Hale", born="2014-06-05")
    scene.move()
    scene.first_night(row("8", "Ben Hale", "05/06/2014"))
    assert account_of(scene.after, "8") == ben


def test_what_staff_matched_is_recognised_though_the_account_says_otherwise(
    scene: Scene,
) -> None:
    elizabeth = hand_made(scene.school, "Beth Hartley", born="2014-06-05")
    scene.live(row("2", "Liz Hartley", "05/06/2014"))
    liz = person(scene.before, "2")
    assert liz.standing == Standing.REQUIRES_MATCHING
    link = match_person(liz, account=elizabeth, by=scene.head)
    Link.objects.filter(pk=link.pk).update(is_leading=False)
    scene.move()
    scene.first_night(row("70", "Liz Hartley", "05/06/2014"))
    assert account_of(scene.after, "70") == elizabeth


def test_whom_staff_ruled_out_stays_ruled_out_for_the_same_person(scene: Scene) -> None:
    other = hand_made(scene.school, "Beth Hartley", born="2014-06-05")
    scene.live(row("2", "Liz Hartley", "05/06/2014"))
    reject_pair(person(scene.before, "2"), account=other, by=scene.head)
    scene.move()
    scene.first_night(row("70", "Liz Hartley", "05/06/2014"))
    liz = person(scene.after, "70")
    assert liz.standing == Standing.LINKED
    assert account_of(scene.after, "70") != other
    assert not Candidate.objects.filter(account=other).exists()
    pair = RejectedPair.objects.get(mis_person=liz)
    assert (pair.account, pair.decision.decided_by) == (other, scene.head)
    assert "SIMS" in pair.decision.reason
    undo(pair.decision, by=scene.head)
    assert not RejectedPair.objects.filter(mis_person=liz).exists()


def test_an_exact_namesake_who_was_ruled_out_is_never_linked_again(scene: Scene) -> None:
    other = hand_made(scene.school, "Ben Hale", born="2014-06-05")
    ruled_out(ben_hale(scene), other)
    scene.move()
    scene.first_night(row("70", "Ben Hale", "05/06/2014"))
    assert account_of(scene.after, "70") != other


def test_where_staff_ruled_one_of_two_namesakes_out_a_person_is_asked(scene: Scene) -> None:
    other = hand_made(scene.school, "Ben Hale", born="2014-06-05")
    ruled_out(ben_hale(scene), other)
    ben_hale(scene)
    scene.move()
    scene.first_night(row("70", "Ben Hale", "05/06/2014"))
    asked = person(scene.after, "70")
    assert asked.standing == Standing.REQUIRES_MATCHING
    assert asked.candidates.get().account == other


def test_what_staff_ruled_out_since_the_change_counts_for_the_former_person(scene: Scene) -> None:
    scene.live(BEN)
    ben = account_of(scene.before, "2")
    scene.move()
    new = MisPersonFactory(
        school_mis=scene.after,
        mis_id="70",
        legal_forename="Ben",
        legal_surname="Hale",
        date_of_birth=date(2014, 6, 5),
    )
    ruled_out(new, ben)
    scene.first_night(row("70", "Ben Hale", "05/06/2014"))
    assert account_of(scene.after, "70") != ben
    assert live_link(scene.before, ben) is not None


def test_a_name_that_should_not_be_in_uso_stays_out(scene: Scene) -> None:
    scene.live(ADA)
    ExcludedNameFactory(school=scene.school, forename="Test", surname="Pupil")
    scene.move()
    scene.first_night(row("9", "Ada Okonkwo", upn=UPN), row("10", "Test Pupil"))
    assert person(scene.after, "10").standing == Standing.EXCLUDED


def test_a_first_export_of_strangers_is_refused_and_nothing_comes_of_it(scene: Scene) -> None:
    scene.live(*crowd(12))
    before = held_at(scene)
    scene.move()
    upload = send_students(scene.after, *crowd(12, first=900))
    scene.night()
    upload.refresh_from_db()
    assert (upload.state, upload.fault) == ("rejected", "another_school")
    assert held_at(scene) == before
    assert scene.made.first_run is None


def test_an_mis_that_writes_names_in_capitals_is_no_stranger(scene: Scene) -> None:
    people = crowd(12)
    scene.live(*people)
    before = held_at(scene)
    scene.move()
    shouting = [
        each | {"id": f"9{each['id']}", "surname": each["surname"].upper()} for each in people
    ]
    scene.first_night(*shouting)
    assert tally(last_run()) == {"linked_by_names": 12}
    assert held_at(scene) == before


def test_an_account_that_another_school_leads_stays_led_by_it(
    scene: Scene, neighbour: SchoolMis
) -> None:
    scene.live(BEN)
    ben = account_of(scene.before, "2")
    link = Link.objects.get(account=ben)
    elsewhere = SchoolAssociationFactory(account=ben, school=neighbour.school)
    other = person(scene.before, "2")
    other.pk, other.school_mis = None, neighbour
    other.save()
    Link.objects.filter(pk=link.pk).update(is_leading=False)
    Link.objects.create(
        mis_person=other,
        school_mis=other.school_mis,
        account=ben,
        is_leading=True,
        made="upn",
        made_at=timezone.now(),
    )
    scene.move()
    scene.first_night(row("8", "Ben Hale", "05/06/2014", email="new@example.org"))
    new = live_link(scene.after, ben)
    assert new is not None
    assert not new.is_leading
    ben.refresh_from_db()
    assert ben.email == ""
    assert elsewhere.ended_at is None


def test_a_run_of_an_mis_that_was_left_does_nothing(scene: Scene) -> None:
    scene.live(ADA | {"leaves": "30/11/2026"}, BEN)
    run = last_run()
    scene.move()
    ProcessingRun.objects.filter(pk=run.pk).update(status="running", finished_at=None)
    assert night_run.process(run.pk)
    run.refresh_from_db()
    assert run.status == "done"
    assert run.log_lines.filter(message__contains="another MIS").exists()
    assert len(held_at(scene)) == 2


def test_a_killed_first_night_leaves_nothing_and_is_done_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.live(ADA, BEN)
    scene.move()
    send_students(scene.after, row("9", "Ada Okonkwo", upn=UPN), row("10", "Nia Vex", "01/02/2013"))

    def killed(self: Journal, run: ProcessingRun) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            scene.night()
    assert not Link.objects.filter(school_mis=scene.after).exists()
    assert not scene.made.accounts.exists()
    run = last_run()
    ProcessingRun.objects.filter(pk=run.pk).update(status="running", claimed_at=timezone.now())
    night_run.process(run.pk)
    assert Link.objects.filter(school_mis=scene.after).count() == 2
    assert scene.made.accounts.filter(was_created=True).count() == 1


def test_a_school_that_never_changed_has_no_former_people(scene: Scene) -> None:
    assert change_of(scene.before) is None
    assert NO_CHANGE.formers == ()


def test_a_second_night_changes_nothing(scene: Scene) -> None:
    scene.live(ADA, BEN)
    scene.move()
    rows = (row("9", "Ada Okonkwo", upn=UPN), row("10", "Nia Vex", "01/02/2013"))
    scene.first_night(*rows)
    links = list(Link.objects.order_by("pk").values())
    remembered = list(scene.made.accounts.order_by("pk").values())
    scene.first_night(*rows)
    assert codes(last_run()) == {}
    assert list(Link.objects.order_by("pk").values()) == links
    assert list(scene.made.accounts.order_by("pk").values()) == remembered


@pytest.mark.parametrize("seed", range(4))
def test_whoever_comes_the_first_night_removes_nobody(scene: Scene, seed: int) -> None:
    rng = Random(seed)
    people = crowd(24)
    scene.live(*people)
    before = held_at(scene)
    scene.move()
    rest = [each for each in people if rng.random() < 0.7]
    ids = [each["id"] for each in people]
    rng.shuffle(ids)
    came = [
        each | {"id": new} | ({"forename": "X" + each["forename"]} if rng.random() < 0.2 else {})
        for each, new in zip(rest, ids, strict=False)
    ]
    for _ in range(2):
        scene.first_night(*came, *crowd(3, first=800))
        assert held_at(scene) >= before
        came = [each for each in came if rng.random() < 0.5] or came[:1]
    assert not Link.objects.filter(school_mis=scene.before).exclude(ended_at=None).exists()
    assert Upload.objects.filter(school_mis=scene.after, state="processed").count() == 2


def test_whom_staff_let_go_of_is_asked_about_and_not_held_again(scene: Scene) -> None:
    scene.live(ADA, BEN, CARA)
    account, ben = account_of(scene.before, "1"), account_of(scene.before, "2")
    end_here(account, school=scene.school, by=scene.head, reason="Not a pupil")
    scene.move("students")
    for _ in range(2):
        scene.first_night(row("71", "Ada Okonkwo", upn=UPN), row("72", "Ben Hale", "05/06/2014"))
        ada = person(scene.after, "71")
        assert ada.standing == Standing.REQUIRES_MATCHING
        assert [each.account for each in ada.candidates.all()] == [account]
        assert not schools_of(account)
        assert live_link(scene.after, account) is None
    assert live_link(scene.after, ben) is not None
    match_person(ada, account=account, by=scene.head)
    scene.first_night(row("71", "Ada Okonkwo", upn=UPN), row("72", "Ben Hale", "05/06/2014"))
    assert schools_of(account) == {scene.school.pk}
