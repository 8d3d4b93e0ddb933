"""How the worker and beat behave, and the whole beat table; it knows tasks only by their names."""

from datetime import time, timedelta
from typing import Any

from celery.schedules import crontab
from kombu import Exchange, Queue

SWEEPS_EVERY = timedelta(seconds=20)
QUEUE = "uso"
#: Fetching waits for vendors, for minutes at times: it has workers of its own.
PULLS_QUEUE = "uso-pulls"

_TABLE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "autoupdate.tasks.sweep", "schedule": SWEEPS_EVERY},
    "heartbeat": {"task": "uso_portal.tasks.note_heartbeat", "schedule": SWEEPS_EVERY},
    "heartbeat-of-fetchers": {
        "task": "uso_portal.tasks.note_heartbeat_of_fetchers",
        "schedule": SWEEPS_EVERY,
    },
    # While Monday is young: those who work the lists plan their week.
    "waiting-mails": {
        "task": "autoupdate.tasks.owe_waiting_mails",
        "schedule": crontab(day_of_week="mon", hour="7", minute="0"),
    },
    "roles": {"task": "accounts.tasks.tend_roles", "schedule": crontab(hour="6", minute="10")},
    "sessions": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": crontab(hour="5", minute="50"),
    },
    "purge": {"task": "autoupdate.tasks.purge_uploads", "schedule": crontab(hour="5", minute="30")},
    "reviews": {
        "task": "autoupdate.tasks.remind_of_reviews",
        "schedule": crontab(hour="7", minute="30"),
    },
}


def beat_table(*, night_starts_at: time, evening_starts_at: time) -> dict[str, dict[str, Any]]:
    """Every task that beat starts, with when. A sweep nobody fetched in time is worth nothing."""
    table = _TABLE | {
        "night": {"task": "autoupdate.tasks.start_night", "schedule": _daily(night_starts_at)},
        "evening": {
            "task": "autoupdate.tasks.start_evening",
            "schedule": _daily(evening_starts_at),
        },
    }
    short_lived = {"options": {"expires": SWEEPS_EVERY.total_seconds()}}
    return {
        name: entry | (short_lived if entry["schedule"] == SWEEPS_EVERY else {})
        for name, entry in table.items()
    }


def _daily(clock: time) -> crontab:
    return crontab(hour=str(clock.hour), minute=str(clock.minute))


def _queue(name: str) -> Queue:
    return Queue(name, Exchange(name, type="direct"), routing_key=name)


def celery_settings(*, night_starts_at: time, evening_starts_at: time) -> dict[str, Any]:
    """Django settings with Celery's prefix. The broker's address is asked for late, by the app."""
    return {
        "CELERY_BEAT_SCHEDULE": beat_table(
            night_starts_at=night_starts_at, evening_starts_at=evening_starts_at
        ),
        "CELERY_TIMEZONE": "Europe/London",
        "CELERY_TASK_DEFAULT_QUEUE": QUEUE,
        "CELERY_TASK_QUEUES": [_queue(QUEUE), _queue(PULLS_QUEUE)],
        "CELERY_TASK_ROUTES": {
            "autoupdate.tasks.work_pulls": {"queue": PULLS_QUEUE},
            "uso_portal.tasks.note_heartbeat_of_fetchers": {"queue": PULLS_QUEUE},
        },
        # A direct exchange is published to by way of the nameless exchange, so a message goes
        # straight to its list: no binding is kept in Redis that an emptied Redis could lose.
        "CELERY_TASK_DEFAULT_EXCHANGE_TYPE": "direct",
        "CELERY_TASK_CREATE_MISSING_QUEUES": False,
        # These three keep bindings (fan-out queues) in Redis, and nothing here needs them.
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,
        "CELERY_WORKER_SEND_TASK_EVENTS": False,
        "CELERY_TASK_SEND_SENT_EVENT": False,
        # The database holds what happened; a result nobody reads would only fill Redis.
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ALWAYS_EAGER": False,
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_ACCEPT_CONTENT": ["json"],
        # Lateness of the acknowledgement is chosen by each task that is safe to repeat.
        "CELERY_TASK_ACKS_LATE": False,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_MAX_TASKS_PER_CHILD": 200,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_WORKER_REDIRECT_STDOUTS": False,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "visibility_timeout": 2 * 3600,
            "health_check_interval": 30,
            "socket_keepalive": True,
        },
        # Somebody is waiting for the page: the sweeper finds what could not be announced.
        "CELERY_TASK_PUBLISH_RETRY_POLICY": {"max_retries": 1, "interval_start": 0.1},
    }
