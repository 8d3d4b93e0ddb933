"""The app's Celery tasks, gathered where Celery looks for them."""

from autoupdate.tasks.intake import check_upload, purge_uploads
from autoupdate.tasks.night import start_night, work_queue
from autoupdate.tasks.sweeping import sweep

__all__ = ["check_upload", "purge_uploads", "start_night", "sweep", "work_queue"]
