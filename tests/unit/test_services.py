"""The words that start the long-running processes."""

import sys
from pathlib import Path

from uso_portal import gunicorn, services


def test_the_same_python_runs_them() -> None:
    words = services.with_this_python(services.worker(num_workers=3))
    assert words[:3] == [sys.executable, "-m", "celery"]
    assert words[words.index("--concurrency") + 1] == "3"


def test_beat_keeps_its_memory_where_it_is_told() -> None:
    words = services.beat(schedule=Path("memory"))
    assert words[words.index("--schedule") + 1] == "memory"


def test_the_web_server_logs_no_addresses_of_pages() -> None:
    assert gunicorn.accesslog is None
    assert services.web(port=1, num_workers=1)[-3:] == ["127.0.0.1:1", "--workers", "1"]


def test_each_kind_of_worker_takes_from_its_own_queue() -> None:
    queues = [
        words[words.index("--queues") + 1]
        for words in (services.worker(num_workers=1), services.fetcher(num_workers=1))
    ]
    assert queues == ["uso", "uso-pulls"]
