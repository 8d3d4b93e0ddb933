"""One pull: every part that is allowed becomes an upload, complete, or none at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.actions import nights
from autoupdate.actions.checking import check_upload
from autoupdate.connectors import registry
from autoupdate.connectors.trouble import TROUBLES, TroubleKind, VendorTrouble
from autoupdate.models import Upload
from autoupdate.pull_parts import MOST_TRIES, parts_from
from matching.models import MisPerson
from tests.factories import FieldOptOutFactory
from tests.fetching import Vendor, person, row
from tests.integration.autoupdate.conftest import files_in
from tests.integration.pulling.steps import (
    connection,
    fetched,
    states,
    troubles,
    uploaded,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]
_PASSING = TroubleKind.TEMPORARY


def test_every_allowed_part_becomes_an_upload(school_mis: SchoolMis, vendor: Vendor) -> None:
    pull = fetched(school_mis)
    assert (pull.status, pull.num_attempts, pull.failure) == ("done", 1, "")
    assert pull.finished_at is not None
    assert uploaded() == {"staff": 2, "students": 6, "contacts": 6}
    # People before contacts: contacts refer to students.
    assert vendor.names_asked() == ["staff", "students", "contacts"]
    assert {each.pull_id for each in Upload.objects.all()} == {pull.pk}
    parts = {each.sub_report: each for each in parts_from(pull.parts)}
    assert (parts["students"].num_pages, parts["students"].num_people) == (3, 6)
    assert parts["students"].num_expected == 6
    assert parts["contacts"].upload == str(Upload.objects.get(sub_report="contacts").pk)
    assert connection(school_mis).last_used_at is not None
    assert [each.message for each in pull.log_lines.all()][-1] == "Done."


def test_an_upload_is_as_old_as_the_beginning_of_its_reading(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    seen = []
    vendor.happens("students", 1, lambda: seen.append(timezone.now()))
    fetched(school_mis)
    upload = Upload.objects.get(sub_report="students")
    assert upload.extracted_at is not None
    assert upload.extracted_at <= seen[0] <= upload.received_at
    assert upload.delivery == "pull"


def test_what_is_opted_out_is_never_asked_for(school_mis: SchoolMis, vendor: Vendor) -> None:
    FieldOptOutFactory(school=school_mis.school, sub_report="students", field="email")
    fetched(school_mis)
    wanted = dict(vendor.asked)
    assert "email" not in wanted["students"]
    assert {"mis_id", "upn"} <= wanted["students"]
    assert "email" in wanted["staff"]


def test_what_is_not_accepted_is_never_asked_for(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.pages["attendance"] = vendor.pages["class_students"] = []
    fetched(school_mis)
    assert set(vendor.names_asked()) == {"staff", "students", "contacts"}


def test_a_list_that_breaks_off_is_no_upload_at_all(
    school_mis: SchoolMis, vendor: Vendor, store: object
) -> None:
    vendor.fails("students", VendorTrouble("page_repeated", resource="students"), page=3)
    pull = fetched(school_mis)
    assert uploaded() == {"staff": 2, "contacts": 6}
    assert not Upload.objects.filter(sub_report="students").exists()
    assert len(files_in(store)) == 2  # type: ignore[arg-type]
    assert pull.status == "queued"
    assert states(pull) == {"staff": "done", "students": "failed", "contacts": "done"}


@pytest.mark.parametrize("code", sorted(TROUBLES))
def test_no_trouble_lets_half_a_list_become_an_upload(
    school_mis: SchoolMis, vendor: Vendor, code: str
) -> None:
    vendor.fails("students", VendorTrouble(code), page=3, times=MOST_TRIES)
    pull = fetched(school_mis)
    assert troubles(pull)["students"] == code
    assert not Upload.objects.filter(sub_report="students").exists()


@pytest.mark.parametrize(("kind", "page"), [*((kind, 3) for kind in TroubleKind), (_PASSING, 1)])
def test_no_trouble_lets_half_a_list_be_processed(
    school_mis: SchoolMis, vendor: Vendor, kind: TroubleKind, page: int
) -> None:
    fetched(school_mis)
    for upload in Upload.objects.all():
        check_upload(upload.pk)
    nights.start_night()
    nights.work()
    known = set(MisPerson.objects.values_list("kind", "mis_id"))
    assert len(known) == 8
    code = next(code for code in sorted(TROUBLES) if VendorTrouble(code).kind is kind)
    vendor.fails("students", VendorTrouble(code), page=page, times=MOST_TRIES)
    pull = fetched(school_mis)
    for upload in Upload.objects.filter(state="received"):
        check_upload(upload.pk)
    nights.start_night(at=timezone.now() + timedelta(days=1))
    nights.work()
    gone = MisPerson.objects.exclude(absent_since=None)
    assert not gone.exists()
    assert set(MisPerson.objects.values_list("kind", "mis_id")) == known
    assert pull.uploads.filter(sub_report="students").count() == 0


def test_a_fault_of_ours_is_named_and_logged(
    school_mis: SchoolMis, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.fails("students", KeyError("Ada Lovelace"))
    pull = fetched(school_mis)
    assert (pull.status, pull.failure, pull.failure_code) == ("failed", "internal", "own_fault")
    assert uploaded() == {"staff": 2, "contacts": 6}
    assert f"Pull {pull.pk} failed at students" in caplog.text
    assert "Lovelace" not in " ".join(each.message for each in pull.log_lines.all())


def test_the_file_store_that_is_full_is_a_fault_of_ours(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    vendor.fails("students", OSError("No space left on device"))
    assert fetched(school_mis).failure_code == "own_fault"


def test_an_empty_list_is_a_trouble_and_processes_nobody(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    vendor.pages["students"] = [[]]
    pull = fetched(school_mis)
    assert troubles(pull) == {"students": "nobody"}
    assert Upload.objects.get(sub_report="students").state == "rejected"


@pytest.mark.parametrize(
    ("refused", "code"),
    [({"Date of birth (Student.dateOfBirth)"}, "permission_missing"), (set(), "answer_unusable")],
)
def test_a_list_without_a_mandatory_property_says_what_is_missing(
    school_mis: SchoolMis, vendor: Vendor, refused: set[str], code: str
) -> None:
    birth = row("students", date_of_birth="")
    vendor.refused["students"] = refused
    vendor.pages["students"] = [
        [
            {word: text for word, text in each.items() if word not in birth}
            for each in vendor.pages["students"][0]
        ]
    ]
    pull = fetched(school_mis)
    assert troubles(pull) == {"students": code}
    part = next(each for each in parts_from(pull.parts) if each.sub_report == "students")
    assert part.upload
    assert part.refused == sorted(refused)


def test_an_optional_property_that_is_refused_is_named(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    vendor.refused["students"] = {"UPN (UkDfe_UpnAssignment.upn)"}
    pull = fetched(school_mis)
    assert pull.status == "done"
    part = next(each for each in parts_from(pull.parts) if each.sub_report == "students")
    assert part.refused == ["UPN (UkDfe_UpnAssignment.upn)"]


def test_a_puller_that_cannot_begin_fails_everything(school_mis: SchoolMis, vendor: Vendor) -> None:
    def lack() -> None:
        raise VendorTrouble("partner_missing")

    vendor.opening.append(lack)
    pull = fetched(school_mis)
    assert set(troubles(pull)) == {"staff", "students", "contacts"}
    assert pull.failure_code == "partner_missing"


def test_an_mis_that_is_not_fetched_at_all_fails_cleanly(
    school_mis: SchoolMis, monkeypatch: pytest.MonkeyPatch
) -> None:

    without = replace(registry.get("arbor"), puller=None)
    monkeypatch.setitem(registry._BY_CODE, "arbor", without)
    assert fetched(school_mis).failure_code == "own_fault"


def test_more_people_than_before_are_simply_more(school_mis: SchoolMis, vendor: Vendor) -> None:
    fetched(school_mis)
    vendor.pages["students"].append([person("students", 77)])
    fetched(school_mis)
    newest = Upload.objects.filter(sub_report="students").latest("received_at")
    assert newest.num_rows == 7
