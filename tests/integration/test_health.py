"""The two health addresses."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from uso_portal import health
from uso_portal.tasks import HEARTBEAT, note_heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_beat_yet() -> None:
    cache.delete(HEARTBEAT)


def test_alive_needs_nothing(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "up"}


def test_ready_when_database_and_redis_answer(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "database": "up",
        "redis": "up",
        "beat": "not heard yet",
        "last_beat_at": None,
    }


def test_the_last_beat_is_told(client: Client) -> None:
    note_heartbeat()
    assert client.get("/health/ready").json()["beat"] == "up"


def test_a_late_beat_is_told_and_the_portal_stays_ready(client: Client) -> None:
    long_ago = timezone.now() - health.BEAT_IS_LATE_AFTER - timedelta(seconds=1)
    cache.set(HEARTBEAT, long_ago)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["beat"]) == (200, "late")


@pytest.mark.parametrize(
    ("part", "error"), [("database", OperationalError("secret")), ("redis", OSError("secret"))]
)
def test_what_does_not_answer_is_named_without_the_reason(
    client: Client, part: str, error: Exception
) -> None:
    def fails() -> None:
        raise error

    with mock.patch.dict(health.NEEDED, {part: fails}):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()[part] == "down"
    assert b"secret" not in answer.content
