"""The demonstration's data: every page has something on it, a second seeding changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import (
    AuditEvent,
    Membership,
    PortalUser,
    School,
    SchoolMis,
    UsoAccount,
)
from autoupdate.models import (
    AttendanceMark,
    Case,
    Contact,
    GroupMembership,
    HeldRemoval,
    Hold,
    LicenceKey,
    MisChange,
    MisConnection,
    Outcome,
    ProcessingRun,
    Pull,
    Upload,
    UploadProblem,
)
from matching.models import ExcludedName, Link, MatchDecision, MisPerson
from sandbox.demo import DEMO_SCHOOLS, logins
from sandbox.seeding import play, programme
from sandbox.seeding.vendors import point_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SEEDED_AT = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)


def _nothing_is_sent(*_: Any, **__: Any) -> None:
    raise AssertionError("The seeding sent a message.")


@pytest.fixture(scope="module")
def kept_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the pretend vendors remember."""
    return tmp_path_factory.mktemp("vendors") / "state.json"


@pytest.fixture(scope="module", autouse=True)
def said(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, kept_in: Path
) -> Iterator[list[str]]:
    """The demonstration, put in once for all tests of this module and rolled back after them."""
    patches = pytest.MonkeyPatch()
    patches.setattr("celery.app.base.Celery.send_task", _nothing_is_sent)
    lines: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        assert play.seed(say=lines.append, now=SEEDED_AT, kept_in=kept_in)
        patches.undo()
        yield lines
        transaction.set_rollback(True)


def test_everybody_can_sign_in() -> None:
    for login in logins():
        user = authenticate(username=login.username, password=login.password)
        assert isinstance(user, PortalUser)
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
        assert Membership.objects.filter(user=user, role=login.role).exists()


def test_every_school_is_there_and_the_sims_schools_have_a_key() -> None:
    assert School.objects.count() == len(DEMO_SCHOOLS)
    assert LicenceKey.objects.filter(revoked_at__isnull=True).count() == 5


def test_uploads_are_in_every_state_that_a_page_shows() -> None:
    states = Counter(Upload.objects.values_list("state", flat=True))
    assert states.keys() == {"processed", "ready", "superseded", "rejected"}
    faults = set(Upload.objects.exclude(fault="").values_list("fault", flat=True))
    assert faults == {"truncated", "columns_missing", "reporter_error"}
    assert UploadProblem.objects.filter(upload__state="processed").exists()


def test_what_waits_for_the_coming_night_came_after_the_last_one() -> None:
    waiting = Upload.objects.filter(state="ready")
    last_night = ProcessingRun.objects.latest("queued_at").queued_at
    assert {each.school_mis.school.name for each in waiting} == {
        DEMO_SCHOOLS[key].name for key in programme.WAITING
    }
    assert all(each.received_at > last_night for each in waiting)


def test_every_run_is_done_and_one_was_forced() -> None:
    runs = Counter(ProcessingRun.objects.values_list("status", "cause"))
    assert runs == {("done", "night"): 12, ("done", "force"): 1, ("done", "pull"): 1}


def test_schools_of_every_mis_are_at_some_step() -> None:
    used = dict(SchoolMis.objects.filter(ended_at=None).values_list("school__name", "product"))
    assert set(used.values()) >= {
        "sims",
        "sims_connected",
        "arbor",
        "scholarpack",
        "integris",
        "schoolpod",
    }
    waiting = [each.name for each in DEMO_SCHOOLS.values() if each.name not in used]
    assert len(waiting) == 5
    assert Case.objects.get(product="bromcom").school.name == DEMO_SCHOOLS["kingsway"].name


def test_arbor_was_fetched_at_once_and_every_evening_with_all_that_the_school_accepted() -> None:
    pulls = Pull.objects.filter(school__name=DEMO_SCHOOLS["harbour-lane"].name)
    assert Counter(pulls.values_list("status", "cause")) == {
        ("done", "force"): 1,
        ("done", "evening"): 2,
    }
    people = MisPerson.objects.filter(school_mis__product="arbor", standing="linked")
    assert people.count() > 400


def test_a_change_of_mis_waits_to_be_looked_at() -> None:
    change = MisChange.objects.get()
    assert (change.state, change.school.name) == ("waiting", DEMO_SCHOOLS["larchfield"].name)
    assert Upload.objects.filter(school_mis=change.after, state="processed").exists()


def test_the_vendors_remember_what_was_approved(kept_in: Path) -> None:
    vendors = json.loads(kept_in.read_text())["vendors"]
    assert vendors["arbor"]["approvals"].keys() == {"harbour-lane"}
    assert {each["school"] for each in vendors["scholarpack"]["refresh"].values()} == {"larchfield"}


def test_addresses_of_pretend_vendors_follow_them() -> None:
    point_at("http://127.0.0.1:18099")
    kept = MisConnection.objects.get(school_mis__product="arbor")
    assert kept.endpoint == "http://127.0.0.1:18099/arbor/at/harbour-lane"


@pytest.mark.parametrize("school", ["Oakfield Primary School", "Riverside School"])
def test_the_schools_with_history_have_something_in_every_list(school: str) -> None:
    people = MisPerson.objects.filter(school_mis__school__name=school)
    standings = Counter(people.values_list("standing", flat=True))
    assert standings["requires_matching"] >= 2
    assert all(each.candidates.exists() for each in people.filter(standing="requires_matching"))
    for standing in ("linked", "incomplete", "excluded", "left"):
        assert standings[standing] >= 1, standing
    left = UsoAccount.objects.filter(associations__school__name=school)
    assert left.filter(unallocated_at__isnull=False).exists()
    assert ExcludedName.objects.filter(school__name=school).exists()


def test_removals_are_held_at_the_school_whose_export_was_filtered() -> None:
    hold = Hold.objects.get(state="open")
    assert hold.school_mis.school.name == DEMO_SCHOOLS["st-brigids"].name
    assert HeldRemoval.objects.filter(hold=hold).count() == hold.num_removals > 50


def test_outcomes_tell_every_usual_story() -> None:
    codes = set(Outcome.objects.values_list("code", flat=True))
    assert codes >= {
        *("created", "updated", "linked_by_upn", "linked_by_names", "requires_matching"),
        *("no_date_of_birth", "record_unusable", "name_excluded", "not_started"),
        *("left_not_in_export", "removal_held"),
    }


def test_staff_have_decided_restored_and_been_refused() -> None:
    decisions = set(MatchDecision.objects.values_list("decision", flat=True))
    assert decisions == {"matched", "not_same_person", "created_new"}
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions >= {"account.restored", "run.forced", "upload.refused", "field.opted_out"}


def test_a_teacher_of_two_schools_has_one_account() -> None:
    accounts = Counter(Link.objects.filter(ended_at=None).values_list("account", flat=True))
    assert 2 in accounts.values()


def test_school_life_is_there() -> None:
    assert Contact.objects.exists()
    assert GroupMembership.objects.filter(role="teacher").exists()
    assert GroupMembership.objects.filter(role="student").exists()
    assert AttendanceMark.objects.exists()


def test_nothing_happened_later_than_the_seeding() -> None:
    moments = [
        *Upload.objects.values_list("received_at", flat=True),
        *ProcessingRun.objects.values_list("queued_at", flat=True),
        *AuditEvent.objects.values_list("at", flat=True),
        *UsoAccount.objects.values_list("created_at", flat=True),
    ]
    a_while = max(moments) - SEEDED_AT
    assert a_while.total_seconds() < 600
    assert min(moments).date() < date(2026, 10, 1)


def test_the_history_is_told_in_plain_words(said: list[str]) -> None:
    story = "\n".join(said)
    assert "The evening of 22 November 2026" in story
    assert "The night after it" in story
    assert "Oakfield Primary School: Account created" in story
    assert "Login failed" in story


def test_a_second_seeding_keeps_everything(capsys: pytest.CaptureFixture[str]) -> None:
    before = (Upload.objects.count(), AuditEvent.objects.count(), UsoAccount.objects.count())
    call_command("seed_demo")
    assert "are there already" in capsys.readouterr().out
    after = (Upload.objects.count(), AuditEvent.objects.count(), UsoAccount.objects.count())
    assert before == after
