"""The first night of a school: everybody in the export whom nobody resembles gets an account."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from accounts.models import AuditEvent, SchoolAssociation, SchoolMis, UsoAccount
from autoupdate.models import Outcome, RunLogLine
from matching.models import Link
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.people import account_of, codes, crowd, person, row, tally

ADA = row("1", "Ada Okonkwo", year="Year  6", reg="6B", email="ada@school.example")
GRACE = row("7", "Grace Hall", "06/05/1980", role="Teacher", starts="01/09/2020")


def test_a_pupil_gets_an_account_at_the_school(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, ADA)
    [run] = night()
    account = account_of(school_mis, "1")
    assert (account.kind, account.username, account.origin) == ("student", "aokonkwo.301", "night")
    assert account.date_of_birth == date(2015, 3, 4)
    assert account.email == "ada@school.example"
    assert account.latest_move == "created"
    place = SchoolAssociation.objects.get(account=account)
    assert (place.school, place.source) == (school_mis.school, "mis")
    assert (place.year_group, place.reg_group) == ("6", "6B")
    assert codes(run) == {"1": "created"}


def test_a_member_of_staff_gets_an_account_at_the_school(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_staff(school_mis, GRACE)
    night()
    account = account_of(school_mis, "7", kind="staff")
    assert (account.kind, account.username) == ("staff", "ghall.301")
    place = SchoolAssociation.objects.get(account=account)
    assert (place.job_title, place.starts_on) == ("Teacher", date(2020, 9, 1))


def test_a_pupil_and_a_teacher_of_one_mis_id_are_two_people(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "id": "7"})
    send_staff(school_mis, GRACE)
    night()
    assert account_of(school_mis, "7") != account_of(school_mis, "7", kind="staff")


def test_the_link_leads_and_the_person_stands_as_linked(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA)
    night()
    link = Link.objects.get()
    assert (link.made, link.is_leading, link.made_by) == ("created", True, None)
    ada = person(school_mis, "1")
    assert (ada.standing, ada.standing_code) == ("linked", "created")
    assert (ada.in_current, ada.in_future, ada.absent_since) == (True, False, None)


def test_the_account_is_found_by_keys_of_its_local_authority(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA)
    night()
    keys = account_of(school_mis, "1").blocking_keys
    assert keys
    assert all(key.startswith("301") for key in keys)


def test_strangers_all_get_an_account(school_mis: SchoolMis, night: Nights) -> None:
    upload = send_students(school_mis, *crowd(60))
    [run] = night()
    assert tally(run) == {"created": 60}
    assert run.counts == {"student": {"created": 60}}
    upload.refresh_from_db()
    assert (upload.state, upload.processed_run) == ("processed", run)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"dob": ""}, "no_date_of_birth"),
        ({"dob": "31/02/2015"}, "no_date_of_birth"),
        ({"forename": "", "surname": ""}, "no_name"),
        ({"surname": ""}, "record_unusable"),
    ],
)
def test_where_required_data_is_missing_there_is_no_account(
    details: dict[str, str], code: str, school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, **details}, row("2", "Ben Karimi"))
    [run] = night()
    assert codes(run) == {"1": code, "2": "created"}
    assert person(school_mis, "1").standing == "incomplete"
    assert UsoAccount.objects.count() == 1


def test_an_outcome_names_the_row_problem_that_bars_the_account(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "surname": ""})
    night()
    assert Outcome.objects.get().detail == {"problem": "surname_missing"}


def test_who_was_incomplete_gets_an_account_once_the_mis_is_corrected(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**ADA, "dob": ""})
    night()
    send_students(school_mis, ADA)
    [run] = night()
    assert codes(run) == {"1": "created"}
    assert person(school_mis, "1").standing == "linked"


def test_what_the_run_did_is_in_the_log_and_in_the_trail_without_names(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, ADA)
    [run] = night()
    lines = "\n".join(RunLogLine.objects.filter(run=run).values_list("message", flat=True))
    assert "Students: 1 records in 1 rows" in lines
    assert "Pupils: Account created 1 (created)." in lines
    assert "Okonkwo" not in lines
    event = AuditEvent.objects.get(action="run.done")
    assert event.after == {"student": {"created": 1}}
    assert event.by_label == "AutoUpdate"


def test_outcomes_are_never_changed(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, ADA)
    night()
    with pytest.raises(Exception, match="never changed"), transaction.atomic():
        Outcome.objects.update(code="other")
