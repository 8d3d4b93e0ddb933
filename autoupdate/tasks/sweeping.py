"""The sweeper: every few seconds it finds what was not announced, or was left by the dead."""

from __future__ import annotations

from celery import shared_task

from accounts.actions.naming import read_new_names
from accounts.actions.role_mail import due_mails
from autoupdate.actions.case_mail import announce_due_mails
from autoupdate.actions.checking import requeue_unchecked
from autoupdate.actions.waiting_mails import announce_due_waiting_mails
from autoupdate.tasks.night import sweep_runs
from autoupdate.tasks.pulling import sweep_pulls
from autoupdate.wake import SEND_ROLE_MAILS, wake
from matching.bulk.renewing import renew_outdated


@shared_task(name="autoupdate.tasks.sweep")
def sweep() -> None:
    """Look after whatever was not announced or was left: uploads, runs, pulls, mails, new names.

    After an upgrade also the keys by which accounts are found.
    """
    requeue_unchecked()
    sweep_runs()
    sweep_pulls()
    announce_due_mails()
    announce_due_waiting_mails()
    read_new_names()
    if due_mails().exists():
        wake(SEND_ROLE_MAILS)
    renew_outdated()
