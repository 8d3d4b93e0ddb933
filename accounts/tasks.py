"""The app's Celery tasks: mails about roles, and what time does to roles and to sessions.

Rows say what is due.
"""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts.actions.role_ends import tend
from accounts.actions.role_mail import send_due_mails


@shared_task
def send_role_mails() -> None:
    """Send what is due."""
    send_due_mails()


@shared_task
def tend_roles() -> None:
    """End what is over, and remind of what will be."""
    tend()


@shared_task
def clear_sessions() -> None:
    """Delete sessions that are over, with whatever they kept."""
    SessionStore.clear_expired()
