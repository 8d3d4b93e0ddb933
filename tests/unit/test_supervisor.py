"""Several processes run as one: prefixed logs, restarts, and an end that leaves none."""

import io
import os
import signal
import sys
import threading
import time

import pytest

from tests.processes import PATIENCE
from uso_portal import supervisor
from uso_portal.processes import command_line
from uso_portal.supervisor import Log, Service, Supervisor, SupervisorError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def python(name: str, code: str) -> Service:
    return Service(name=name, words=[sys.executable, "-u", "-c", code])


def ask_to_stop() -> None:
    """A signal to this process, if the supervisor is there to take it: else it would end us."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        os.kill(os.getpid(), signal.SIGTERM)


def wait_for_text(out: io.StringIO, text: str) -> None:
    end = time.monotonic() + PATIENCE
    while text not in out.getvalue() and time.monotonic() < end:
        time.sleep(0.02)


def test_lines_carry_their_service_and_the_end_leaves_nothing() -> None:
    out = io.StringIO()
    services = [
        python("one", "import time; print('hello'); time.sleep(60)"),
        python("another", "import time; print('there'); time.sleep(60)"),
    ]

    def when_started() -> None:
        wait_for_text(out, "hello")
        wait_for_text(out, "there")
        ask_to_stop()

    Supervisor(services, out=out).run(when_started=when_started)
    assert "one     | hello\n" in out.getvalue()
    assert "another | there\n" in out.getvalue()
    assert not any(command_line(each.process.pid) for each in services if each.process)


def test_what_ends_is_started_again_and_given_up_on_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "_MOST_RESTARTS", 2)
    monkeypatch.setattr(supervisor, "_LOOKS_EVERY", 0.01)
    out = io.StringIO()
    with pytest.raises(SupervisorError, match="The worker keeps ending"):
        Supervisor([python("worker", "print('up'); raise SystemExit(7)")], out=out).run()
    assert out.getvalue().count("ended with 7; starting again") == 2


def test_children_of_a_service_that_ignore_its_end_are_ended_too() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {stubborn!r}])\n"
        "print('child', child.pid, 'is up')\n"
        "time.sleep(60)\n"
    )
    out = io.StringIO()

    def when_started() -> None:
        wait_for_text(out, "is up")
        ask_to_stop()

    Supervisor([python("web", code)], out=out).run(when_started=when_started)
    pid = int(out.getvalue().split("child ")[1].split()[0])
    end = time.monotonic() + PATIENCE
    while command_line(pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert not command_line(pid)


def test_asked_twice_it_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    code = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('no'))\n"
        "print('up')\n"
        "while True: time.sleep(1)\n"
    )

    def when_started() -> None:
        wait_for_text(out, "up")
        ask_to_stop()
        wait_for_text(out, "no")
        ask_to_stop()

    before = threading.active_count()
    Supervisor([python("web", code)], out=out).run(when_started=when_started)
    assert threading.active_count() <= before + 1


def test_each_service_has_its_colour_on_a_terminal_that_wants_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    log = Log(out=Terminal())
    log.say("web", "a")
    log.say("beat", "b")
    assert log.colours["web"] != log.colours["beat"]
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    Log(out=plain).say("web", "a")
    assert "\x1b" not in plain.getvalue()


def test_a_closed_terminal_does_not_end_the_log() -> None:
    out = io.StringIO()
    out.close()
    log = Log(out=io.StringIO())
    log.out = out
    with pytest.raises(ValueError, match="closed"):
        out.isatty()
    log.say("web", "a")
