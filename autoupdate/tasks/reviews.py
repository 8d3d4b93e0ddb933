"""The Celery task that reminds schools of reviewing accounts: rows say what is owed."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from autoupdate.actions.review_mail import remind


@shared_task(name="autoupdate.tasks.remind_of_reviews")
def remind_of_reviews() -> None:
    """Remind whoever is to be reminded."""
    remind(now=timezone.now())
