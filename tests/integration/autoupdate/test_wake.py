"""Waking a worker: after the commit, or not at all, and a broker that is away costs nothing."""

from __future__ import annotations

from typing import Any

import pytest
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from autoupdate.wake import WORK_QUEUE, quietly, wake

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(
        "celery.app.base.Celery.send_task", lambda _, name, **__: names.append(name)
    )
    return names


def test_nothing_is_sent_before_the_commit(
    sent: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        wake(WORK_QUEUE)
        assert not sent
    assert sent == [WORK_QUEUE]


def test_whoever_does_the_work_at_once_wakes_nobody(
    sent: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with quietly():
            wake(WORK_QUEUE)
        with pytest.raises(ValueError, match="out of the blue"), quietly():
            raise ValueError("out of the blue")
        wake(WORK_QUEUE)
    assert sent == [WORK_QUEUE]


def test_a_broker_that_is_away_is_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("celery.app.base.Celery.send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        wake(WORK_QUEUE)
    assert "waits for the sweeper" in caplog.text
