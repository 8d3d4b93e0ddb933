"""Start dates, future reports and leaving dates: nothing happens before its day, or is missed."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import LocalAuthority, SchoolMis, UsoAccount
from autoupdate.models import ReportAcceptance
from matching.models import Link
from tests.factories import accept_reports
from tests.integration.night.conftest import FIRST_NIGHT, Nights, found
from tests.integration.night.exports import send_staff, send_students
from tests.integration.night.people import account_of, codes, crowd, person, row, schools_of

BEN = row("2", "Ben Karimi")
#: The day before, the day of and the day after the third night's.
START = date(2026, 11, 26)
NEW = row("1", "Ada Okonkwo", starts="26/11/2026")


@pytest.fixture
def planning(borough: LocalAuthority) -> SchoolMis:
    """A school that accepted the Future reports as well."""
    return found(borough, "staff", "students", "staff_future", "students_future")


def test_who_has_not_started_has_no_account_yet(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, NEW, BEN)
    [run] = night()
    assert codes(run) == {"1": "not_started", "2": "created"}
    assert person(school_mis, "1").standing == "not_started"


def test_the_account_comes_on_the_start_date_with_the_next_export(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, NEW, BEN)
    night(on=START.replace(day=25))
    send_students(school_mis, NEW, BEN)
    [run] = night(on=START)
    assert codes(run) == {"1": "created"}


def test_the_account_comes_on_the_start_date_also_when_no_export_came(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, NEW, BEN)
    night(on=START.replace(day=24))
    assert night(on=START.replace(day=25)) == []
    [run] = night(on=START)
    assert codes(run) == {"1": "created"}
    assert account_of(school_mis, "1").username == "aokonkwo.301"


def test_a_start_date_moved_away_moves_the_account_too(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, NEW, BEN)
    night()
    send_students(school_mis, {**NEW, "starts": "07/01/2027"}, BEN)
    night()
    assert night(on=START) == []
    assert person(school_mis, "1").standing == "not_started"


def test_with_the_future_report_accounts_exist_before_the_start(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, sub_report="students_future")
    send_students(planning, BEN)
    [run] = night()
    assert codes(run) == {"1": "created", "2": "created"}
    ada = person(planning, "1")
    assert (ada.in_current, ada.in_future) == (False, True)
    assert schools_of(account_of(planning, "1")) == {planning.school.pk}


def test_a_later_starter_in_the_current_report_counts_as_future_where_that_is_accepted(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, BEN)
    [run] = night()
    assert codes(run)["1"] == "created"


def test_on_change_over_day_the_person_moves_between_the_reports_and_nothing_else_happens(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, sub_report="students_future")
    send_students(planning, BEN)
    night()
    account = account_of(planning, "1")
    send_students(planning, row("3", "Cy Lamb"), sub_report="students_future")
    send_students(planning, NEW, BEN)
    [run] = night(on=START)
    assert codes(run) == {"1": "mis_record_updated", "3": "created"}
    ada = person(planning, "1")
    assert (ada.in_current, ada.in_future) == (True, False)
    assert account_of(planning, "1") == account


def test_gone_from_the_future_report_before_the_current_one_has_come_is_no_leaving(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, sub_report="students_future")
    send_students(planning, NEW, BEN)
    night()
    send_students(planning, row("3", "Cy Lamb"), sub_report="students_future")
    [run] = night()
    assert codes(run) == {"3": "created"}
    assert Link.objects.filter(mis_person__mis_id="1", ended_at=None).exists()


def test_who_never_arrives_leaves_when_gone_from_the_future_report(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, row("3", "Cy Lamb"), sub_report="students_future")
    send_students(planning, BEN)
    night()
    send_students(planning, row("3", "Cy Lamb"), sub_report="students_future")
    [run] = night()
    assert codes(run) == {"1": "left_not_in_export"}


def test_withdrawing_the_future_report_takes_no_account_away(
    planning: SchoolMis, night: Nights
) -> None:
    send_students(planning, NEW, sub_report="students_future")
    send_students(planning, BEN)
    night()
    ReportAcceptance.objects.filter(report="students_future").delete()
    send_students(planning, BEN)
    [run] = night()
    assert codes(run) == {}
    assert schools_of(account_of(planning, "1")) == {planning.school.pk}


def test_accepting_the_future_report_creates_at_once(school_mis: SchoolMis, night: Nights) -> None:
    send_students(school_mis, NEW, BEN)
    night()
    accept_reports(school_mis, "students_future")
    send_students(school_mis, NEW, BEN)
    [run] = night()
    assert codes(run) == {"1": "created"}


def test_a_leaving_date_does_nothing_until_it_has_passed(
    school_mis: SchoolMis, night: Nights
) -> None:
    last = {**BEN, "leaves": "26/11/2026"}
    send_students(school_mis, BEN, row("3", "Cy Lamb"))
    night()
    send_students(school_mis, last, row("3", "Cy Lamb"))
    [run] = night(on=START.replace(day=25))
    assert codes(run) == {"2": "mis_record_updated"}
    send_students(school_mis, last, row("3", "Cy Lamb"))
    [run] = night(on=START)
    assert codes(run) == {}
    send_students(school_mis, last, row("3", "Cy Lamb"))
    [run] = night(on=START.replace(day=27))
    assert codes(run) == {"2": "left_leaving_date"}
    link = Link.objects.get(mis_person__mis_id="2")
    assert link.end_reason == "leaving_date"
    assert UsoAccount.objects.get(pk=link.account_id).unallocated_at is not None


def test_a_leaving_date_counts_when_it_has_passed_also_when_no_export_came(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**BEN, "leaves": "24/11/2026"}, row("3", "Cy Lamb"))
    night(on=FIRST_NIGHT)
    [run] = night()
    assert codes(run) == {"2": "left_leaving_date"}
    assert night() == []


def test_a_leaving_date_taken_back_brings_the_same_account_back(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**BEN, "leaves": "24/11/2026"}, row("3", "Cy Lamb"))
    night()
    before = account_of(school_mis, "2")
    send_students(school_mis, {**BEN, "leaves": "24/11/2026"}, row("3", "Cy Lamb"))
    night()
    send_students(school_mis, {**BEN, "leaves": "24/11/2027"}, row("3", "Cy Lamb"))
    [run] = night()
    assert codes(run) == {"2": "returned"}
    assert account_of(school_mis, "2") == before


def test_who_had_left_before_the_first_night_gets_nothing(
    school_mis: SchoolMis, night: Nights
) -> None:
    send_students(school_mis, {**BEN, "leaves": "01/09/2026"}, row("3", "Cy Lamb"))
    [run] = night()
    assert codes(run) == {"2": "leaving_date_passed", "3": "created"}
    assert person(school_mis, "2").standing == "left"


def test_staff_start_and_leave_by_their_own_dates(school_mis: SchoolMis, night: Nights) -> None:
    send_staff(
        school_mis,
        row("7", "Grace Hall", "06/05/1980", starts="26/11/2026"),
        row("8", "Sam Peel", "07/06/1985"),
        *({**each, "dob": "01/01/1990"} for each in crowd(2)),
    )
    [run] = night()
    assert codes(run)["7"] == "not_started"
    [run] = night(on=START)
    assert codes(run) == {"7": "created"}
