"""Changing the MIS: what is closed, what stays, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, PortalUser, Role, SchoolMis
from autoupdate.actions.changing_mis import change_mis
from autoupdate.actions.confirming_change import confirm_change
from autoupdate.actions.connecting import offer_mis
from autoupdate.connectors import registry
from autoupdate.models import FieldOptOut, Hold, MisOffer, ProcessingRun, ReportAcceptance, Upload
from autoupdate.queries.mis_choices import choices_for
from autoupdate.receive.refusals import UploadRefused
from tests.factories import (
    FieldOptOutFactory,
    HoldFactory,
    ProcessingRunFactory,
    PullFactory,
    SchoolFactory,
    user_with_role,
)
from tests.integration.autoupdate.conftest import files_in
from tests.integration.changes.conftest import Scene
from tests.integration.night.exports import send_students
from tests.integration.night.people import row

ADA = row("1", "Ada Okonkwo")
Committing = DjangoCaptureOnCommitCallbacks


def test_one_period_ends_and_another_begins(scene: Scene) -> None:
    change = scene.move()
    scene.before.refresh_from_db()
    assert (scene.before.ended_at, scene.before.ended_by) == (change.changed_at, scene.head)
    after = SchoolMis.objects.get(school=scene.school, ended_at=None)
    assert (after.product, after.started_at, after.started_by) == (
        "sims_connected",
        change.changed_at,
        scene.head,
    )
    event = AuditEvent.objects.get(action="mis.changed")
    assert (event.by, event.school) == (scene.head, scene.school)
    assert event.after == {"mis": "sims_connected", "by_the_desk": False}


def test_consent_does_not_carry_over_and_stays_with_the_mis_it_was_given_for(scene: Scene) -> None:
    change = change_mis(scene.school, product="sims_connected", by=scene.head)
    assert not ReportAcceptance.objects.filter(school_mis=change.after).exists()
    assert ReportAcceptance.objects.filter(school_mis=scene.before, withdrawn_at=None).count() == 2


def test_what_waits_is_closed_and_its_files_deleted(
    scene: Scene, tmp_path: Path, django_capture_on_commit_callbacks: Committing
) -> None:
    upload = send_students(scene.before, ADA)
    assert files_in(tmp_path / "store")
    with django_capture_on_commit_callbacks(execute=True):
        change_mis(scene.school, product="sims_connected", by=scene.head)
    upload.refresh_from_db()
    assert (upload.state, upload.fault, upload.stored_as) == ("rejected", "mis_changed", "")
    assert files_in(tmp_path / "store") == []
    with pytest.raises(UploadRefused):
        send_students(scene.before, ADA)
    assert Upload.objects.count() == 1


def test_held_removals_are_closed_and_opted_out_fields_stay(scene: Scene) -> None:
    run = ProcessingRunFactory(school_mis=scene.before, done=True)
    hold = HoldFactory(run=run)
    FieldOptOutFactory(school=scene.school, field="house")
    scene.move()
    hold.refresh_from_db()
    assert (hold.state, hold.state_by) == ("replaced", scene.head)
    assert FieldOptOut.objects.filter(school=scene.school).count() == 1
    assert not Hold.objects.filter(state="open").exists()


def test_a_second_change_waits_until_the_first_was_looked_at(scene: Scene) -> None:
    scene.move()
    with pytest.raises(ActionRefused, match="from SIMS to SIMS Connected has not been looked at"):
        change_mis(scene.school, product="sims", by=scene.head)


def test_it_is_refused_while_data_are_processed_or_fetched(scene: Scene) -> None:
    run = ProcessingRunFactory(school_mis=scene.before)
    with pytest.raises(ActionRefused, match="try again"):
        change_mis(scene.school, product="sims_connected", by=scene.head)
    ProcessingRun.objects.filter(pk=run.pk).update(
        status="done", claimed_at=timezone.now(), finished_at=timezone.now()
    )
    PullFactory(school_mis=scene.before)
    with pytest.raises(ActionRefused, match="try again"):
        change_mis(scene.school, product="sims_connected", by=scene.head)


def test_a_school_without_an_mis_has_none_to_change(scene: Scene) -> None:
    with pytest.raises(ActionRefused, match="uses no MIS yet"):
        change_mis(SchoolFactory(), product="sims", by=scene.desk)


@pytest.mark.parametrize("role", [Role.NOMINATED_CONTACT, Role.HEAD])
def test_others_may_not(scene: Scene, role: Role) -> None:
    elsewhere = scene.school if role is Role.NOMINATED_CONTACT else SchoolFactory()
    with pytest.raises(PermissionDenied):
        change_mis(
            scene.school, product="sims_connected", by=user_with_role(role, school=elsewhere)
        )


def why_not(scene: Scene, product: str, by: PortalUser) -> str:
    """Why the school may not be changed to it by that person; "" where it may."""
    found = choices_for(by, school=scene.school, in_use=scene.before)
    (choice,) = [each for each in found if each.connector.code == product]
    return choice.why_not


#: The Service Desk makes these visible first.
BY_OFFER = ("bromcom", "iris", "pupil_asset")


@pytest.fixture
def _all_can_be_received(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = registry.get("sims").parser
    known = tuple(
        replace(each, parser=parser, needs_offer=each.code in BY_OFFER) for each in registry.all()
    )
    monkeypatch.setattr(registry, "CONNECTORS", known)
    monkeypatch.setattr(registry, "_BY_CODE", {each.code: each for each in known})


@pytest.mark.usefixtures("_all_can_be_received")
def test_what_may_be_chosen_by_whom(scene: Scene) -> None:
    proxy = user_with_role(Role.HEAD_PROXY, school=scene.school)
    assert "SIMS is in use now" in why_not(scene, "sims", scene.head)
    for product in ("arbor", "scholarpack", "integris", "sims_connected"):
        assert why_not(scene, product, scene.head) == why_not(scene, product, proxy) == ""
    for product in ("bromcom", "iris"):
        assert "The Service Desk changes" in why_not(scene, product, scene.head)
        assert why_not(scene, product, scene.desk) == ""
    assert "visible" in why_not(scene, "pupil_asset", scene.head)
    offer_mis(scene.school, product="pupil_asset", by=scene.desk)
    assert why_not(scene, "pupil_asset", scene.head) == ""
    assert "Only the Headteacher" in why_not(scene, "pupil_asset", proxy)
    with pytest.raises(ActionRefused, match="Only the Headteacher"):
        change_mis(scene.school, product="pupil_asset", by=proxy)


def test_an_mis_whose_data_cannot_be_received_cannot_be_chosen(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = replace(registry.get("iris"), parser=None)
    monkeypatch.setattr(registry, "all", lambda: (deaf,))
    assert "cannot be received yet" in why_not(scene, "iris", scene.desk)


@pytest.mark.usefixtures("_all_can_be_received")
def test_the_desk_makes_visible_what_it_changes_a_school_to(scene: Scene) -> None:
    change = change_mis(scene.school, product="bromcom", by=scene.desk)
    assert change.after.product == "bromcom"
    assert MisOffer.objects.filter(school=scene.school, product="bromcom").exists()
    event = AuditEvent.objects.get(action="mis.changed")
    assert event.after is not None
    assert event.after["by_the_desk"] is True


def test_back_to_a_former_product_is_a_period_of_its_own(scene: Scene) -> None:
    scene.live(ADA)
    scene.move()
    scene.first_night(row("9", "Ada Okonkwo"))
    confirm_change(scene.made, by=scene.head)
    back = change_mis(scene.school, product="sims", by=scene.head)
    assert back.after != scene.before
    assert back.before == scene.after
