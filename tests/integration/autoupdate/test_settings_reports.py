"""Accepting and withdrawing a report on its page: asked first, done on POST, told afterwards."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from autoupdate.models import ReportAcceptance, Upload
from tests.factories import UploadFactory, accept_reports
from tests.integration.conftest import Cast


def page(cast: Cast, action: str, report: str = "students") -> str:
    return reverse(f"autoupdate:report_{action}", args=[cast.school.pk, report])


def told(answer: Any) -> str:
    """What the next page tells."""
    return " ".join(answer.content.decode().split())


def test_accepting_says_what_may_be_sent_and_does_it(cast: Cast) -> None:
    client = cast.client(cast.head)
    question = told(client.get(page(cast, "accept")))
    assert "SIMS may send: ID, External ID, UPN" in question
    answer = client.post(page(cast, "accept"), follow=True)
    assert "You have accepted the Students report" in told(answer)
    acceptance = ReportAcceptance.objects.get()
    assert (acceptance.report, acceptance.accepted_by) == ("students", cast.head)


def test_what_is_not_available_is_refused_in_words(cast: Cast) -> None:
    answer = cast.client(cast.head).post(page(cast, "accept", "attendance"), follow=True)
    assert "only for schools that use Wavenet AutoText" in told(answer)
    assert not ReportAcceptance.objects.exists()


def test_withdrawing_says_what_stops_and_does_it(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    UploadFactory(school_mis=cast.school_mis, state="ready")
    client = cast.client(cast.head_proxy)
    question = told(client.get(page(cast, "withdraw")))
    assert "1 upload that waits for a night is deleted unprocessed." in question
    assert "Nobody is unallocated because of it." in question
    assert ReportAcceptance.objects.filter(withdrawn_at=None).exists()
    answer = client.post(page(cast, "withdraw"), follow=True)
    assert "You have withdrawn the Students report" in told(answer)
    assert ReportAcceptance.objects.get().withdrawn_by == cast.head_proxy
    assert Upload.objects.get().state == "rejected"


def test_several_waiting_uploads_are_counted(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    UploadFactory.create_batch(2, school_mis=cast.school_mis, state="ready")
    question = told(cast.client(cast.head).get(page(cast, "withdraw")))
    assert "2 uploads that wait for a night are deleted unprocessed." in question


def test_withdrawing_without_anything_waiting_says_nothing_of_uploads(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    assert "deleted unprocessed" not in told(cast.client(cast.head).get(page(cast, "withdraw")))


def test_withdrawing_twice_is_told_in_words(cast: Cast) -> None:
    answer = cast.client(cast.head).post(page(cast, "withdraw"), follow=True)
    assert "there is nothing to withdraw" in told(answer)
