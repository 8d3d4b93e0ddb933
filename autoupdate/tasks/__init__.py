"""The app's Celery tasks, gathered where Celery looks for them."""

from autoupdate.tasks.cases import send_case_mails
from autoupdate.tasks.intake import check_upload, purge_uploads
from autoupdate.tasks.night import start_night, work_queue
from autoupdate.tasks.reviews import remind_of_reviews
from autoupdate.tasks.sweeping import sweep
from autoupdate.tasks.waiting_mails import owe_waiting_mails, send_waiting_mails

__all__ = [
    "check_upload",
    "owe_waiting_mails",
    "purge_uploads",
    "remind_of_reviews",
    "send_case_mails",
    "send_waiting_mails",
    "start_night",
    "sweep",
    "work_queue",
]
