"""``manage.py sandbox_vendors``: what it serves, and a port that it cannot have."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sandbox.management.commands import sandbox_vendors
from uso_portal import demo_vendors, env


def test_it_serves_what_the_demonstration_keeps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: dict[str, object] = {}

    def serve(*, say: object, **options: object) -> None:
        given.update(options)
        assert callable(say)
        say("Pretend vendors at http://127.0.0.1:1/")

    monkeypatch.setattr(sandbox_vendors, "serve", serve)
    call_command("sandbox_vendors")
    assert given == {
        "port": demo_vendors.port(),
        "state": demo_vendors.state_file(),
        "portal": f"http://localhost:{env.PORT}",
    }
    assert "Pretend vendors at" in capsys.readouterr().out


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command("sandbox_vendors", port=port, state=tmp_path / "state.json")
