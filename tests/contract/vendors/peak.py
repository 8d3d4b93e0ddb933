"""``python -m tests.contract.vendors.peak``: pulls a whole school and prints the memory it took.

A process of its own, since the pretend vendor must not count. The access comes as JSON on the
standard input; megabytes at the peak go to the standard output.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from autoupdate.connectors import registry
from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.pulling import Access, Session
from autoupdate.connectors.tabular.rows import GivenRows


def main() -> None:
    """Pull everything that the connector has, through the door's reading, and keep nothing."""
    told = json.load(sys.stdin)
    connector = registry.get(told["mis"])
    assert connector.puller is not None
    with VendorClient(test_hosts=[told["host"]]) as client:
        session = Session(
            client=client,
            access=Access(**told["access"]),
            today=date.fromisoformat(told["today"]),
        )
        puller = connector.puller(session)
        for sub_report in connector.sub_reports():
            session.begin()
            wanted = {each.code for each in sub_report.fields}
            rows = puller.rows(sub_report, wanted=wanted)
            for _ in FilteredExport(GivenRows(rows), sub_report=sub_report):
                pass
    sys.stdout.write(json.dumps({"peak_mb": peak_mb(), "num_requests": client.num_requests}))


def peak_mb() -> float:
    """The most memory of this program; what ``getrusage`` says may be its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
