"""Tell of a failure when it happens: a run that is cut short has then named it already.

It knows nothing of what the tests do.
"""

from __future__ import annotations

from typing import Final

import pytest

#: How much of a failure is told at once, in lines from its end; pytest tells all of it at the end.
LINES: Final = 25


class TellAtOnce:
    """Writes the name and the end of each failure below the dots."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self.terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each phase of each test, wherever it ran."""
        if not report.failed:
            return
        self.terminal.write_line(f"\nFAILED ({report.when}) {report.nodeid}")
        for line in report.longreprtext.splitlines()[-LINES:]:
            self.terminal.write_line(f"    {line}")
