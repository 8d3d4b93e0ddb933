"""The beat table, and the settings that let Redis be emptied at any moment."""

from datetime import time
from typing import Any

import pytest
from celery.schedules import crontab

from uso_portal import celery_settings
from uso_portal.celery import app

TABLE = celery_settings.beat_table(night_starts_at=time(21, 30), evening_starts_at=time(17, 45))


def test_the_night_starts_at_the_time_that_was_set() -> None:
    assert TABLE["night"]["schedule"] == crontab(hour="21", minute="30")
    assert str(app.conf.timezone) == "Europe/London"


def test_the_evening_starts_at_the_time_that_was_set() -> None:
    assert TABLE["evening"]["schedule"] == crontab(hour="17", minute="45")


def test_the_weekly_mail_goes_on_monday_mornings() -> None:
    schedule = TABLE["waiting-mails"]["schedule"]
    assert schedule == crontab(day_of_week="mon", hour="7", minute="0")


def test_fetching_has_workers_of_its_own() -> None:
    app.loader.import_default_modules()
    routed = app.amqp.router.route({}, "autoupdate.tasks.work_pulls")
    assert routed["queue"].name == celery_settings.PULLS_QUEUE
    others = app.amqp.router.route({}, "autoupdate.tasks.work_queue")
    assert others["queue"].name == celery_settings.QUEUE
    assert {each.exchange.type for each in app.amqp.queues.values()} == {"direct"}


@pytest.mark.parametrize("entry", TABLE.values(), ids=TABLE.keys())
def test_each_entry_names_a_task_that_exists(entry: dict[str, Any]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


def test_the_sweeper_runs_three_times_a_minute_and_does_not_pile_up() -> None:
    assert TABLE["sweep"]["schedule"].total_seconds() == 20
    assert TABLE["sweep"]["options"] == {"expires": 20}


def test_nothing_that_needs_a_binding_in_redis_is_on() -> None:
    assert app.conf.task_default_exchange_type == "direct"
    assert not app.conf.worker_enable_remote_control
    assert not app.conf.worker_send_task_events
    assert not app.conf.task_send_sent_event


def test_the_broker_is_asked_for_late() -> None:
    assert app.conf.broker_url is None
