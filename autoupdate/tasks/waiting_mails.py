"""The Celery tasks of the weekly mail about people who wait. No arguments: rows say what is due."""

from __future__ import annotations

from celery import shared_task

from autoupdate.actions import waiting_mails
from autoupdate.wake import SEND_WAITING_MAILS


@shared_task(name="autoupdate.tasks.owe_waiting_mails")
def owe_waiting_mails() -> None:
    """Owe this week's mails."""
    waiting_mails.owe_waiting_mails()


@shared_task(name=SEND_WAITING_MAILS)
def send_waiting_mails() -> None:
    """Send what is due."""
    waiting_mails.send_due_waiting_mails()
