"""The table of every MIS and what it has, as ``manage.py connector_matrix`` prints it.

Made from the declarations alone: a page for the docs, columns for a terminal, JSON for programs.
"""

from __future__ import annotations

import json
from typing import Any

from autoupdate.connectors import registry
from autoupdate.connectors.base import HEAD_PROXY, Connector, ReportCode
from autoupdate.connectors.catalogue import REPORT_TEXTS

_INTRODUCTION = """\
<!-- Generated: manage.py connector_matrix --page > docs/connectors/README.md -->
# Connectors

One row for each MIS the portal knows. A dash is a report that the MIS does not have. The table and
the lists are made from the declarations in `autoupdate/connectors/`, and a test keeps them equal.
"""


def facts(connector: Connector) -> dict[str, Any]:
    """What the matrix says of one MIS, in plain types."""
    return {
        "mis": connector.code,
        "label": connector.label,
        "reports": [report.code.value for report in connector.reports],
        "delivery": connector.delivery.value,
        "force_run": connector.has_force_run,
        "school_can_change_to": connector.school_may_change_to,
        "proxy_may_accept": HEAD_PROXY in connector.accepting_roles,
    }


def as_json() -> str:
    """All connectors as a JSON list."""
    return json.dumps([facts(connector) for connector in registry.all()], indent=2) + "\n"


def as_markdown() -> str:
    """The docs page: the matrix, then the fields of each MIS."""
    parts = [_INTRODUCTION, _matrix()]
    parts += [_section(connector) for connector in registry.all() if not connector.variant_of]
    return "\n".join(parts)


def as_text() -> str:
    """The matrix alone, its columns straight under each other."""
    rows = [_heading(), *(_cells(connector) for connector in registry.all())]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _heading() -> list[str]:
    return [
        "MIS",
        *(REPORT_TEXTS[code].label for code in ReportCode),
        "Arrives by",
        "When",
        "Force run",
        "Change MIS",
        "Who accepts",
        "Received today",
    ]


def _matrix() -> str:
    heading = _heading()
    lines = [_line(heading), _line(["---"] * len(heading))]
    lines += [_line(_cells(connector)) for connector in registry.all()]
    return "\n".join(lines) + "\n"


def _cells(connector: Connector) -> list[str]:
    return [
        connector.label,
        *("yes" if connector.has_report(code) else "–" for code in ReportCode),
        connector.delivery.value,
        connector.cadence,
        _yes(connector.has_force_run),
        "yes" if connector.school_may_change_to else "by the desk",
        "Head, Head Proxy" if HEAD_PROXY in connector.accepting_roles else "Head",
        _yes(connector.can_receive),
    ]


def _section(connector: Connector) -> str:
    lines = [f"## {connector.label}", "", connector.delivery_text, ""]
    lines += [f"{number}. {step.text}" for number, step in enumerate(connector.setup_steps, 1)]
    lines += ["", _line(["Sub-report", "Field", "Mandatory", "Captions"]), _line(["---"] * 4)]
    for sub_report in connector.sub_reports():
        for each in sub_report.fields:
            captions = ", ".join(f"`{caption}`" for caption in each.captions)
            lines.append(_line([sub_report.label, each.label, _yes(each.is_mandatory), captions]))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
