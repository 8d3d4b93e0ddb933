"""The Celery task that sends mails about cases. No arguments: rows say what is due."""

from __future__ import annotations

from celery import shared_task

from autoupdate.actions.case_mail import send_due_mails
from autoupdate.wake import SEND_CASE_MAILS


@shared_task(name=SEND_CASE_MAILS)
def send_case_mails() -> None:
    """Send what is due."""
    send_due_mails()
