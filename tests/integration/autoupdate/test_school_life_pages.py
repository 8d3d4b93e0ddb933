"""What has arrived of groups, contacts and attendance; who sees it, and why there is nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEvent, School, SchoolMis
from autoupdate.actions.contacts import note_look
from matching.models import MisPerson
from tests.factories import (
    AttendanceMarkFactory,
    GroupFactory,
    GroupMembershipFactory,
    LinkFactory,
    MisPersonFactory,
    StudentContactFactory,
    accept_reports,
)
from tests.integration.conftest import Cast


@pytest.fixture
def school_mis(cast: Cast) -> SchoolMis:
    """The school's MIS, with all that concerns these pages accepted."""
    School.objects.filter(pk=cast.school.pk).update(uses_autotext=True)
    accept_reports(cast.school_mis, "groups", "contacts", "attendance", by=cast.head)
    return cast.school_mis


def page(cast: Cast, name: str, *args: Any, query: str = "") -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *args]) + query


def text_of(cast: Cast, name: str, *args: Any, query: str = "", who: str = "head") -> str:
    client = cast.client(cast.everybody()[who])
    return str(client.get(page(cast, name, *args, query=query)).content.decode())


def rows(cast: Cast, name: str, *args: Any, query: str = "") -> list[Any]:
    answer = cast.client(cast.nominated_contact).get(page(cast, name, *args, query=query))
    return [row.record for row in answer.context["table"].rows]


def test_the_groups_and_who_is_in_one(cast: Cast, school_mis: SchoolMis) -> None:
    group = GroupFactory(school_mis=school_mis, name="7a/Ma", subject="Maths", academic_year="2026")
    other = GroupFactory(school_mis=school_mis, name="7A", kind="registration")
    GroupFactory(school_mis=cast.outsider_mis)
    linked = LinkFactory(mis_person__school_mis=school_mis)
    GroupMembershipFactory(group=group, mis_person=linked.mis_person)
    teacher = MisPersonFactory(school_mis=school_mis, kind="staff", job_title="Teacher")
    GroupMembershipFactory(group=group, mis_person=teacher, role="teacher")
    found = rows(cast, "groups")
    assert [(each.name, each.num_students, each.num_teachers) for each in found] == [
        ("7a/Ma", 1, 1),
        ("7A", 0, 0),
    ]
    assert rows(cast, "groups", query="?q=math") == [group]
    assert rows(cast, "groups", query="?kind=registration") == [other]
    assert rows(cast, "groups", query="?q=nothing") == []
    shown = text_of(cast, "group", group.pk)
    assert linked.account.username in shown
    assert "No account" in shown
    assert "Student" not in shown
    assert page(cast, "pupil", linked.mis_person.pk) in shown
    assert page(cast, "slips", query=f"?group={group.pk}") in shown
    sent = cast.client(cast.head).get(page(cast, "group", group.pk, query="?download=csv"))
    assert linked.mis_person.display_name in sent.getvalue().decode()
    noted: Any = AuditEvent.objects.get(action="account.list_downloaded")
    assert (noted.by, noted.school, noted.after["filter"]) == (
        cast.head,
        cast.school,
        {"list": "members", "download": "csv", "group": "7a/Ma"},
    )
    assert noted.after["columns"] == ["name", "role", "place", "username"]
    sent = cast.client(cast.head).get(page(cast, "groups", query="?download=csv"))
    assert "7a/Ma" in sent.getvalue().decode()
    assert AuditEvent.objects.get(action="account.list_downloaded") == noted, "Nobody is in it."


def test_a_group_of_another_school_is_none(cast: Cast, school_mis: SchoolMis) -> None:
    group = GroupFactory(school_mis=cast.outsider_mis)
    assert cast.client(cast.head).get(page(cast, "group", group.pk)).status_code == 404


def test_a_pupils_contacts_and_groups_and_each_look_is_written_down(
    cast: Cast, school_mis: SchoolMis
) -> None:
    pupil: MisPerson = MisPersonFactory(school_mis=school_mis, year_group="4")
    lonely = MisPersonFactory(school_mis=school_mis, year_group="5")
    tie = StudentContactFactory(
        student=pupil,
        contact__school_mis=school_mis,
        contact__emails=["pat@example.org"],
        contact__mobiles=["07700 900123"],
        relationship="Mother",
        priority=1,
        has_parental_responsibility=True,
    )
    StudentContactFactory(student=pupil, contact__school_mis=school_mis, contact__surname="Aunt")
    GroupMembershipFactory(group__school_mis=school_mis, mis_person=pupil, group__name="4 Blue")
    found = rows(cast, "pupils")
    assert {each: (each.num_groups, each.num_contacts) for each in found} == {
        pupil: (1, 2),
        lonely: (0, 0),
    }
    assert rows(cast, "pupils", query="?contacts=none") == [lonely]
    assert rows(cast, "pupils", query="?contacts=some") == [pupil]
    assert rows(cast, "pupils", query=f"?year_group=4&q={pupil.legal_surname}") == [pupil]

    shown = text_of(cast, "pupil", pupil.pk)
    for words in ("Mother", "Yes", "pat@example.org", "07700 900123", "Not said", "4 Blue"):
        assert words in shown
    assert shown.index(str(tie.contact)) < shown.index("Aunt")
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("contacts.seen", f"mis_person:{pupil.pk}")
    assert event.by == cast.head
    alone = text_of(cast, "pupil", lonely.pk)
    assert "SIMS has sent no contact of this pupil" in alone
    assert "in no group" in alone
    assert AuditEvent.objects.count() == 1


def test_attendance_is_counts_alone(cast: Cast, school_mis: SchoolMis) -> None:
    pupils = MisPersonFactory.create_batch(2, school_mis=school_mis)
    for each in pupils:
        AttendanceMarkFactory(student=each)
    AttendanceMarkFactory(student=pupils[0], marked_on=date(2026, 9, 8), session="PM")
    AttendanceMarkFactory()
    found = rows(cast, "attendance")
    assert [(each["marked_on"].day, each["session"], each["num_marks"]) for each in found] == [
        (8, "PM", 1),
        (7, "AM", 2),
    ]
    assert pupils[0].legal_surname not in text_of(cast, "attendance")


@pytest.mark.parametrize(
    ("name", "report"), [("groups", "Groups"), ("pupils", "Contacts"), ("attendance", "Attendance")]
)
def test_nothing_has_arrived_yet(cast: Cast, school_mis: SchoolMis, name: str, report: str) -> None:
    shown = text_of(cast, name)
    assert f"Nothing of {report}" in shown
    assert "the morning after SIMS has sent it" in shown


def test_what_is_not_accepted_any_more_is_not_shown(cast: Cast, school_mis: SchoolMis) -> None:
    group = GroupMembershipFactory(group__school_mis=school_mis).group
    pupil = StudentContactFactory(contact__school_mis=school_mis, contact__surname="Secret").student
    school_mis.acceptances.update(withdrawn_at=school_mis.started_at)
    assert rows(cast, "groups") == []
    assert "is not accepted" in text_of(cast, "groups")
    assert rows(cast, "group", group.pk) == []
    shown = text_of(cast, "pupil", pupil.pk)
    assert "Secret" not in shown
    assert "The Groups &amp; Classes report is not accepted" in shown
    assert not AuditEvent.objects.exists()


def test_an_mis_without_such_a_report_says_so(cast: Cast) -> None:
    SchoolMis.objects.filter(pk=cast.school_mis.pk).update(product="bromcom")
    assert "Bromcom does not offer this report" in text_of(cast, "groups")
    assert "only for schools that use Wavenet AutoText" in text_of(cast, "attendance")


def test_a_school_without_an_mis_is_told_to_choose_one(cast: Cast) -> None:
    SchoolMis.objects.filter(pk=cast.school_mis.pk).update(ended_at=cast.school_mis.started_at)
    for name in ("groups", "pupils", "attendance"):
        assert "No MIS is chosen yet" in text_of(cast, name)


def test_others_look_at_nobodys_contacts(cast: Cast, school_mis: SchoolMis) -> None:
    pupil = MisPersonFactory(school_mis=school_mis)
    with pytest.raises(PermissionDenied):
        note_look(pupil, by=cast.la_user)
    with pytest.raises(PermissionDenied):
        note_look(pupil, by=cast.outsider)
