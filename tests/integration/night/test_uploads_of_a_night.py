"""Which uploads count in a night, and what becomes of those that do not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role, School, SchoolMis
from autoupdate.actions import nights
from autoupdate.models import ProcessingRun, Upload
from autoupdate.night import decide as deciding
from autoupdate.night import run as one_run
from tests.factories import FieldOptOutFactory, user_with_role
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import STUDENT, csv_export, send, send_staff, send_students
from tests.integration.night.people import account_of, codes, row

ADA, BEN = row("1", "Ada Okonkwo"), row("2", "Ben Karimi")


def at(hours: int) -> datetime:
    """So many hours before now."""
    return timezone.now() - timedelta(hours=hours)


def students(school_mis: SchoolMis, *rows: dict[str, str], extracted_at: datetime) -> Upload:
    return send(school_mis, "students", csv_export(rows, STUDENT), extracted_at=extracted_at)


def state(upload: Upload) -> str:
    upload.refresh_from_db()
    return upload.state


def test_the_newest_counts_and_older_ones_are_superseded(
    school_mis: SchoolMis, night: Nights
) -> None:
    older = students(school_mis, ADA, extracted_at=at(3))
    newest = students(school_mis, ADA, BEN, extracted_at=at(2))
    [run] = night()
    assert (state(older), state(newest)) == ("superseded", "processed")
    assert codes(run) == {"1": "created", "2": "created"}


def test_the_newest_extract_counts_even_if_it_came_first(
    school_mis: SchoolMis, night: Nights
) -> None:
    newest = students(school_mis, ADA, BEN, extracted_at=at(2))
    older = students(school_mis, ADA, extracted_at=at(3))
    night()
    assert (state(older), state(newest)) == ("superseded", "processed")


def test_an_older_upload_is_never_applied_over_a_newer_one(
    school_mis: SchoolMis, night: Nights
) -> None:
    students(school_mis, ADA, BEN, extracted_at=at(2))
    night()
    older = students(school_mis, ADA, extracted_at=at(3))
    assert state(older) == "superseded"
    assert night() == []
    assert account_of(school_mis, "2").unallocated_at is None


def test_an_older_upload_that_became_ready_all_the_same_is_passed_over_by_the_run(
    school_mis: SchoolMis, night: Nights
) -> None:
    students(school_mis, ADA, BEN, extracted_at=at(2))
    night()
    older = students(school_mis, ADA, extracted_at=at(3))
    Upload.objects.filter(pk=older.pk).update(state="ready")
    [run] = night()
    assert state(older) == "superseded"
    assert codes(run) == {}
    assert "passed over" in " ".join(run.log_lines.values_list("message", flat=True))


def test_two_ready_uploads_of_one_sub_report_are_told_apart_by_the_run(
    school_mis: SchoolMis, night: Nights
) -> None:
    older = students(school_mis, ADA, extracted_at=at(3))
    newest = students(school_mis, ADA, BEN, extracted_at=at(2))
    Upload.objects.filter(pk=older.pk).update(state="ready")
    night()
    assert (state(older), state(newest)) == ("superseded", "processed")


def test_an_upload_that_comes_during_a_run_waits_for_the_next(
    school_mis: SchoolMis, night: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_students(school_mis, ADA)
    late: list[Upload] = []
    decide = deciding.decide

    def decide_meanwhile(*args: Any, **kwargs: Any) -> Any:
        late.append(students(school_mis, ADA, BEN, extracted_at=at(0)))
        return decide(*args, **kwargs)

    monkeypatch.setattr(one_run, "decide", decide_meanwhile)
    [run] = night()
    monkeypatch.undo()
    assert codes(run) == {"1": "created"}
    assert state(late[0]) == "ready"
    [run] = night()
    assert codes(run) == {"2": "created"}
    assert state(late[0]) == "processed"


def test_a_school_without_anything_ready_has_no_run(school_mis: SchoolMis, night: Nights) -> None:
    assert night() == []
    send(school_mis, "students", b"")
    assert night() == []


def test_a_stored_file_that_cannot_be_read_is_rejected_and_the_rest_goes_on(
    school_mis: SchoolMis, night: Nights, settings: Settings
) -> None:
    broken = send_students(school_mis, ADA)
    good = send_staff(school_mis, row("7", "Jo Hall", "06/05/1980"))
    Path(settings.UPLOAD_STORE_DIR, broken.stored_as).write_bytes(b"not ours")
    [run] = night()
    assert (state(broken), broken.fault) == ("rejected", "stored_file_broken")
    assert state(good) == "processed"
    assert codes(run) == {"7": "created"}


def test_a_field_opted_out_after_the_upload_came_is_not_read_from_it(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "email": "ada@school.example"})
    FieldOptOutFactory(school=school_mis.school, sub_report="students", field="email")
    night()
    assert account_of(school_mis, "1").email == ""


def test_a_school_that_changed_its_mis_is_not_processed_from_the_old_one(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA)
    SchoolMis.objects.filter(pk=school_mis.pk).update(ended_at=timezone.now())
    assert night() == []


def test_a_forced_run_does_what_the_night_would_have_done(school_mis: SchoolMis) -> None:
    send_students(school_mis, ADA)
    run = nights.force(school_mis.school, by=user_with_role(Role.SERVICE_DESK), reason="A case.")
    assert nights.work() == 1
    run = ProcessingRun.objects.get(pk=run.pk)
    assert (run.status, run.cause, run.num_attempts) == ("done", "force", 1)
    assert codes(run) == {"1": "created"}


def test_a_forced_run_counts_the_days_from_when_it_was_asked_for(school_mis: SchoolMis) -> None:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    send_students(
        school_mis,
        {**ADA, "starts": today.strftime("%d/%m/%Y")},
        {**BEN, "starts": tomorrow.strftime("%d/%m/%Y")},
    )
    nights.force(school_mis.school, by=user_with_role(Role.SERVICE_DESK), reason="A case.")
    nights.work()
    assert codes(ProcessingRun.objects.get()) == {"1": "created", "2": "not_started"}


def test_a_school_without_a_mis_cannot_be_forced(school_mis: SchoolMis) -> None:
    SchoolMis.objects.filter(pk=school_mis.pk).update(ended_at=timezone.now())
    school = School.objects.get(pk=school_mis.school_id)
    with pytest.raises(nights.NothingToProcessError):
        nights.force(school, by=user_with_role(Role.SERVICE_DESK), reason="A case.")


def test_a_school_with_a_live_run_cannot_be_forced_again(school_mis: SchoolMis) -> None:
    desk = user_with_role(Role.SERVICE_DESK)
    nights.force(school_mis.school, by=desk, reason="A case.")
    with pytest.raises(nights.AlreadyUnderWayError):
        nights.force(school_mis.school, by=desk, reason="Another case.")
    assert ProcessingRun.objects.count() == 1


def test_a_legal_surname_that_comes_no_more_is_kept_where_it_is_another(
    school_mis: SchoolMis, night: Nights
) -> None:
    told = [
        {"id": "1", "forename": "Ada", "dob": "04/03/2015", "surname": "Okonkwo", "called": "Hart"},
        {"id": "2", "forename": "Ben", "dob": "09/11/2014", "surname": "Reed", "called": "Reed"},
    ]
    captions = STUDENT | {"called": "Surname"}
    send(school_mis, "students", csv_export(told, captions))
    night()
    lost = [{name: text for name, text in each.items() if name != "surname"} for each in told]
    lost[1]["called"] = "Reed-Shaw"
    send(school_mis, "students", csv_export(lost, captions))
    [run] = night()
    ada, ben = account_of(school_mis, "1"), account_of(school_mis, "2")
    assert (ada.legal_surname, ada.preferred_surname) == ("Okonkwo", "Hart")
    assert (ben.legal_surname, ben.preferred_surname) == ("Reed-Shaw", "Reed-Shaw")
    assert codes(run) == {"2": "updated"}
