"""The weekly mail about people who wait: to whom, once a week, without a name, off by one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, Membership, Role
from autoupdate.actions import waiting_mails
from autoupdate.actions.waiting_mails import (
    owe_waiting_mails,
    send_due_waiting_mails,
    turn_off,
    turn_on,
)
from autoupdate.casework.waiting_mails import read_token, token_of
from autoupdate.models import WaitingMail, WaitingMailWish
from autoupdate.queries.waiting_mails import reader_at
from autoupdate.tasks import owe_waiting_mails as owe_task
from autoupdate.tasks import send_waiting_mails, sweep
from matching.models import MisPerson
from tests.factories import MisPersonFactory, WaitingMailFactory, user_with_role
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

#: A Wednesday; its week begins on 23 November.
NOW = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.PORTAL_URL = "https://portal.example.org"


@pytest.fixture
def waiting(cast: Cast) -> MisPerson:
    """A pupil who has waited for twelve days, and one who has not; Amy is a member of staff."""
    twelve = timezone.now() - timedelta(days=12)
    MisPersonFactory(school_mis=cast.school_mis, kind="staff", legal_forename="Amy")
    MisPersonFactory(school_mis=cast.school_mis)
    made: MisPerson = MisPersonFactory(
        school_mis=cast.school_mis, legal_forename="Benjamin", first_seen_at=twelve
    )
    return made


def readers() -> set[str]:
    return {address for each in mail.outbox for address in each.to}


def contacts(cast: Cast) -> set[str]:
    return {cast.nominated_contact.email, cast.colleague.email}


@pytest.mark.usefixtures("waiting")
def test_nominated_contacts_are_told_numbers_and_ages_and_no_name(cast: Cast) -> None:
    assert owe_waiting_mails(at=NOW) == 2
    assert send_due_waiting_mails() == 2
    assert readers() == contacts(cast)
    sent = mail.outbox[0]
    assert sent.subject == f"USO AutoUpdate: 3 people wait to be matched at {cast.school}"
    assert "1 member of staff, since today" in sent.body
    assert "2 pupils, the longest for 12 days" in sent.body
    assert f"https://portal.example.org/schools/{cast.school.pk}/results/pupils/" in sent.body
    for name in ("Amy", "Benjamin", "Alex", "Person"):
        assert name not in f"{sent.subject} {sent.body}"


@pytest.mark.usefixtures("waiting")
def test_whose_role_is_over_is_not_written_to(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cast.colleague).update(expires_on=yesterday)
    assert owe_waiting_mails(at=NOW) == 1
    send_due_waiting_mails()
    assert readers() == {cast.nominated_contact.email}


@pytest.mark.usefixtures("waiting")
def test_a_week_that_is_asked_for_twice_sends_nothing_twice(cast: Cast) -> None:
    for _ in range(2):
        assert owe_waiting_mails(at=NOW) == 2
        send_due_waiting_mails()
    assert len(mail.outbox) == 2
    owe_waiting_mails(at=NOW + timedelta(days=7))
    assert send_due_waiting_mails() == 2


def test_nothing_is_sent_where_nobody_waits(cast: Cast, waiting: MisPerson) -> None:
    owe_waiting_mails(at=NOW)
    MisPerson.objects.update(standing="incomplete")
    assert send_due_waiting_mails() == 0
    assert not WaitingMail.objects.exists()
    assert owe_waiting_mails(at=NOW) == 0
    MisPerson.objects.filter(pk=waiting.pk).update(standing="requires_matching")
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    assert owe_waiting_mails(at=NOW) == 0


@pytest.mark.usefixtures("waiting")
def test_the_head_gets_it_where_there_is_no_contact_or_on_request(cast: Cast) -> None:
    turn_on(cast.school, by=cast.head_proxy)
    owe_waiting_mails(at=NOW)
    send_due_waiting_mails()
    assert readers() == contacts(cast) | {cast.head_proxy.email}
    for each in (cast.nominated_contact, cast.colleague):
        each.memberships.update(ended_at=timezone.now())
    owe_waiting_mails(at=NOW + timedelta(days=7))
    mail.outbox.clear()
    send_due_waiting_mails()
    assert readers() == {cast.head.email, cast.head_proxy.email}


@pytest.mark.usefixtures("waiting")
def test_whoever_turned_it_off_or_left_meanwhile_is_not_written_to(cast: Cast) -> None:
    owe_waiting_mails(at=NOW)
    turn_off(cast.school, by=cast.colleague)
    cast.nominated_contact.memberships.update(ended_at=timezone.now())
    assert send_due_waiting_mails() == 0
    assert owe_waiting_mails(at=NOW) == 0  # a contact who does not want it is still a contact
    turn_on(cast.school, by=cast.colleague)
    turn_on(cast.school, by=cast.colleague)
    assert WaitingMailWish.objects.count() == 1
    events = AuditEvent.objects.filter(action__startswith="waiting_mail.").order_by("pk")
    assert [each.action for each in events] == [
        "waiting_mail.turned_off",
        "waiting_mail.turned_on",
    ]


@pytest.mark.parametrize("who", ["la_user", "outsider", "desk"])
def test_it_is_for_the_schools_own_people(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    assert reader_at(cast.school, user) is None
    with pytest.raises(ActionRefused, match="is for its Nominated Contacts"):
        turn_on(cast.school, by=user)


class _Away(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.mark.usefixtures("waiting")
def test_a_mail_server_that_is_away_costs_no_mail(cast: Cast, settings: Settings) -> None:
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}._Away"
    owe_waiting_mails(at=NOW)
    assert send_due_waiting_mails() == 0
    assert set(WaitingMail.objects.values_list("num_attempts", flat=True)) == {1}
    settings.EMAIL_BACKEND = there
    assert send_due_waiting_mails() == 0
    WaitingMail.objects.update(due_at=timezone.now())
    assert send_due_waiting_mails() == 2


@pytest.mark.usefixtures("waiting")
def test_a_worker_that_dies_leaves_the_mail_due_under_the_same_id(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_off(cast.school, by=cast.colleague)
    owe_waiting_mails(at=NOW)

    def die(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(WaitingMail, "save", die)
        with pytest.raises(SystemExit):
            send_due_waiting_mails()
    assert send_due_waiting_mails() == 1
    first, second = (each.extra_headers["Message-ID"] for each in mail.outbox)
    assert first == second
    assert waiting_mails._send_one(WaitingMail.objects.get().pk) is False


def test_a_mail_of_last_week_is_not_sent_any_more(cast: Cast, waiting: MisPerson) -> None:
    long_ago = timezone.now() - timedelta(days=8)
    WaitingMailFactory(
        school=cast.school, reader=cast.colleague, created_at=long_ago, due_at=long_ago
    )
    assert send_due_waiting_mails() == 0


@pytest.mark.usefixtures("waiting")
def test_the_tasks_owe_send_and_sweep(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as told:
        owe_task()
    assert len(told) == 1
    with django_capture_on_commit_callbacks() as told:
        sweep()
    assert len(told) == 1
    send_waiting_mails()
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("waiting")
def test_it_is_turned_off_by_one_click_and_on_again(cast: Cast) -> None:
    turn_off(cast.school, by=cast.colleague)
    owe_waiting_mails(at=NOW)
    send_due_waiting_mails()
    (sent,) = mail.outbox
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{address}?now" in sent.body
    page = address.removeprefix("https://portal.example.org")
    client = Client(enforce_csrf_checks=True)  # a mail program, which has no cookie of ours
    assert "data-at-once" not in client.get(page).content.decode()
    assert "data-at-once" in client.get(f"{page}?now").content.decode()
    assert _is_sent(cast)
    answer: Any = client.post(page, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "The weekly mail is off" in answer.content.decode()
    assert not _is_sent(cast)
    answer = client.post(page, {"mail": "on"})
    assert "The weekly mail is on" in answer.content.decode()
    assert _is_sent(cast)
    cast.nominated_contact.memberships.update(ended_at=timezone.now())
    assert "is for its Nominated Contacts" in client.post(page, {"mail": "on"}).content.decode()


def _is_sent(cast: Cast) -> bool:
    reader = reader_at(cast.school, cast.nominated_contact)
    return reader is not None and reader.is_sent


def test_a_link_that_nobody_signed_is_not_found(cast: Cast) -> None:
    token = token_of(reader_id=cast.head.pk, school_id=cast.school.pk)
    assert read_token(token) == (cast.head.pk, cast.school.pk)
    for wrong in (f"{token}x", token.replace(str(cast.head.pk), "1", 1) + "y", "nonsense"):
        assert read_token(wrong) is None
        address = reverse("autoupdate:waiting_mail_off", args=[wrong])
        assert cast.anonymous.post(address).status_code == 404


def test_the_page_says_who_gets_it_and_has_a_switch(cast: Cast) -> None:
    page = reverse("autoupdate:waiting_mail", args=[cast.school.pk])
    client = cast.client(cast.nominated_contact)
    shown = client.get(page).content.decode()
    assert "You get this mail." in shown
    assert str(cast.head) in shown
    answer: Any = client.post(page, {"mail": "off"}, follow=True)
    assert "You no longer get the weekly mail." in answer.content.decode()
    answer = client.post(page, {"mail": "on"}, follow=True)
    assert "from next Monday" in answer.content.decode()
    assert "For you" not in cast.client(cast.desk).get(page).content.decode()
    answer = cast.client(cast.desk).post(page, {"mail": "on"}, follow=True)
    assert "Nothing was changed" in answer.content.decode()


def test_one_person_with_two_roles_gets_it_once(cast: Cast, waiting: MisPerson) -> None:
    both = user_with_role(Role.HEAD, school=cast.school)
    both.memberships.create(role=Role.NOMINATED_CONTACT, school=cast.school)
    reader = reader_at(cast.school, both)
    assert reader is not None
    assert (reader.role, reader.is_sent) == (Role.NOMINATED_CONTACT, True)
    owe_waiting_mails(at=NOW)
    assert WaitingMail.objects.filter(reader=both).count() == 1
