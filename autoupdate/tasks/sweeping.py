"""The sweeper: every few seconds it finds what was not announced, or was left by the dead."""

from __future__ import annotations

from celery import shared_task

from autoupdate.actions.checking import requeue_unchecked
from autoupdate.tasks.night import sweep_runs


@shared_task(name="autoupdate.tasks.sweep")
def sweep() -> None:
    """Look after uploads that nobody checked and runs that lost their worker."""
    requeue_unchecked()
    sweep_runs()
