"""The container's health check, without a web server to ask."""

import socket

import pytest

from uso_portal import env, healthcheck


def test_no_answer_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setattr(env, "PORT", probe.getsockname()[1])
        assert healthcheck.main() == 1
    assert capsys.readouterr().out == "no answer\n"
