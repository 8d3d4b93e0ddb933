"""Runs several long-lived processes as one: logs in turn, restarts, and an end that leaves none.

It knows nothing of Django or of what the processes are for.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

from uso_portal.processes import die_with_parent

_STOPS_WITHIN = 20.0
_MOST_RESTARTS = 5
_LOOKS_EVERY = 0.2
_COLOURS = (36, 35, 33, 32, 34)
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class SupervisorError(Exception):
    """A process cannot be kept running. `str()` is a sentence for the person at the keyboard."""


@dataclass(slots=True, kw_only=True)
class Service:
    """One process to keep running: its name in the log and the words that start it."""

    name: str
    words: list[str]
    process: subprocess.Popen[str] | None = None
    num_restarts: int = 0
    reader: threading.Thread | None = None


@dataclass(slots=True, kw_only=True)
class Log:
    """Writes each service's lines under its name, in a colour of its own on a terminal."""

    out: TextIO
    width: int = 8
    guard: threading.Lock = field(default_factory=threading.Lock)
    colours: dict[str, int] = field(default_factory=dict)

    def say(self, name: str, text: str) -> None:
        """One line of one service."""
        with self.guard, suppress(OSError, ValueError):
            self.out.write(f"{self._prefix(name)} {text.rstrip()}\n")
            self.out.flush()

    def _prefix(self, name: str) -> str:
        plain = f"{name:<{self.width}}|"
        if not self.out.isatty() or "NO_COLOR" in os.environ:
            return plain
        colour = self.colours.setdefault(name, _COLOURS[len(self.colours) % len(_COLOURS)])
        return f"\x1b[{colour}m{plain}\x1b[0m"


class Supervisor:
    """Keeps services running until a stopping signal; use `run`."""

    def __init__(self, services: list[Service], *, out: TextIO = sys.stdout) -> None:
        self.services = services
        self.log = Log(out=out, width=max(len(service.name) for service in services) + 1)
        self.num_asked_to_stop = 0

    def run(self, *, when_started: Callable[[], None] = lambda: None) -> None:
        """Start all, call `when_started` from a thread, and return when asked to stop.

        Errors: SupervisorError when a service keeps ending. Nothing is left running either way.
        """
        before = {each: signal.signal(each, self._ask_to_stop) for each in STOPPING_SIGNALS}
        try:
            for service in self.services:
                self._start(service)
            threading.Thread(target=when_started, daemon=True).start()
            while not self.num_asked_to_stop:
                self._keep_running()
                time.sleep(_LOOKS_EVERY)
        finally:
            self._stop_all()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _ask_to_stop(self, *_: object) -> None:
        self.num_asked_to_stop += 1

    def _start(self, service: Service) -> None:
        service.process = subprocess.Popen(
            service.words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # A group of its own: Ctrl-C reaches only us, and we can end it with all its children.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  one safe system call
        )
        service.reader = threading.Thread(target=self._read, args=(service,), daemon=True)
        service.reader.start()

    def _read(self, service: Service) -> None:
        if service.process and service.process.stdout:
            for line in service.process.stdout:
                self.log.say(service.name, line)

    def _keep_running(self) -> None:
        for service in self.services:
            if service.process is None or service.process.poll() is None:
                continue
            self._end_group(service.process)
            service.num_restarts += 1
            if service.num_restarts > _MOST_RESTARTS:
                raise SupervisorError(
                    f"The {service.name} keeps ending; its last lines above say why."
                )
            self.log.say(service.name, f"ended with {service.process.returncode}; starting again")
            self._start(service)

    def _stop_all(self) -> None:
        running = [each for each in self.services if each.process and each.process.poll() is None]
        for service in running:
            if service.process:
                service.process.terminate()
        end = time.monotonic() + _STOPS_WITHIN
        asked = self.num_asked_to_stop
        for service in running:
            while service.process and service.process.poll() is None:
                # Asked a second time: whoever asks is in a hurry.
                if time.monotonic() > end or self.num_asked_to_stop > asked:
                    break
                time.sleep(0.05)
        for service in self.services:
            if service.process:
                self._end_group(service.process)
                service.process.wait()
            if service.reader:
                service.reader.join(timeout=2)

    @staticmethod
    def _end_group(process: subprocess.Popen[str]) -> None:
        """Whatever is left of a service's children, or of the service itself, ends here."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
