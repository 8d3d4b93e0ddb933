"""Mails about cases: to the other side, without anything that was typed, and none is lost."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actions.owed_mails import MOST_ATTEMPTS, wait_after
from accounts.models import Role
from autoupdate.actions import case_mail, cases, desk_cases
from autoupdate.actions.case_mail import send_due_mails
from autoupdate.models import Case, CaseMail
from autoupdate.tasks import send_case_mails, sweep
from tests.factories import CaseFactory, CaseMailFactory, user_with_role
from tests.integration.autoupdate.test_cases import IRIS
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

DESK = "desk@example.org"


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> None:
    settings.DESK_EMAIL, settings.PORTAL_URL = DESK, "https://portal.example.org"


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.raise_case(
        cast.school, kind="iris_connection", given=IRIS, message="For Amy Pupil.", by=cast.head
    )


def readers() -> list[str]:
    return [address for each in mail.outbox for address in each.to]


def test_a_new_case_is_told_to_the_desk_without_what_was_typed(cast: Cast, case: Case) -> None:
    assert send_due_mails() == 1
    (sent,) = mail.outbox
    assert sent.to == [DESK]
    assert sent.subject == f"USO AutoUpdate: case {case.pk}, Connect IRIS"
    assert f"{cast.school} has raised case {case.pk} (Connect IRIS)." in sent.body
    assert f"https://portal.example.org/desk/cases/{case.pk}/" in sent.body
    for typed in (*IRIS.values(), "Amy"):
        assert typed not in f"{sent.subject} {sent.body}"
    assert send_due_mails() == 0


def test_what_a_school_calls_a_case_is_in_no_mail(cast: Cast) -> None:
    given = {"about": "Amy Pupil has no account"}
    cases.raise_case(cast.school, kind="other", given=given, message="Why?", by=cast.head)
    send_due_mails()
    (sent,) = mail.outbox
    assert "Amy" not in f"{sent.subject} {sent.body}"


def test_the_school_is_written_to_one_by_one(cast: Cast, case: Case) -> None:
    desk_cases.answer(case, text="Which day?", by=cast.desk)
    CaseMail.objects.filter(occasion="raised").delete()
    send_due_mails()
    expected = {cast.head.email, cast.nominated_contact.email, cast.colleague.email}
    assert (set(readers()), len(mail.outbox)) == (expected, 3)
    assert f"/schools/{cast.school.pk}/cases/{case.pk}/" in mail.outbox[0].body


def test_whoever_left_the_school_is_not_written_to(cast: Cast, case: Case) -> None:
    cast.head.memberships.update(ended_at=timezone.now())
    desk_cases.resolve(case, text="", by=cast.desk)
    CaseMail.objects.filter(occasion="raised").delete()
    send_due_mails()
    assert cast.head.email not in readers()


def test_whoever_looks_after_the_case_is_written_to(cast: Cast, case: Case) -> None:
    desk_cases.assign(case, to=cast.desk, by=user_with_role(Role.SERVICE_DESK))
    cases.answer(case, text="Monday.", by=cast.head)
    cases.close(case, by=cast.head)
    assert send_due_mails() == 4
    assert readers() == [cast.desk.email] * 4


def test_without_an_address_of_the_desk_nobody_is_written_to(
    cast: Cast, case: Case, settings: Settings
) -> None:
    settings.DESK_EMAIL = ""
    assert send_due_mails() == 1
    assert mail.outbox == []


class _Away(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


def test_a_mail_server_that_is_away_costs_no_mail(
    cast: Cast, case: Case, settings: Settings
) -> None:
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}._Away"
    assert send_due_mails() == 0
    owed = CaseMail.objects.get()
    assert (owed.num_attempts, owed.sent_at) == (1, None)
    assert owed.due_at > timezone.now()
    settings.EMAIL_BACKEND = there
    assert send_due_mails() == 0
    CaseMail.objects.update(due_at=timezone.now())
    assert send_due_mails() == 1
    assert readers() == [DESK]


def test_the_waits_grow_and_end() -> None:
    assert wait_after(1) == timedelta(minutes=1)
    assert wait_after(3) == timedelta(minutes=4)
    assert wait_after(MOST_ATTEMPTS) == timedelta(hours=1)
    CaseMailFactory(num_attempts=MOST_ATTEMPTS)
    assert send_due_mails() == 0


def test_a_mail_that_another_worker_has_sent_is_left_alone(case: Case) -> None:
    (pk,) = case_mail.due_mails()
    CaseMail.objects.update(sent_at=timezone.now())
    assert case_mail._send_one(pk) is False


def test_the_sweep_announces_what_is_due(
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(case_mail, "wake", told.append)
    sweep()
    send_case_mails()
    sweep()
    assert told == ["autoupdate.tasks.send_case_mails"]
    assert readers() == [DESK]


def test_a_deed_that_is_undone_owes_no_mail(cast: Cast) -> None:
    with pytest.raises(cases.FieldsRefused):
        cases.raise_case(cast.school, kind="other", given={}, message="", by=cast.head)
    assert not CaseMail.objects.exists()
    assert str(CaseMailFactory(case=CaseFactory())).startswith("A case was raised")


def test_a_case_raised_for_the_school_is_told_to_its_contacts_alone(cast: Cast) -> None:
    given = {"about": "Amy has no account"}
    told: dict[str, Any] = {"given": given, "message": "Why?", "asked_by": "Ms Okafor"}
    case = cases.raise_for_school(cast.school, kind="other", by=cast.desk, **told)
    send_due_mails()
    contacts = {cast.nominated_contact.email, cast.colleague.email}
    assert set(readers()) == contacts
    body = mail.outbox[0].body
    assert f"raised case {case.pk} for {cast.school}, which asked for it." in body
    assert "Amy" not in body
    assert "Okafor" not in body
    mail.outbox.clear()
    desk_cases.answer(case, text="Which Amy?", by=user_with_role(Role.SERVICE_DESK))
    send_due_mails()
    assert set(readers()) == contacts, "Whoever raised it at the desk is not of the school."
